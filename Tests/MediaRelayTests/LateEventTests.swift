import Evidence
import Foundation
import MediaRelay
import Testing

/// The node hears of new streams from its workers, and may hear of them late.
@Suite struct `Late events` {
    @Test(arguments: [false, true])
    func `a recording is sealed only when it names every stream, however late the node hears of them`(
        oneLeavesBefore: Bool
    ) async throws {
        let executor = HeldExecutor()
        let test = try await TestNode(carryingEventsOn: executor)
        let room = RelayRoomName("room")
        try await test.node.openRoom(id: room, recording: .init("recording"))
        let (first, _) = try await test.peer(1, in: room)
        let (second, leaving) = try await test.peer(2, in: room)
        let both = [first, second]
        try await wait(for: "both to connect", polling: both) { both.allSatisfy(\.isConnected) }
        var sequence: UInt16 = 1000
        try await wait(for: "both to hear each other", polling: both) {
            for peer in both { peer.sendAudio(sequence: sequence, payload: [1, 2, 3]) }
            sequence &+= 1
            return both.allSatisfy { !$0.media.isEmpty }
        }
        let node = test.node
        let closing = Task {
            if oneLeavesBefore { await node.leave(session: leaving) }
            return try await node.closeRoom(id: room)
        }
        // Time for a node that does not wait to seal without them; one that waits passes with any.
        try await Task.sleep(for: .milliseconds(300))
        executor.letGo()
        let summary = try #require(try await closing.value)
        #expect(Set(summary.declaredStreams.map(\.participant)).count == 2)
        #expect(summary.declaredStreams.count == 2)
        let left = test.events.filter { if case .disconnected = $0 { true } else { false } }
        #expect(left.count == 2)
        await test.stop()
        withExtendedLifetime(executor) {}
    }
}
