import BrowserDriver
import Foundation
import ServiceDriver
import TestRequirements
import Testing

/// The line of one provider of one hospital goes down in the middle of a consultation.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct OneProviderLostTests {
    @Test(.requirement("NHC-TM-2.3.3"))
    func
        `AT-30 a hospital's first line fails: the talk goes on over the second, and the recording shows the gap`()
        async throws
    {
        let port = UInt16(try freePort(.udp))
        let lines = try UDPForwarder([
            .init(outside: "127.0.1.1", inside: "127.0.0.1", port: port),
            .init(outside: "127.0.1.2", inside: "127.0.0.2", port: port),
        ])
        defer { lines.stop() }
        let here = try await Hospitals.open(settings: [
            "relay.links=telecom=127.0.0.1/127.0.1.1 unicom=127.0.0.2/127.0.1.2", "relay.portBase=\(port)",
            "relay.workers=1",
        ])
        let id = try await here.people.scheduled()
        for person in [here.physician, here.specialist] { try await person.hideOwnAddresses() }
        try await enter(here.specialist, id)
        let ofProvince = try await settled(lines)
        #expect(ofProvince >= 2)
        try await enter(here.physician, id)
        for person in [here.physician, here.specialist] {
            try await person.decodes("remote-video")
            try await person.watchFrames()
            try await person.keepConnection()
        }
        #expect(try await settled(lines) >= ofProvince + 2)
        // Both directions, without a word to anybody: the county's browser sends on the line that is down until it is
        // heard nowhere.
        lines.cutLine(0, forEndsAfter: ofProvince)
        let keeper = try await here.beside(here.physician, "operator")
        try await keeper.open("/network")
        try await keeper.see("network-room", saying: "邀请方只剩一条线路")
        #expect(try await keeper.count("network-lost") == 1)
        try await Task.sleep(for: .seconds(2))
        for person in [here.physician, here.specialist] {
            let kept = try await person.page.evaluate("window.keptConnection()")
            #expect(kept["same"].bool == true && kept["state"].string == "connected", "\(kept)")
            let pause = try await person.longestPause()
            print("one line lost: no picture for \(String(format: "%.2f", pause)) s")
            #expect(pause < 3)
            #expect(person.exceptions.isEmpty)
        }
        let timeline = try await here.people.physician.get("/consultations/\(id)/timeline").body["items"]
            .array
        let noted = (timeline ?? []).compactMap { $0["text"].string }.filter { $0.contains("仅剩一条网络线路") }
        #expect(noted.count == 1 && noted[0].contains("邀请方"), "\(noted)")

        try await here.people.note(id)
        try await here.people.end(id)
        let recording = try await here.people.recording(id)
        #expect(recording["segments"].array?.count == 1, "nobody joined anew")
        let name = try #require(recording["recordingId"].string)
        let text = try here.service.command(["evidence", "verify", name, "--json"])
        let verdict = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        #expect(verdict["findings"].array?.isEmpty == true && verdict["droppedPackets"].int == 0)
        #expect(verdict["pathChanges"].array?.isEmpty == false, "\(text)")
        let pauses = try #require(verdict["longestPauses"].array).compactMap { $0["nanoseconds"].number }
        #expect(pauses.count == 2)
        // What the hospital's line lost stands in the file to the nanosecond; the other side was heard all the time.
        #expect(pauses.allSatisfy { $0 > 1e6 && $0 < 3e9 }, "\(pauses)")
        await here.close()
    }

    /// The number of ends once none has come for a second: a browser tries both lines, one after the other.
    private func settled(_ lines: UDPForwarder) async throws -> Int {
        var (known, quiet) = (0, 0)
        while quiet < 10 {
            try await Task.sleep(for: .milliseconds(100))
            let now = lines.ends
            quiet = now == known && now >= 2 ? quiet + 1 : 0
            known = now
        }
        return known
    }

    private func enter(_ person: Person, _ id: String) async throws {
        try await person.open("/cases/\(id)/waiting")
        try await person.click("enter-room")
        try await person.page.wait(
            for: "document.querySelector(\"[data-testid='call']\")?.dataset.state === 'connected'",
            "a connection")
    }
}
