import HTTPTypes
package import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
import HummingbirdTLS
package import Logging
import NIOCore
import NIOSSL
import Orchestration
import ServiceLifecycle

/// The HTTP side of the service: API, events and pages. Stops gracefully: event streams end, answers in flight
/// are finished, then the socket closes.
package struct WebServer: Service {
    private let server: Application<RouterResponder<WebContext>>
    /// Everything that is answered, for comparison with the description.
    package let table: RouteTable
    private let services: WebServices
    private let places = EventPlaces()

    /// - Throws: when the pages, the description, or the certificate cannot be read.
    package init(
        configuration: WebConfiguration, services: WebServices, logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) throws {
        let description = try InterfaceDescription.read()
        let pages = PageResponder(files: try PageFiles(directory: configuration.pagesDirectory))
        let table = RouteTableBox()
        let router = Router(context: WebContext.self, options: [.autoGenerateHeadEndpoints])
        if configuration.logRequests { router.add(middleware: AccessLog()) }
        router.add(middleware: UnreadBody())
        router.add(middleware: AnswerPacking())
        router.add(middleware: SecurityHeaders(secure: configuration.secure))
        router.add(middleware: ProblemAnswer { table.methods(at: $0) })
        var routes = Self.routes(on: router, configuration, services, places, description: description)
        ComplianceRoutes(services: services, presenter: try .read()).add(to: &routes)
        table.fill(routes.table)
        for path in ["/", "**"] as [RouterPath] {
            router.get(path) { request, _ in try pages.respond(request) }
        }
        self.table = routes.table
        self.services = services
        self.server = Application(
            router: router, server: try Self.channel(configuration),
            configuration: .init(address: .hostname(configuration.host, port: configuration.port)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: logger)
    }

    private static func routes(
        on router: Router<WebContext>, _ configuration: WebConfiguration, _ services: WebServices,
        _ places: EventPlaces, description: ByteBuffer
    ) -> Routes {
        let gate = Gate(services: services, configuration: configuration)
        var routes = Routes(router: router, gate: gate)
        let limiter = AttemptLimiter(attemptsPerMinute: configuration.signInAttemptsPerMinute)
        SessionRoutes(services: services, configuration: configuration, gate: gate, limiter: limiter)
            .add(to: &routes)
        OwnSecurityRoutes(services: services, limiter: limiter).add(to: &routes)
        AccountRoutes(services: services).add(to: &routes)
        AuditRoutes(services: services).add(to: &routes)
        CodeSystemRoutes(services: services).add(to: &routes)
        FamilyDoctorRoutes(services: services, gate: gate).add(to: &routes)
        ServiceRoutes(services: services, description: description).add(to: &routes)
        NoticeRoutes(services: services, limiter: limiter, gate: gate).add(to: &routes)
        DirectoryRoutes(services: services).add(to: &routes)
        CaseRoutes(services: services).add(to: &routes)
        CommandRoutes(services: services).add(to: &routes)
        MaterialRoutes(
            services: services, limitBytes: configuration.attachmentLimitBytes,
            timeLimit: configuration.attachmentTime
        ).add(to: &routes)
        RoomRoutes(services: services).add(to: &routes)
        DeviceRoutes(services: services, configuration: configuration).add(to: &routes)
        DeviceKeyRoutes(services: services).add(to: &routes)
        EdgeRoutes(services: services).add(to: &routes)
        DutyRoutes(services: services).add(to: &routes)
        AgreementRoutes(services: services).add(to: &routes)
        StandingRoutes(services: services).add(to: &routes)
        ProfileRoutes(services: services).add(to: &routes)
        PlatformFeedRoutes(services: services).add(to: &routes)
        DiagnosisRoutes(services: services).add(to: &routes)
        DiagnosisItemRoutes(
            services: services, limitBytes: configuration.attachmentLimitBytes,
            timeLimit: configuration.attachmentTime
        ).add(to: &routes)
        DutyRotaRoutes(services: services).add(to: &routes)
        PractitionerRoutes(services: services).add(to: &routes)
        CustodyRoutes(services: services).add(to: &routes)
        PlaybackRoutes(services: services).add(to: &routes)
        CatalogueRoutes(services: services).add(to: &routes)
        OperationsRoutes(services: services).add(to: &routes)
        PlatformRoutes(services: services).add(to: &routes)
        NetworkRoutes(services: services).add(to: &routes)
        SettlementRoutes(services: services).add(to: &routes)
        ChargeRoutes(services: services).add(to: &routes)
        ServiceFeeRoutes(services: services).add(to: &routes)
        CostRoutes(services: services).add(to: &routes)
        PayoutRoutes(services: services).add(to: &routes)
        ReferralRoutes(services: services).add(to: &routes)
        QualityRoutes(services: services).add(to: &routes)
        QualityCaseRoutes(services: services).add(to: &routes)
        SupervisionRoutes(services: services).add(to: &routes)
        TrainingRoutes(services: services).add(to: &routes)
        ActivityRoutes(services: services).add(to: &routes)
        ConnectorRoutes(services: services).add(to: &routes)
        FeedRoutes(services: services, gate: gate, limiter: limiter).add(to: &routes)
        AdmissionRoutes(services: services).add(to: &routes)
        PublicRoutes(
            services: services, gate: gate,
            limiter: AttemptLimiter(attemptsPerMinute: configuration.publicAttemptsPerMinute)
        ).add(to: &routes)
        VisitRoutes(services: services).add(to: &routes)
        VisitRoomRoutes(services: services).add(to: &routes)
        OnlineClinicRoutes(services: services).add(to: &routes)
        let visitFiles = VisitFileRoutes(
            services: services, limitBytes: configuration.attachmentLimitBytes,
            timeLimit: configuration.attachmentTime)
        visitFiles.add(to: &routes)
        AssetRoutes(services: services, files: visitFiles).add(to: &routes)
        PatientVisitRoutes(
            services: services, gate: gate, limitBytes: configuration.attachmentLimitBytes,
            timeLimit: configuration.attachmentTime
        ).add(to: &routes)
        ExchangeRoutes(services: services).add(to: &routes)
        let events = EventStream(
            feed: services.feed, places: places, heartbeat: configuration.heartbeat)
        routes.on(.get, "/events", .read) { try events.response(for: $0.person) }
        return routes
    }

    /// HTTP/2 where there is TLS, so that many tabs, each with its event stream, share one connection (a browser opens
    /// only six over HTTP/1.1); HTTP/1.1 with keep-alive beside it. An idle connection is closed after a minute.
    private static func channel(_ configuration: WebConfiguration) throws -> HTTPServerBuilder {
        let plain = HTTPServerBuilder.http1(configuration: .init(idleTimeout: .seconds(60)))
        guard let files = configuration.tls else { return plain }
        let chain = try NIOSSLCertificate.fromPEMFile(files.certificateChainPath)
        let key = try NIOSSLPrivateKey(file: files.privateKeyPath, format: .pem)
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        tls.minimumTLSVersion = .tlsv12
        return try .http2Upgrade(
            tlsConfiguration: tls,
            configuration: .init(idleTimeout: .seconds(60), gracefulCloseTimeout: .seconds(5)))
    }

    /// Browsers that listen for events now.
    package var openEventStreams: Int { places.total }

    /// The same routes without a socket, for tests.
    package var application: some ApplicationProtocol { server }

    package func run() async throws {
        let feed = services.feed
        try await withGracefulShutdownHandler {
            try await server.run()
        } onGracefulShutdown: {
            feed.finish()
        }
    }
}
