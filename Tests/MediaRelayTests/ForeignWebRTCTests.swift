import BrowserDriver
import Evidence
import Foundation
import MediaEngine
import MediaRelay
import Testing

/// WebRTC ends that offer first and are no browsers: what one sends, the other sees and hears.
@Suite(.serialized) struct `Foreign WebRTC ends` {
    @Test(arguments: [("opus", "VP8", 440.0), ("PCMU", "H264", 587.0)])
    func `aiortc publishes and aiortc watches, over both providers' addresses`(
        audio: String, video: String, tone: Double
    ) async throws {
        let test = try await TestNode(links: 2)
        let room = RelayRoomName("room")
        try await test.node.openRoom(id: room, recording: .init("call"))
        let publisher = try ForeignEnd.python(
            "aiortc_end.py",
            ["publish", "--audio", audio, "--video", video, "--tone", "\(tone)", "--seconds", "9"])
        try await join(publisher, as: "publisher", .publish, test.node, room)
        let watcher = try ForeignEnd.python("aiortc_end.py", ["watch", "--seconds", "6"])
        try await join(watcher, as: "watcher", .watch, test.node, room)
        let seen = try await watcher.hear("RESULT", as: ForeignResult.self)
        #expect(seen.state == "connected")
        #expect(seen.frames ?? 0 > 20 && seen.width == 320, "\(seen)")
        #expect(abs((seen.tone ?? 0) - tone) < 15 && seen.level ?? 0 > 1000, "\(seen)")
        _ = try await publisher.hear("RESULT", as: ForeignResult.self)
        let summary = try #require(try await test.node.closeRoom(id: room))
        let formats = summary.declaredStreams.filter { $0.repairs == nil }.flatMap(\.formats).map(\.codec)
        #expect(Set(formats.map { $0.lowercased() }) == [audio.lowercased(), video.lowercased()])
        #expect(summary.droppedPackets == 0)
        publisher.stop()
        watcher.stop()
        await test.stop()
    }

    @Test func `webrtcbin publishes and webrtcbin watches`() async throws {
        let test = try await TestNode()
        let room = RelayRoomName("room")
        try await test.node.openRoom(id: room, recording: .init("call"))
        let publisher = try ForeignEnd.python(
            "webrtcbin_end.py", ["publish", "--tone", "494", "--seconds", "10"], system: true)
        try await join(publisher, as: "publisher", .publish, test.node, room)
        let watcher = try ForeignEnd.python("webrtcbin_end.py", ["watch", "--seconds", "7"], system: true)
        try await join(watcher, as: "watcher", .watch, test.node, room)
        let seen = try await watcher.hear("RESULT", as: ForeignResult.self)
        #expect(seen.state == "connected", "\(watcher.errors)")
        #expect(seen.frames ?? 0 > 20 && seen.width == 320, "\(seen) \(watcher.errors)")
        #expect(abs((seen.tone ?? 0) - 494) < 15 && seen.level ?? 0 > 1000, "\(seen)")
        publisher.stop()
        watcher.stop()
        await test.stop()
    }

    private func join(
        _ end: ForeignEnd, as name: String, _ role: ForeignRole, _ node: RelayNode, _ room: RelayRoomName
    ) async throws {
        let offer = try await end.hear("OFFER", as: String.self)
        try end.tell(
            try await node.joinForeign(
                room: room, participant: .init(name), session: .init(name), offer: offer, role: role))
    }
}
