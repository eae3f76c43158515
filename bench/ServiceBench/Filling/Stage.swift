import ConsultationCore
import Foundation
import Orchestration
import Storage
import Synchronization

/// The service without a network: consultations are performed on it by the same commands as over HTTP, at instants of
/// the bench's choice. They become the moulds of which the archive is cast.
final class Stage: Sendable {
    let database: ServiceDatabase
    let clock: StageClock
    let orchestrator: Orchestrator
    let effects: EffectRunner
    let deadlines: DeadlineKeeper

    /// Nobody else works on the database: limits are found by scanning and effects run where they arise.
    let isAlone: Bool
    /// Transactions asked for, effects aside.
    let commands = Atomic(0)

    init(
        _ database: ServiceDatabase, under policies: PolicyBook, at start: WallTime, isAlone: Bool = true
    ) {
        self.database = database
        self.isAlone = isAlone
        let clock = StageClock(start)
        self.clock = clock
        let environment = ServiceEnvironment(
            now: { clock.now }, newID: ServiceEnvironment.live.newID,
            randomBytes: ServiceEnvironment.live.randomBytes)
        orchestrator = Orchestrator(
            database: database, policies: policies, environment: environment, feed: ChangeFeed())
        effects = EffectRunner(
            orchestrator: orchestrator, rooms: RoomKeeper(orchestrator: orchestrator, relay: NoRelay()))
        deadlines = DeadlineKeeper(orchestrator: orchestrator, signIn: nil)
    }

    /// Somebody of the demonstration hospitals, who has just proved who they are.
    func user(_ username: String) async throws -> SignedIn {
        let now = clock.now
        let found = try await database.read { transaction -> SignedIn? in
            guard let account = try transaction.account(username: username),
                let institution = try transaction.institution(account.institution)
            else { return nil }
            return SignedIn(
                member: Caller.Member(
                    account: account.id, institution: account.institution, practitioner: account.practitioner,
                    roles: account.roles, verifiedAt: now),
                username: username, displayName: account.displayName, institution: institution,
                practitioner: try account.practitioner.flatMap { try transaction.practitioner($0) })
        }
        guard let found else { throw BenchFault("the demonstration data has no account \(username)") }
        return found
    }

    @discardableResult
    func run(_ command: ConsultationCommand, _ id: ConsultationID, by username: String) async throws
        -> Consultation
    {
        clock.advance(.seconds(30))
        commands.add(1, ordering: .relaxed)
        return try await orchestrator.perform(
            command, on: id, expectedVersion: nil, by: user(username), idempotency: nil
        ).consultation
    }

    /// What the relay or a passed limit would report.
    func report(_ command: ConsultationCommand, _ id: ConsultationID) async throws {
        clock.advance(.seconds(1))
        commands.add(1, ordering: .relaxed)
        try await orchestrator.performAsSystem(command, on: id)
    }

    func consultation(_ id: ConsultationID) async throws -> Consultation {
        guard let found = try await database.read({ try $0.system.consultation(id) }) else {
            throw BenchFault("consultation \(id) is gone")
        }
        return found
    }
}

/// Stands still until it is moved.
final class StageClock: Sendable {
    private let state: Mutex<WallTime>
    init(_ start: WallTime) { state = Mutex(start) }
    var now: WallTime { state.withLock { $0 } }
    func advance(_ span: TimeSpan) { state.withLock { $0 = $0 + span } }
    func set(_ instant: WallTime) { state.withLock { $0 = instant } }
}

struct BenchFault: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// There is no relay: what it would report is given as commands.
struct NoRelay: RelayControl {
    let events = AsyncStream<RelayEvent> { $0.finish() }

    func openRoom(_ room: RoomName, recording: RecordingName, segmentOf: UInt32) async throws -> UInt32 {
        throw BenchFault("no relay")
    }
    func join(_ room: RoomName, participant: ParticipantName, session: SessionName) async throws -> String {
        throw BenchFault("no relay")
    }
    func joinForeign(
        _ room: RoomName, participant: ParticipantName, session: SessionName, offer: String, role: DeviceRole
    ) async throws -> String { throw BenchFault("no relay") }
    func answer(_ session: SessionName, sdp: String) async throws {}
    func restart(_ session: SessionName) async throws -> String { throw BenchFault("no relay") }
    func pin(_ session: SessionName, participant: ParticipantName?) async throws {}
    func leave(_ session: SessionName) async {}
    func closeRoom(_ room: RoomName) async -> RecordingSeal? { nil }
    func moveRoom(_ room: RoomName, recording: RecordingName, segmentOf: UInt32) async throws -> UInt32 {
        throw BenchFault("no relay")
    }
    func closeFormerRoom(_ room: RoomName) async -> RecordingSeal? { nil }
    func statistics(of session: SessionName) async -> SeatStatistics? { nil }
    func pictures(in room: RoomName) async -> [StreamPicture] { [] }
    func links() async -> [RelayLink] { [] }
    func sealOfLostSegment(_ segment: UInt32, of recording: RecordingName) async -> RecordingSeal? { nil }
}
