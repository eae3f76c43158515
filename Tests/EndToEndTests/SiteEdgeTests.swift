import BrowserDriver
import Foundation
import ServiceDriver
import Testing

/// A hospital with an edge of its own: real service, real edge, one browser over the edge and one directly.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct SiteEdgeTests {
    @Test
    func `one over the edge, one directly: both see and hear; without the edge the page comes back directly`()
        async throws
    {
        let here = try await Hospitals.open(settings: ["relay.links=telecom=127.0.0.1 unicom=127.0.0.2"])
        let me = try await here.people.physician.get("/session").body["account"]
        let edge = try EdgeProcess(of: try #require(me["institution"]["id"].string), at: here.service)
        defer { edge.removeData() }
        try await edge.start()
        let id = try await here.people.scheduled()
        try await here.enter(id)
        #expect(here.service.logText.contains("joined at the edge"))
        for person in [here.physician, here.specialist] {
            try await person.decodes("remote-video")
            try await person.hears()
            try await person.see("recording-sign", saying: "录")
        }
        try await Task.sleep(for: .seconds(2))

        edge.kill()
        try await here.physician.page.wait(
            for: "document.querySelector(\"[data-testid='call']\")?.dataset.state !== 'connected'",
            "the page to notice", timeout: .seconds(20))
        for person in [here.physician, here.specialist] {
            try await person.page.wait(
                for: "document.querySelector(\"[data-testid='call']\")?.dataset.state === 'connected'",
                "the call again", timeout: .seconds(20))
            try await person.decodes("remote-video")
            #expect(try await person.count("tile") == 1)
        }
        try await here.people.note(id)
        try await here.people.end(id)
        let recording = try await here.people.recording(id)
        let name = try #require(recording["recordingId"].string)
        let text = try here.service.command(["evidence", "verify", name, "--json"])
        let verdict = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        #expect(verdict["findings"].array?.isEmpty == true && verdict["droppedPackets"].int == 0)
        #expect(verdict["participants"].array?.count == 2, "\(verdict["participants"])")
        #expect(here.physician.exceptions.isEmpty && here.specialist.exceptions.isEmpty)
        await here.close()
    }
}

extension Person {
    /// Waits until audio energy has come in from the other side.
    fileprivate func hears() async throws {
        try await page.wait(
            for: """
                [...document.querySelectorAll('audio, video')].some(e => e.srcObject
                  && e.srcObject.getAudioTracks().some(t => t.readyState === 'live' && !t.muted))
                """, "sound of the other side")
    }
}
