import BrowserDriver
import Evidence
import Foundation
import MediaEngine
import MediaRelay
import Testing

/// Two real browsers in one room of a relay node, without the service around it.
@Suite(.serialized) struct `Two browsers through the relay` {
    @Test(arguments: [["127.0.0.1"], ["127.0.0.1", "127.0.0.2"], ["::1"]])
    func `each decodes the other's picture and hears its sound, and all of it is recorded`(
        addresses: [String]
    )
        async throws
    {
        let test = try await TestNode(addresses: addresses)
        let room = RelayRoomName("room")
        try await test.node.openRoom(id: room, recording: .init("call"))
        let file = test.directory + "/page.html"
        try Self.page.write(toFile: file, atomically: true, encoding: .utf8)
        let browsers = [try await Browser.launch(), try await Browser.launch()]
        var pages: [Page] = []
        for (number, browser) in browsers.enumerated() {
            let page = try await browser.newPage()
            try await page.navigate(to: "file://" + file)
            let session = RelaySessionName("session-\(number)")
            let offer = try await test.node.join(
                room: room, participant: .init("participant-\(number)"), session: session)
            let answer = try await page.evaluate("join(\(Self.quoted(offer)))")
            try await test.node.answer(session: session, sdp: try #require(answer.string))
            pages.append(page)
        }
        for page in pages {
            try await page.wait(for: "pc.connectionState === 'connected'", "a connection")
            try await page.wait(
                for: """
                    look().then(s => s.frames > 60 && s.energy > 0 && s.width >= 640 && s.layers >= 2)
                    """, "decoded frames, sound, and a larger encoding than the first", timeout: .seconds(30)
            )
            let seen = try await page.evaluate("look()")
            #expect(seen["srtp"].string == "SRTP_AEAD_AES_128_GCM")
            #expect(seen["role"].string == "controlled")
        }
        let numbers = try #require(await test.node.statistics().first)
        #expect(numbers.legs.count == 2)
        #expect(numbers.sendRefused == 0 && numbers.unrecorded == 0)
        for leg in numbers.legs {
            #expect(leg.connected)
            #expect(leg.drops[.authentication] == 0 && leg.drops[.protectionFailed] == 0)
        }
        let summary = try #require(try await test.node.closeRoom(id: room))
        #expect(summary.droppedPackets == 0 && summary.gapCount == 0)
        let sources = summary.declaredStreams.filter { $0.repairs == nil }.map(\.source)
        #expect(sources.count { $0 == .microphone } == 2)
        let cameras = summary.declaredStreams.filter { $0.repairs == nil && $0.source == .camera }
        #expect(cameras.count >= 4, "each camera in several encodings")
        #expect(Set(cameras.map(\.layer)).isSuperset(of: [0, 1]))
        for browser in browsers { await browser.close() }
        let found = try RecordingVerifier(key: test.keys.recording).verify(
            directory: test.directory, recording: "call")
        #expect(found.findings.isEmpty)
        await test.stop()
    }

    static func quoted(_ text: String) throws -> String {
        String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
    }

    static var page: String { get throws { try ForeignEnd.text("page.html") } }
}
