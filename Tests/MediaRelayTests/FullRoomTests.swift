import Evidence
import Foundation
import MediaEngine
import MediaRelay
import Testing
import Wire

/// As many parties as a room holds, on real sockets.
@Suite struct `A full room` {
    static let parties = 8

    @Test func `eight parties each hear the seven others, and a ninth is told that the room is full`()
        async throws
    {
        let test = try await TestNode()
        let room = RelayRoomName("room")
        try await test.node.openRoom(id: room, recording: .init("recording"))
        var peers: [FakePeer] = []
        for number in 1...Self.parties { peers.append(try await test.peer(UInt32(number), in: room).0) }
        let everybody = peers
        try await wait(for: "all to connect", polling: everybody) { everybody.allSatisfy(\.isConnected) }

        // Each says its own number, over and over, until all have heard all others.
        var sequence: UInt16 = 1000
        try await wait(for: "everybody to hear everybody else", polling: everybody) {
            for (index, peer) in everybody.enumerated() {
                peer.sendAudio(sequence: sequence, payload: [0xA0, UInt8(index)])
            }
            sequence &+= 1
            return everybody.indices.allSatisfy { Self.heard(by: everybody[$0]).count == Self.parties - 1 }
        }
        for (index, peer) in everybody.enumerated() {
            #expect(Self.heard(by: peer) == Set(0..<Self.parties).subtracting([index]))
        }
        await #expect(throws: RelayNodeError.roomFull(room, limit: Self.parties)) {
            _ = try await test.node.join(room: room, participant: .init("ninth"), session: .init("ninth"))
        }
        let summary = try await test.node.closeRoom(id: room)
        #expect(summary?.declaredStreams.count == Self.parties)
        #expect(summary?.droppedPackets == 0)
        await test.stop()
    }

    /// The numbers whose voice arrived at one peer.
    private static func heard(by peer: FakePeer) -> Set<Int> {
        var numbers: Set<Int> = []
        for packet in peer.media {
            let tail = Array(packet.suffix(2))
            if tail.count == 2, tail[0] == 0xA0 { numbers.insert(Int(tail[1])) }
        }
        return numbers
    }
}
