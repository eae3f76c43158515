import ConsultationCore
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import Orchestration
import Simulation
import Storage
import Synchronization
import Web

/// The real stack over an in-memory store: two hospitals with an agreement, a third without, a fake relay, and a
/// clock the test advances.
final class TestService: Sendable {
    static let password = "correct horse battery"
    static let attachmentLimit = 100_000

    let world: ConsultationWorld
    let database: ServiceDatabase
    let orchestrator: Orchestrator
    let signIn: SignInService
    let rooms: RoomKeeper
    let relay = FakeRelay()
    let server: WebServer
    let feedKey = FeedSigningKey.generate()
    private let clock: Clock

    /// The people who can sign in.
    enum Person: String, CaseIterable, Sendable {
        case attending, invitingCoordinator, invitingFinance, invitingQuality, invitingAdmin
        case invitedCoordinator, specialist, invitedFinance, invitedAdmin
        case foreignPhysician, foreignCoordinator, foreignFinance, foreignQuality, foreignAdmin
        case platformOperator, platformFinance, auditor

        var isForeign: Bool {
            rawValue.hasPrefix("foreign") || rawValue.hasPrefix("platform") || self == .auditor
        }
    }

    final class Clock: Sendable {
        private let time = Mutex(ConsultationWorld.start)
        var now: WallTime { time.withLock { $0 } }
        func set(_ instant: WallTime) { time.withLock { $0 = instant } }
        func advance(_ span: TimeSpan) { time.withLock { $0 = $0 + span } }
    }

    private init(
        world: ConsultationWorld, database: ServiceDatabase, clock: Clock, logs: LogKeeper?,
        hospitals: any HospitalLink, configure: (inout WebConfiguration) -> Void
    ) throws {
        self.world = world
        self.database = database
        self.clock = clock
        let environment = ServiceEnvironment(
            now: { clock.now }, newID: ServiceEnvironment.live.newID,
            randomBytes: ServiceEnvironment.live.randomBytes)
        var logger = Logger(label: "test") { _ in logs ?? LogKeeper() }
        logger.logLevel = logs == nil ? .critical : .trace
        let policies = try PolicyBook(.repository)
        orchestrator = Orchestrator(
            database: database, policies: policies, environment: environment, feed: ChangeFeed(),
            logger: logger)
        var policy = SignInPolicy(
            try PolicyShelf.repository.security(on: CivilDate(ConsultationWorld.start)))
        policy.cost = .forTests
        signIn = try SignInService(database: database, environment: environment, policy: policy)
        rooms = RoomKeeper(orchestrator: orchestrator, relay: relay)
        var configuration = WebConfiguration(host: "127.0.0.1", port: 0, tls: nil)
        configuration.attachmentLimitBytes = Self.attachmentLimit
        configure(&configuration)
        let services = WebServices(
            orchestrator: orchestrator, signIn: signIn,
            cases: CaseQueries(
                database: database, policies: policies, environment: environment),
            directory: DirectoryQueries(database: database, policies: policies, environment: environment),
            settlements: SettlementQueries(
                database: database, policies: policies, environment: environment), rooms: rooms,
            supervisionFeed: SupervisionFeed(
                orchestrator: orchestrator, key: feedKey,
                collector: FeedCollector(orchestrator: orchestrator)), hospitals: hospitals)
        server = try WebServer(configuration: configuration, services: services, logger: logger)
    }

    static func make(
        logs: LogKeeper? = nil, hospitals: any HospitalLink = SilentHospitalLink(),
        configure: (inout WebConfiguration) -> Void = { _ in }
    ) async throws -> TestService {
        let world = ConsultationWorld()
        let service = try TestService(
            world: world, database: try ServiceDatabase.inMemory(), clock: Clock(), logs: logs,
            hospitals: hospitals, configure: configure)
        try await service.fill()
        return service
    }

    /// The folder `Protocols` of the repository.
    static var protocols: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Protocols").path
    }

    var now: WallTime { clock.now }
    func advance(_ span: TimeSpan) { clock.advance(span) }
    func setTime(_ instant: WallTime) { clock.set(instant) }

    private func fill() async throws {
        let world = world
        let foreign = ConsultationWorld.institution(
            "inst-foreign", jurisdiction: .jilin, level: .city, grade: .tertiary)
        let platform = ConsultationWorld.institution(
            "inst-platform", jurisdiction: .jilin, level: .province, grade: .ungraded)
        let stranger = ConsultationWorld.physician(
            "doc-foreign", at: "inst-foreign", title: .fullSenior, since: 2000)
        try await database.write { transaction in
            for institution in [world.county, world.province, foreign, platform] {
                try transaction.put(institution)
            }
            try transaction.put(world.attending, home: world.county.id)
            try transaction.put(world.specialist, home: world.province.id)
            try transaction.put(world.secondSpecialist, home: world.province.id)
            try transaction.put(stranger, home: "inst-foreign")
            try transaction.put(world.agreement)
            try transaction.add(world.price)
            _ = try transaction.insertOrFind(world.patient, at: ConsultationWorld.start)
        }
        for person in Person.allCases { try await add(person) }
    }

    private func add(_ person: Person) async throws {
        let (institution, practitioner, roles) = place(person)
        _ = try await signIn.addAccount(
            AccountDraft(
                username: person.rawValue, institution: institution, displayName: "用户 \(person.rawValue)",
                practitioner: practitioner, roles: roles), password: Self.password)
    }

    private func place(_ person: Person) -> (InstitutionID, PractitionerID?, [Role]) {
        switch person {
        case .attending: (world.county.id, world.attending.id, [.physician])
        case .invitingCoordinator: (world.county.id, nil, [.invitationCoordinator])
        case .invitingFinance: (world.county.id, nil, [.finance])
        case .invitingQuality: (world.county.id, nil, [.qualityController])
        case .invitingAdmin: (world.county.id, nil, [.institutionAdmin])
        case .invitedAdmin: (world.province.id, nil, [.institutionAdmin])
        case .invitedCoordinator: (world.province.id, nil, [.invitationCoordinator])
        case .specialist: (world.province.id, world.specialist.id, [.physician])
        case .invitedFinance: (world.province.id, nil, [.finance])
        case .foreignPhysician: ("inst-foreign", "doc-foreign", [.physician])
        case .foreignCoordinator: ("inst-foreign", nil, [.invitationCoordinator])
        case .foreignFinance: ("inst-foreign", nil, [.finance])
        case .foreignQuality: ("inst-foreign", nil, [.qualityController])
        case .foreignAdmin: ("inst-foreign", nil, [.institutionAdmin])
        case .platformOperator: ("inst-platform", nil, [.operator])
        case .platformFinance: ("inst-platform", nil, [.finance])
        case .auditor: ("inst-platform", nil, [.auditor])
        }
    }

    /// Runs a test against the router, without a socket.
    func test<Value: Sendable>(
        _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Value
    ) async throws -> Value {
        try await server.application.test(.router) { client in
            try await Self.$current.withValue(self) { try await body(client) }
        }
    }

    /// The service that the running test's browsers speak to: it knows the time and their authenticators.
    @TaskLocal static var current: TestService?
    let authenticators = Mutex<[String: TestAuthenticator]>([:])

    /// Runs a test against a real socket on loopback.
    func testOverSocket<Value: Sendable>(
        _ body: @escaping @Sendable (any TestClientProtocol, _ port: Int) async throws -> Value
    ) async throws -> Value {
        try await server.application.test(.live) { client in
            guard let port = client.port else { throw NoPort() }
            return try await Self.$current.withValue(self) { try await body(client, port) }
        }
    }

    struct NoPort: Error {}
}
