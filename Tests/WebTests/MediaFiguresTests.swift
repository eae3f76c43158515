import ConsultationCore
import Orchestration
import Synchronization
import TestRequirements
import Testing

/// Resolution, frame rate, loss, jitter and round trip of every stream, as those see them who look after the lines.
@Suite struct MediaFiguresTests {
    private static let limits: JSON = [
        "minWidth": 1280, "minHeight": 720, "maxLossPercent": 3, "maxRoundTripMilliseconds": 400,
        "unusableFactor": 4,
    ]

    @Test(.requirement("NHC-TM-2.3.1"))
    func `operator and own administrator see every stream beside the limits, others are refused`()
        async throws
    {
        let service = try await TestService.make()
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        try await service.test { client in
            let journey = try await Journey.accepted(service, client)
            try await journey.enterRoom()
            let attending = try await journey.again(.attending)
            let room = try await attending.get("/api/v1/consultations/\(journey.id)/room").body
            #expect(room["mediaLimits"] == Self.limits)
            #expect(room["lowMedia"] == [])
            let seat = try #require(
                room["roster"].items.first { $0["side"] == "inviting" }?["participantId"].string)
            let sender = ParticipantName(seat)
            service.relay.pictures.withLock {
                $0 = [
                    StreamPicture(
                        participant: sender, source: .camera, layer: 2,
                        size: PictureSize(width: 640, height: 480), framesPerSecond: 24.96)
                ]
            }
            let path = "/api/v1/network/rooms/\(journey.id)/streams"
            for (received, lost) in [(10, 0), (1000, 10)] as [(UInt64, UInt64)] {
                service.relay.statistics.withLock {
                    $0.sources = [
                        .init(
                            source: .camera, layer: 2, isActive: true, received: received, lost: lost,
                            jitterMilliseconds: 4.24)
                    ]
                }
                service.advance(.seconds(2))
                _ = try await Browser.signedIn(.platformOperator, client).get(path)
            }
            service.relay.statistics.withLock {
                $0.shown = [.init(participant: sender, source: .camera, layer: 2, loss: 0.015)]
                $0.paths = [
                    .init(
                        link: "telecom", isActive: true, roundTripMilliseconds: 31, jitterMilliseconds: 1,
                        loss: 0, sinceAnswerMilliseconds: 1)
                ]
            }
            service.advance(.seconds(2))
            for person in [TestService.Person.platformOperator, .invitedAdmin] {
                let answer = try await Browser.signedIn(person, client).get(path)
                try #require(answer.status == 200, "\(answer.text)")
                #expect(answer.body["limits"] == Self.limits)
                let seats = answer.body["seats"].items
                #expect(seats.map { $0["side"] } == ["inviting", "invited"])
                let sends = seats.first?["sends"][0]
                #expect(
                    sends == [
                        "source": "camera", "layer": 2, "width": 640, "height": 480, "framesPerSecond": 25,
                        "lossPercent": 1, "jitterMilliseconds": .number(4.2),
                    ])
                #expect(seats.last?["shown"][0]["lossPercent"] == .number(1.5))
                #expect(seats.last?["roundTripMilliseconds"] == 31)
                for secret in ["张三", "胸痛", seat] { #expect(!answer.text.contains(secret)) }
                let names = room["roster"].items.compactMap { $0["name"].string }
                #expect(names.count == 2)
                for name in names { #expect(!answer.text.contains(name), "no person is named") }
            }
            #expect(try await Browser.signedIn(.foreignAdmin, client).get(path).status == 404)
            #expect(try await attending.get(path).code == "err.auth.roleRequired")
        }
    }
}
