import Orchestration
import Synchronization

/// A relay that says yes, remembers what it was asked, and tells what a test makes happen.
final class FakeRelay: RelayControl {
    struct Memory {
        var rooms: [RoomName: (recording: RecordingName, segment: UInt32)] = [:]
        var sessions: [SessionName: ParticipantName] = [:]
        var answers: [SessionName: String] = [:]
        var recorderFails = false
    }

    struct RecorderFailed: Error {}
    struct UnreadableDescription: Error {}

    let memory = Mutex(Memory())
    let events: AsyncStream<RelayEvent>
    private let happen: AsyncStream<RelayEvent>.Continuation

    init() {
        (events, happen) = AsyncStream.makeStream(of: RelayEvent.self)
    }

    func tell(_ event: RelayEvent) { happen.yield(event) }

    func openRoom(_ room: RoomName, recording: RecordingName, segmentOf: UInt32) async throws -> UInt32 {
        try memory.withLock { memory in
            if memory.recorderFails { throw RecorderFailed() }
            memory.rooms[room] = (recording, segmentOf)
        }
        return segmentOf
    }

    func join(
        _ room: RoomName, participant: ParticipantName, session: SessionName
    ) async throws -> String {
        memory.withLock { $0.sessions[session] = participant }
        return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n"
    }

    func joinForeign(
        _ room: RoomName, participant: ParticipantName, session: SessionName, offer: String, role: DeviceRole
    ) async throws -> String {
        guard offer.hasPrefix("v=0") else { throw CommandFault.offerUnusable(reason: "sdpMalformed") }
        memory.withLock { $0.sessions[session] = participant }
        tell(.connected(session, link: "telecom"))
        return "v=0\r\no=- 2 1 IN IP4 127.0.0.1\r\n"
    }

    func answer(_ session: SessionName, sdp: String) async throws {
        guard sdp.hasPrefix("v=0") else { throw UnreadableDescription() }
        memory.withLock { $0.answers[session] = sdp }
        tell(.connected(session, link: "telecom"))
    }

    func restart(_ session: SessionName) async throws -> String { "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n" }

    func pin(_ session: SessionName, participant: ParticipantName?) async throws {}

    func leave(_ session: SessionName) async {
        memory.withLock { $0.sessions[session] = nil }
    }

    func moveRoom(_ room: RoomName, recording: RecordingName, segmentOf: UInt32) async throws -> UInt32 {
        throw RecorderFailed()
    }

    func closeFormerRoom(_ room: RoomName) async -> RecordingSeal? { nil }

    func statistics(of session: SessionName) async -> SeatStatistics? {
        statistics.withLock { $0 }
    }

    /// What is sent into any room, and what each connection's numbers are.
    let pictures = Mutex<[StreamPicture]>([])
    let statistics = Mutex(SeatStatistics())

    func pictures(in room: RoomName) async -> [StreamPicture] { pictures.withLock { $0 } }

    func links() async -> [RelayLink] {
        [RelayLink(node: nil, name: "telecom", state: .up, sessions: memory.withLock { $0.sessions.count })]
    }

    func sealOfLostSegment(_ segment: UInt32, of recording: RecordingName) async -> RecordingSeal? { nil }

    func closeRoom(_ room: RoomName) async -> RecordingSeal? {
        memory.withLock { memory in
            guard let open = memory.rooms.removeValue(forKey: room) else { return nil }
            return RecordingSeal(
                recording: open.recording, segment: open.segment,
                rootHash: String(repeating: "ab", count: 32), streams: [], bytes: 1, lostPackets: 0)
        }
    }
}
