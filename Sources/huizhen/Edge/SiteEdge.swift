import Evidence
import Foundation
import Logging
import MediaRelay
import RelayAPI
import ServiceLifecycle
import UnixSignals

/// `huizhen edge run`: a relay node that records nothing, and its line to the service.
struct SiteEdge {
    /// Wrong or missing settings.
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    private let node: RelayNode
    private let control: NodeControl
    private let dialler: EdgeDialler
    private let logger = Logger(label: "huizhen.edge")

    init(_ configuration: Configuration) throws {
        let edge = configuration.edge
        guard !edge.service.isEmpty else {
            throw Fault(description: "edge.service: give the service's address, https://host:port")
        }
        guard let lan = edge.lan, !edge.uplinks.isEmpty else {
            throw Fault(
                description:
                    "edge.lan and edge.uplinks: give name=address, one for the hospital's own network "
                    + "and one for each provider")
        }
        guard let text = try? String(contentsOf: edge.tokenFile, encoding: .utf8) else {
            throw Fault(
                description: "edge.tokenFile: \(edge.tokenFile.path) cannot be read; "
                    + "`huizhen edge token` makes a token")
        }
        var relay = configuration.relayNode(logger)
        relay.links =
            [.init(name: lan.name, provider: lan.name, address: lan.address, use: .participants)]
            + edge.uplinks.map {
                .init(name: $0.name, provider: $0.name, address: $0.address, use: .trunks)
            }
        if edge.uplinks.count == 1 {
            logger.warning(
                "vio.network.redundancyLost: only one uplink is configured; edge.uplinks takes one a provider",
                metadata: ["requirement": "NHC-TM-2.3.3"])
        }
        // Nothing is recorded here; the node wants keys all the same, and forgets these.
        node = try RelayNode(configuration: relay, keys: try EvidenceKeys.generate())
        let (events, outlet) = AsyncStream<NodeEvent>.makeStream(bufferingPolicy: .bufferingOldest(4096))
        control = NodeControl(node: node) { outlet.yield($0) }
        dialler = try EdgeDialler(
            settings: EdgeSettings(
                service: edge.service, token: text.trimmingCharacters(in: .whitespacesAndNewlines),
                authority: edge.authority?.path),
            control: control, logger: logger,
            onLine: { Terminal.say("院内边缘节点已连接 / Huizhen edge is on line: \(edge.service)/") })
        self.events = events
    }

    private let events: AsyncStream<NodeEvent>

    func run() async throws {
        try await node.start()
        try await ServiceGroup(
            configuration: .init(
                services: [.init(service: Running(edge: self))],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger)
        ).run()
    }

    private struct Running: Service {
        let edge: SiteEdge

        func run() async throws {
            async let control: Void = edge.control.run()
            async let events: Void = passEvents()
            try await edge.dialler.run()
            await edge.node.stop()
            await control
            await events
        }

        private func passEvents() async {
            await cancelWhenGracefulShutdown {
                for await event in edge.events { await edge.dialler.note(event) }
            }
        }
    }
}
