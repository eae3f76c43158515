import ArgumentParser
import Evidence
import Foundation
import Logging
import MediaRelay
import RelayAPI
import ServiceLifecycle
import UnixSignals

struct RelayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "relay", abstract: "Run a media relay node alone, controlled over HTTP.",
        discussion: """
            Example: huizhen relay --config config/huizhen.yaml --data var-relay --set relay.control.port=8450

            One line on standard output says when it is ready, and where it is controlled. A service uses it when its
            key relay.nodes names that address. SIGTERM drains it: no new rooms, those open may end by themselves within
            relay.control.drainSeconds, then all recordings are sealed. The data directory holds the node's own
            recordings and keys; `huizhen evidence verify --data var-relay` checks them there.
            """)
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let configuration = try common.configuration()
        let level = Logger.Level(rawValue: configuration.logLevel) ?? .info
        LoggingSystem.bootstrap { LineLog(label: $0, level: level) }
        do {
            try configuration.control.configuration.check()
            let lock = try DataDirectory(configuration.dataDirectory)
            try await Self.runNode(configuration)
            withExtendedLifetime(lock) {}
        } catch {
            Terminal.complain(StartFault.explain(error, configuration))
            throw ExitCode.failure
        }
    }

    private static func runNode(_ configuration: Configuration) async throws {
        let logger = Logger(label: "huizhen.relay")
        let keys = try EvidenceKeys.loadOrCreate(directory: configuration.keys.path)
        let node = try RelayNode(configuration: configuration.relayNode(logger), keys: keys)
        let control = NodeControl(node: node)
        let settings = configuration.control
        let server = try ControlServer(
            configuration: settings.configuration, control: control, logger: logger,
            onListening: { port in
                let scheme = settings.access == nil ? "http" : "https"
                Terminal.say("媒体中继已就绪 / Huizhen relay is ready: \(scheme)://\(settings.host):\(port)/")
            })
        try await node.start()
        PowerSignal.install()
        let services: [any Service] = [
            server, DrainingNode(control: control, seconds: settings.drainSeconds),
        ]
        // Stopped in reverse order: the node drains while its control API still answers.
        try await ServiceGroup(
            configuration: .init(
                services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger)
        ).run()
    }
}

/// The node as a service: at the end it takes no new rooms, waits for those it has, and seals.
private struct DrainingNode: Service {
    let control: NodeControl
    let seconds: Int

    func run() async throws {
        async let events: Void = control.run()
        try? await gracefulShutdown()
        await control.drain(deadlineSeconds: nil)
        // On batteries there is no time to wait for rooms to end (NHC-TM 二(三)2).
        await control.waitUntilEmpty(seconds: PowerSignal.isFailing ? 0 : seconds)
        await control.node.stop()
        await events
    }
}
