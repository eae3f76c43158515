import Evidence
import Foundation
import MediaEngine
import MediaRelay
import Testing
import Wire

@Suite struct `Relay node refusals` {
    static let room = RelayRoomName("room")

    @Test func `a port that is taken is told with its link`() async throws {
        let socket = try TestSocket()
        let configuration = RelayConfiguration(
            links: [.init(name: "telecom", provider: "t", address: "127.0.0.1")], portBase: socket.local.port,
            workers: 1, pinsWorkers: false, recordingsDirectory: "/nonexistent", recordingReserveBytes: 0,
            producer: "t", cipher: .evp, limits: .init(roomsPerNode: 1, sessionsPerRoom: 1))
        let expected = RelayNodeError.cannotBind(
            link: "telecom", address: "127.0.0.1", port: socket.local.port, code: EADDRINUSE)
        let keys = try EvidenceKeys.generate()
        #expect(throws: expected) { _ = try RelayNode(configuration: configuration, keys: keys) }
    }

    @Test func `a room whose recorder cannot start does not open`() async throws {
        let full = try await TestNode(reserveBytes: .max)
        await #expect {
            try await full.node.openRoom(id: Self.room, recording: .init("rec"))
        } throws: { error in
            guard case RelayNodeError.recorderFailed(.init("rec"), let reason)? = error as? RelayNodeError
            else { return false }
            return reason.contains("spaceBelowReserve")
        }
        await #expect(throws: RelayNodeError.unknownRoom(Self.room)) {
            try await full.node.join(room: Self.room, participant: .init("p"), session: .init("s"))
        }
        await full.stop()
    }

    @Test func `a recording name cannot leave its directory`() async throws {
        let node = try await TestNode()
        await #expect(throws: RelayNodeError.badRecordingName(.init("../rec"))) {
            try await node.node.openRoom(id: Self.room, recording: .init("../rec"))
        }
        await node.stop()
    }

    @Test func `rooms, sessions and limits are refused by name`() async throws {
        let node = try await TestNode(sessionsPerRoom: 1, roomsPerNode: 1)
        let relay = node.node
        try await relay.openRoom(id: Self.room, recording: .init("rec"))
        await #expect(throws: RelayNodeError.roomExists(Self.room)) {
            try await relay.openRoom(id: Self.room, recording: .init("rec2"))
        }
        await #expect(throws: RelayNodeError.nodeFull(limit: 1)) {
            try await relay.openRoom(id: .init("other"), recording: .init("rec2"))
        }
        _ = try await relay.join(room: Self.room, participant: .init("p"), session: .init("s"))
        await #expect(throws: RelayNodeError.sessionExists(.init("s"))) {
            try await relay.join(room: Self.room, participant: .init("p"), session: .init("s"))
        }
        await #expect(throws: RelayNodeError.roomFull(Self.room, limit: 1)) {
            try await relay.join(room: Self.room, participant: .init("p"), session: .init("s2"))
        }
        await #expect(throws: RelayNodeError.unknownSession(.init("nobody"))) {
            try await relay.answer(session: .init("nobody"), sdp: "v=0\r\n")
        }
        await #expect {
            try await relay.answer(session: .init("s"), sdp: "no sdp at all")
        } throws: { error in
            guard case RelayNodeError.badAnswer? = error as? RelayNodeError else { return false }
            return true
        }
        await relay.leave(session: .init("s"))
        await relay.leave(session: .init("s"))
        _ = try await relay.join(room: Self.room, participant: .init("p"), session: .init("s2"))
        await #expect(throws: RelayNodeError.unknownRoom(.init("nowhere"))) {
            _ = try await relay.closeRoom(id: .init("nowhere"))
        }
        let summary = try #require(try await relay.closeRoom(id: Self.room))
        #expect(summary.recordingID == "rec")
        #expect(summary.participants.map(\.label) == ["p"])
        await node.stop()
        await #expect(throws: RelayNodeError.notRunning) {
            try await relay.openRoom(id: Self.room, recording: .init("rec3"))
        }
    }

    @Test func `rooms are placed on the least loaded worker`() async throws {
        let node = try await TestNode(workers: 3)
        for number in 0..<6 {
            try await node.node.openRoom(id: .init("room\(number)"), recording: .init("rec\(number)"))
        }
        #expect(await node.node.statistics().map(\.rooms) == [2, 2, 2])
        await node.stop()
    }
}
