import BrowserDriver
import Foundation
import ServiceDriver
import Testing

/// What a broken or hostile browser sends to the room.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct HostileAnswerTests {
    @Test func `an answer that is no answer is refused with its reason, and the seat can still be used`()
        async throws
    {
        let service = try ServiceProcess()
        defer { service.removeData() }
        try await service.start()
        let people = try await ConsultationDriver(service: service)
        let id = try await people.draft()
        try await people.consent(id)
        try await people.submit(id)
        try await people.accept(id)
        let seat = try await people.physician.post("/consultations/\(id)/room/sessions")
        let session = try #require(seat.body["sessionId"].string)
        let offer = try #require(seat.body["offer"].string)
        let path = "/consultations/\(id)/room/sessions/\(session)/answer"
        let hostile = [
            "garbage", "v=0\r\n", String(repeating: "a=x\r\n", count: 9000), offer,
            offer.replacing("a=setup:actpass", with: "a=setup:active").replacing("sha-256", with: "md5"),
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 99999 UDP/TLS/RTP/SAVPF 111\r\n",
        ]
        for text in hostile {
            let answer = try await people.physician.put(path, ["sdp": .string(text)])
            #expect(answer.status == 422, "\(text.prefix(40)): \(answer.status)")
            #expect(answer.body["errors"][0]["pointer"].string == "/sdp")
        }
        // The seat of another person is not there for this one.
        let foreign = try await people.specialist.put(path, ["sdp": .string(offer)])
        #expect(foreign.status == 404)

        let media = try MediaFiles(seconds: 2, tone: 440, directory: service.data)
        let peer = try await NativePeer(joining: id, as: people.physician, sending: media)
        try await peer.connected()
        peer.vanish()
        #expect(service.stop() == 0)
    }
}
