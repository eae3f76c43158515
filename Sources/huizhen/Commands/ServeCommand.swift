import ArgumentParser
import ConsultationCore
import Evidence
import Foundation
import HospitalLines
import Logging
import MediaRelay
import Orchestration
import PolicyFiles
import RelayAPI
import ServiceLifecycle
import Storage
import UnixSignals
import Web

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the service and its media relay in this process.",
        discussion: """
            Example: huizhen serve --config config/huizhen.yaml --data var --set web.host=0.0.0.0

            SIGTERM and SIGINT end it cleanly: open rooms are closed and their recordings sealed.
            """)
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let configuration = try common.configuration()
        let level = Logger.Level(rawValue: configuration.logLevel) ?? .info
        LoggingSystem.bootstrap { LineLog(label: $0, level: level) }
        do {
            let lock = try DataDirectory(configuration.dataDirectory)
            try await Installation(configuration).run()
            withExtendedLifetime(lock) {}
        } catch {
            Terminal.complain(
                error is Refusal ? Backups.explain(error) : StartFault.explain(error, configuration))
            throw error is PolicyFaults || error is Refusal ? ExitCode(78) : ExitCode.failure
        }
    }
}

/// Everything that runs, built once and handed in; nobody reaches for anything global.
private struct Installation {
    let services: [any Service]
    let logger = Logger(label: "huizhen")

    init(_ configuration: Configuration) async throws {
        let logger = logger
        let keys = try EvidenceKeys.loadOrCreate(directory: configuration.keys.path)
        let database = try ServiceDatabase.open(
            configuration.database.path, blobs: configuration.blobs.path,
            keys: configuration.keys.path, masterKey: configuration.masterKey?.path
        ) { steps in
            logger.notice(
                "the database is being brought up to this version: a minute or more with many cases; please wait",
                metadata: ["steps": "\(steps)"])
        }
        let environment = ServiceEnvironment.live
        let shelf = try configuration.policies()
        for text in shelf.texts {
            for missing in text.missing {
                logger.warning(
                    "a text is not loaded, national values stand in: \(missing.title)",
                    metadata: [
                        "jurisdiction": "\(text.jurisdiction)", "pathway": "\(missing.pathway.rawValue)",
                    ])
            }
        }
        let policies = try await PolicyBook.open(shelf, in: database, at: environment.now())
        let signIn = try SignInService(
            database: database, environment: environment,
            policy: configuration.signInPolicy(shelf, on: CivilDate(environment.now())))

        let (core, relayService) = try Self.relay(configuration, keys, logger)
        let edges = EdgeRegistry(
            tokens: EdgeTokens(directory: configuration.edgeTokens), logger: Logger(label: "huizhen.edge"))
        let relay = EdgedRelay(core: core, registry: edges, logger: logger)
        let orchestrator = Orchestrator(
            database: database, policies: policies, environment: environment, feed: ChangeFeed(),
            calendar: try Self.calendar(configuration, environment, logger),
            storage: configuration.storage.targets, logger: logger)
        let rooms = RoomKeeper(orchestrator: orchestrator, relay: relay)
        let cases = CaseQueries(database: database, policies: policies, environment: environment)
        let vault = RecordingFiles(directory: configuration.recordings.path, keys: keys)
        let playbacks = try PlaybackKeeper(
            cases: cases, database: database, environment: environment, vault: vault)
        let platform = try configuration.jilin.url.isEmpty ? nil : SignedPlatform(configuration.jilin)
        let frontEnd = try configuration.frontEnd.url.isEmpty ? nil : SignedPlatform(configuration.frontEnd)
        let collector = FeedCollector(orchestrator: orchestrator, pushes: frontEnd != nil)
        let supervisionFeed = SupervisionFeed(
            orchestrator: orchestrator, key: try FeedSigningKey.open(directory: configuration.keys.path),
            collector: collector)
        try await orchestrator.checkRegions(configuration.storage.targets)
        for finding in Doctor(configuration: configuration, now: Date()).deploymentFindings()
        where finding.level != .ok {
            logger.warning(
                "\(finding.title): \(finding.detail)",
                metadata: ["check": "\(finding.check)", "requirement": "\(finding.requirement ?? "")"])
        }
        let hospitals = try HospitalLines(configuration.exchange.lines)
        let web = try WebServer(
            configuration: configuration.webServer(),
            services: WebServices(
                orchestrator: orchestrator, signIn: signIn,
                cases: cases,
                directory: DirectoryQueries(database: database, policies: policies, environment: environment),
                settlements: SettlementQueries(
                    database: database, policies: policies, environment: environment), rooms: rooms,
                edges: edges, playbacks: playbacks, platform: platform,
                supervisionFeed: supervisionFeed, hospitals: hospitals,
                codes: try CodeBook(icd10: configuration.diagnosisTable)),
            logger: logger,
            onListening: { port in
                let scheme = configuration.tls == nil ? "http" : "https"
                let host =
                    configuration.host == "0.0.0.0" || configuration.host == "127.0.0.1"
                    ? "localhost" : configuration.host
                Terminal.say("会诊服务已就绪 / Huizhen is ready: \(scheme)://\(host):\(port)/")
            })
        // Stopped in reverse order: the doors first, the relay last.
        let metrics =
            try configuration.metrics.port == 0
            ? nil
            : MetricsServer(
                host: configuration.metrics.host, port: configuration.metrics.port, logger: logger,
                text: ServiceMetrics(rooms: rooms, relay: relay).text)
        services =
            [
                relayService, relay, rooms,
                EffectRunner(orchestrator: orchestrator, rooms: rooms, vault: vault, playbacks: playbacks),
                DeadlineKeeper(orchestrator: orchestrator, signIn: signIn),
                IncidentWatch(orchestrator: orchestrator, rooms: rooms), collector, web,
            ] + (metrics.map { [$0] } ?? [])
            + [PowerRecorder(orchestrator: orchestrator)]
            + (platform.map { [$0, PlatformFeeder(orchestrator: orchestrator, platform: $0)] } ?? [])
            + (frontEnd.map {
                [
                    $0,
                    PlatformFeeder(
                        orchestrator: orchestrator, platform: $0, kinds: [.feed], isWatched: false),
                ]
            } ?? [])
            + [hospitals, ExchangeFeeder(orchestrator: orchestrator, link: hospitals)]
            + (try configuration.exchange.listener(
                ExchangeInbox(orchestrator: orchestrator, link: hospitals), logger
            ).map { [$0] } ?? [])
    }

    /// Working days: the years that come with the program, and those of `calendar/` in the data directory.
    private static func calendar(
        _ configuration: Configuration, _ environment: ServiceEnvironment, _ logger: Logger
    ) throws -> WorkCalendar {
        let folder = configuration.dataDirectory.appendingPathComponent("calendar").path
        let calendar = try HolidayCalendar.loaded(adding: folder)
        // A refund of December is due in January.
        let today = CivilDate(environment.now())
        for year in Set([today.year, today.adding(days: 30).year]) where !calendar.knownYears.contains(year) {
            logger.warning(
                "holidays unknown: refunds are counted Monday to Friday; add the State Council's arrangement",
                metadata: ["year": "\(year)", "file": "\(folder)/\(year).yaml"])
        }
        return calendar
    }

    /// The relay in this process, or the nodes that the configuration names.
    private static func relay(
        _ configuration: Configuration, _ keys: EvidenceKeys, _ logger: Logger
    ) throws -> (any TrunkedRelay, any Service) {
        let settings = configuration.control
        guard settings.nodes.isEmpty else {
            let fleet = try RelayFleet(
                nodes: settings.nodes, access: settings.access,
                controller: Hexadecimal.string(keys.recording.identifier),
                lossAfter: .seconds(settings.nodeLossSeconds), logger: logger)
            return (fleet, fleet)
        }
        let node = try RelayNode(configuration: configuration.relayNode(logger), keys: keys)
        return (RelayAdapter(node), RelayService(node: node))
    }

    func run() async throws {
        PowerSignal.install()
        try await ServiceGroup(
            configuration: .init(
                services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger)
        ).run()
    }
}

/// The relay's threads as a service of the group.
private struct RelayService: Service {
    let node: RelayNode

    func run() async throws {
        try await node.start()
        try? await gracefulShutdown()
        await node.stop()
    }
}
