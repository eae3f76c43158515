import BrowserDriver
import Foundation
import ServiceDriver
import Testing

/// Devices at the doors of the real service: WHIP and WHEP over HTTP, in a real consultation.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct DeviceDoorTests {
    @Test func `two devices hold a consultation, and a screen shows it`() async throws {
        let service = try ServiceProcess()
        defer { service.removeData() }
        try await service.start()
        let people = try await ConsultationDriver(service: service)
        let id = try await scheduled(people)
        let room = "/consultations/\(id)/room"
        let mine = try await people.physician.post(room + "/devices")
        let theirs = try await people.specialist.post(room + "/devices")
        #expect(mine.status == 201 && theirs.status == 201)
        let keys = [try #require(mine.body["token"].string), try #require(theirs.body["token"].string)]
        let doors = try ["whip", "whep"].map {
            service.address.absoluteString + (try #require(mine.body[$0].string))
        }

        func device(_ role: String, _ door: String, _ key: String, tone: Int, seconds: Int) throws
            -> ForeignEnd
        {
            try ForeignEnd.python(
                "aiortc_end.py",
                [role, "--url", door, "--token", key, "--tone", "\(tone)", "--seconds", "\(seconds)"])
        }
        let physician = try device("publish", doors[0], keys[0], tone: 440, seconds: 16)
        let specialist = try device("publish", doors[0], keys[1], tone: 587, seconds: 16)
        var state: String?
        for _ in 0..<100 where state != "inSession" {
            try await Task.sleep(for: .milliseconds(100))
            state = try await people.physician.get("/consultations/\(id)").body["state"].string
        }
        #expect(state == "inSession", "two devices are two people present")
        let screen = try device("watch", doors[1], keys[0], tone: 0, seconds: 6)
        let seen = try await screen.hear("RESULT", as: ForeignResult.self)
        #expect(seen.state == "connected" && seen.frames ?? 0 > 20, "\(seen) \(screen.errors)")
        #expect(abs((seen.tone ?? 0) - 587) < 15, "the other side is heard, not one's own device: \(seen)")
        #expect(seen.deleted == 200)
        for end in [physician, specialist] {
            let result = try await end.hear("RESULT", as: ForeignResult.self)
            #expect(result.state == "connected" && result.deleted == 200, "\(result) \(end.errors)")
            end.stop()
        }
        screen.stop()
        let roster = try await people.physician.get(room).body["roster"].array
        #expect(roster?.isEmpty == true)
        // A key is for one room, and for nothing but devices.
        let intruder = APIClient(address: service.address, token: keys[0])
        #expect(try await intruder.get("/consultations/\(id)").status == 401)
        let other = try await scheduled(people)
        let elsewhere = try await intruder.upload(
            "/consultations/\(other)/room/whip", Data("v=0\r\n".utf8),
            headers: ["Content-Type": "application/sdp"])
        #expect(elsewhere.status == 401)
        #expect(try await people.physician.delete(room + "/devices").status == 204)
        let revoked = try await intruder.upload(
            room + "/whip", Data("v=0\r\n".utf8), headers: ["Content-Type": "application/sdp"])
        #expect(revoked.status == 401)
        #expect(!service.logText.contains(keys[0]))
        #expect(service.stop() == 0)
    }

    private func scheduled(_ people: ConsultationDriver) async throws -> String {
        let id = try await people.draft()
        try await people.consent(id)
        try await people.submit(id)
        try await people.accept(id)
        return id
    }
}
