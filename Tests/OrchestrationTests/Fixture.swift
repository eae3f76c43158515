import ConsultationCore
import Foundation
import Orchestration
import Simulation
import Storage
import Synchronization

/// Time, identity and chance under the test's control.
final class TestClock: Sendable {
    private let state: Mutex<(now: WallTime, count: Int)>

    /// Ids count on from a random place: two services on one database, one after the other, make different ones.
    init(_ start: WallTime) { state = Mutex((start, Int.random(in: 0..<1 << 40))) }

    var now: WallTime { state.withLock { $0.now } }

    func advance(_ span: TimeSpan) { state.withLock { $0.now = $0.now + span } }
    func set(_ instant: WallTime) { state.withLock { $0.now = instant } }

    var environment: ServiceEnvironment {
        ServiceEnvironment(
            now: { self.now },
            newID: {
                let count = self.state.withLock { state in
                    state.count += 1
                    return state.count
                }
                let tail = String(count, radix: 16)
                return "0190aaaa-0000-7000-8000-" + String(repeating: "0", count: 12 - tail.count) + tail
            },
            randomBytes: { length in (0..<length).map { _ in UInt8.random(in: 0...255) } })
    }
}

/// A service with the demo hospitals and a relay that records what it is asked.
struct Fixture: Sendable {
    /// 2026-11-21 09:00 in Asia/Shanghai.
    static let start = CivilDate("2026-11-21")!.start + .hours(9)
    static let password = "correct horse battery"

    let database: ServiceDatabase
    let clock: TestClock
    let signIn: SignInService
    let orchestrator: Orchestrator
    let cases: CaseQueries
    let directory: DirectoryQueries
    let settlements: SettlementQueries
    let relay: RelayFake
    let rooms: RoomKeeper
    let effects: EffectRunner
    let deadlines: DeadlineKeeper

    init(
        _ database: ServiceDatabase, clock: TestClock = TestClock(start),
        policies shelf: PolicyShelf = .repository, storage: [StorageTarget] = []
    ) async throws {
        self.database = database
        self.clock = clock
        let policies = try await PolicyBook.open(shelf, in: database, at: clock.now)
        var policy = SignInPolicy(try shelf.security(on: CivilDate(clock.now)))
        policy.cost = .forTests
        signIn = try SignInService(database: database, environment: clock.environment, policy: policy)
        orchestrator = Orchestrator(
            database: database, policies: policies, environment: clock.environment, feed: ChangeFeed(),
            storage: storage)
        cases = CaseQueries(database: database, policies: policies, environment: clock.environment)
        directory = DirectoryQueries(database: database, policies: policies, environment: clock.environment)
        settlements = SettlementQueries(
            database: database, policies: policies, environment: clock.environment)
        relay = RelayFake()
        rooms = RoomKeeper(orchestrator: orchestrator, relay: relay)
        effects = EffectRunner(orchestrator: orchestrator, rooms: rooms)
        deadlines = DeadlineKeeper(orchestrator: orchestrator, signIn: signIn)
        _ = try await DemoData.load(into: database, signIn: signIn) { _ in Self.password }
    }

    static func inMemory() async throws -> Fixture { try await Fixture(ServiceDatabase.inMemory()) }

    static func databasePath() -> String {
        FileManager.default.temporaryDirectory
            .appendingPathComponent("huizhen-test-\(UUID().uuidString)/huizhen.sqlite").path
    }

    /// Somebody of the demo hospitals, signed in just now.
    func user(_ username: String) async throws -> SignedIn {
        try await signIn.signIn(username: username, password: Self.password).signedIn
    }

    @discardableResult
    func run(
        _ command: ConsultationCommand, _ id: ConsultationID, by username: String, key: IdempotencyKey? = nil
    ) async throws -> Consultation {
        try await orchestrator.perform(
            command, on: id, expectedVersion: nil, by: user(username), idempotency: key
        ).consultation
    }

    func consultation(_ id: ConsultationID) async throws -> Consultation {
        let found = try await database.read { try $0.system.consultation(id) }
        guard let found else { throw CommandFault.notFound }
        return found
    }
}

/// A relay without media: it answers and keeps account.
final class RelayFake: RelayControl, Sendable {
    struct Ledger: Sendable {
        var opened: [(room: RoomName, recording: RecordingName, segment: UInt32)] = []
        var open: [RoomName: (recording: RecordingName, segment: UInt32)] = [:]
        /// Where a room was before it moved.
        var former: [RoomName: (recording: RecordingName, segment: UInt32)] = [:]
        var joined: [(room: RoomName, participant: ParticipantName, session: SessionName)] = []
        var left: [SessionName] = []
        var pinned: [ParticipantName?] = []
        var recorderBroken = false
    }

    let ledger = Mutex(Ledger())
    let events: AsyncStream<RelayEvent>
    let report: AsyncStream<RelayEvent>.Continuation

    struct NoRecorder: Error {}

    init() {
        (events, report) = AsyncStream.makeStream(of: RelayEvent.self)
    }

    func openRoom(_ room: RoomName, recording: RecordingName, segmentOf segment: UInt32) async throws
        -> UInt32
    {
        try ledger.withLock { ledger in
            if ledger.recorderBroken { throw NoRecorder() }
            ledger.opened.append((room, recording, segment))
            ledger.open[room] = (recording, segment)
        }
        return segment
    }

    func join(_ room: RoomName, participant: ParticipantName, session: SessionName) async throws -> String {
        ledger.withLock { $0.joined.append((room, participant, session)) }
        return "v=0 \(session)"
    }

    func joinForeign(
        _ room: RoomName, participant: ParticipantName, session: SessionName, offer: String, role: DeviceRole
    ) async throws -> String {
        ledger.withLock { $0.joined.append((room, participant, session)) }
        return "v=0 answer \(session)"
    }

    func answer(_ session: SessionName, sdp: String) async throws {}

    func links() async -> [RelayLink] { [] }

    /// What everybody in any room sends.
    let pictures = Mutex<[StreamPicture]>([])

    func pictures(in room: RoomName) async -> [StreamPicture] { pictures.withLock { $0 } }

    func restart(_ session: SessionName) async throws -> String { "restart of \(session)" }

    func pin(_ session: SessionName, participant: ParticipantName?) async throws {
        ledger.withLock { $0.pinned.append(participant) }
    }

    func leave(_ session: SessionName) async { ledger.withLock { $0.left.append(session) } }

    func moveRoom(_ room: RoomName, recording: RecordingName, segmentOf: UInt32) async throws -> UInt32 {
        try ledger.withLock { ledger in
            if ledger.recorderBroken { throw NoRecorder() }
            ledger.former[room] = ledger.open[room]
            ledger.opened.append((room, recording, segmentOf))
            ledger.open[room] = (recording, segmentOf)
        }
        return segmentOf
    }

    func closeFormerRoom(_ room: RoomName) async -> RecordingSeal? {
        ledger.withLock { ledger in
            guard let known = ledger.former.removeValue(forKey: room) else { return nil }
            return RecordingSeal(
                recording: known.recording, segment: known.segment,
                rootHash: Digest(of: "root \(known.recording) \(known.segment)").hexadecimal, streams: [],
                bytes: 1, lostPackets: 0)
        }
    }

    /// Everybody's numbers, and the pictures that each is shown.
    let statistics = Mutex(SeatStatistics())
    let shown = Mutex<[SessionName: [SeatStatistics.Shown]]>([:])

    func statistics(of session: SessionName) async -> SeatStatistics? {
        var statistics = statistics.withLock { $0 }
        statistics.shown = shown.withLock { $0[session] ?? [] }
        return statistics
    }

    func sealOfLostSegment(_ segment: UInt32, of recording: RecordingName) async -> RecordingSeal? { nil }

    func closeRoom(_ room: RoomName) async -> RecordingSeal? {
        ledger.withLock { ledger in
            guard let known = ledger.open.removeValue(forKey: room) else { return nil }
            return RecordingSeal(
                recording: known.recording, segment: known.segment,
                rootHash: Digest(of: "root \(known.recording) \(known.segment)").hexadecimal, streams: [],
                bytes: 1, lostPackets: 0)
        }
    }
}
