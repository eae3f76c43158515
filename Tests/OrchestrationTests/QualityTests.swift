import ConsultationCore
import Orchestration
import Storage
import Synchronization
import TestRequirements
import Testing

@Suite struct QualityTests {
    private static let large = PictureSize(width: 1280, height: 720)
    private static let small = PictureSize(width: 640, height: 480)

    /// A session of two, whose media a test makes good and bad.
    private struct Call {
        let service: Fixture
        let id: ConsultationID
        let sessions: [SessionName]

        init() async throws {
            service = try await Fixture.inMemory()
            (id, sessions) = try await service.inSession()
        }

        var seats: [RoomView.Seat] {
            get async throws { try await room.roster }
        }

        var room: RoomView {
            get async throws {
                try #require(try await service.rooms.room(id, for: service.user("li.chunyan")))
            }
        }

        func participant(_ side: PartySide) async throws -> ParticipantName {
            try #require(try await seats.first { $0.side == side }).participant
        }

        /// Time passes, and everybody is measured every two seconds, as the service does by itself.
        func go(on seconds: Int64) async {
            for _ in 0..<(seconds / 2) {
                service.clock.advance(.seconds(2))
                await service.rooms.followQuality()
            }
        }

        func lose(_ share: Double) { service.relay.statistics.withLock { $0.lossOut = share } }

        var found: [Violation] {
            get async throws {
                try await service.consultation(id).violations.filter { $0.code == "vio.media.qualityLow" }
            }
        }
    }

    @Test(.requirement("NHC-TM-2.3.1"))
    func `loss over the limit for ten seconds is shown and on record with its interval, a moment is not`()
        async throws
    {
        let call = try await Call()
        await call.go(on: 10)
        call.lose(0.10)
        await call.go(on: 2)
        call.lose(0)
        await call.go(on: 20)
        #expect(try await call.found.isEmpty, "two seconds are two per cent of ten")
        call.lose(0.10)
        await call.go(on: 4)
        let since = call.service.clock.now
        #expect(try await call.room.lowMedia.isEmpty)
        await call.go(on: 10)
        let told = try await call.room.lowMedia
        #expect(told.map(\.side).sorted { $0.rawValue < $1.rawValue } == [.invited, .inviting])
        #expect(told.first?.since == since)
        #expect(told.first?.shortfall.kinds == [.loss])
        call.lose(0)
        await call.go(on: 20)
        let spells = try await call.found
        #expect(spells.count == 2, "\(spells)")
        for case .mediaQualityLow(_, let begun, let length, let worst) in spells {
            #expect(begun == since && length >= .seconds(16) && length <= .seconds(18), "\(length)")
            #expect(worst == MediaShortfall(lossPermille: 100, measuredBy: .relay))
        }
        #expect(try await call.room.lowMedia.isEmpty)
    }

    @Test(.requirement("NHC-TM-2.3.1"))
    func `a round trip over the limit counts, at the limit it does not`() async throws {
        let call = try await Call()
        func roundTrip(_ milliseconds: Double) {
            call.service.relay.statistics.withLock {
                $0.paths = [
                    .init(
                        link: "a", isActive: true, roundTripMilliseconds: milliseconds, jitterMilliseconds: 1,
                        loss: 0, sinceAnswerMilliseconds: 1)
                ]
            }
        }
        roundTrip(400)
        await call.go(on: 20)
        roundTrip(401)
        await call.go(on: 14)
        #expect(try await call.room.lowMedia.count == 2)
        roundTrip(400)
        await call.go(on: 2)
        let spells = try await call.found
        #expect(spells.count == 2)
        for case .mediaQualityLow(_, _, _, let worst) in spells {
            #expect(worst == MediaShortfall(roundTripMilliseconds: 401, measuredBy: .relay))
        }
    }

    @Test(.requirement("NHC-TM-2.3.1"))
    func `a small camera is its own side's, a small encoding on a weak line the side's that looks`()
        async throws
    {
        let call = try await Call()
        let (inviting, invited) = (
            try await call.participant(.inviting), try await call.participant(.invited)
        )
        func show(_ size: PictureSize, to layer: Int?) {
            call.service.relay.pictures.withLock {
                $0 = [
                    StreamPicture(
                        participant: inviting, source: .camera, layer: 0,
                        size: PictureSize(width: 320, height: 180), framesPerSecond: 25),
                    StreamPicture(
                        participant: inviting, source: .camera, layer: 2, size: size, framesPerSecond: 25),
                ]
            }
            call.service.relay.shown.withLock {
                $0 = [
                    call.sessions[1]: [.init(participant: inviting, source: .camera, layer: layer, loss: 0)]
                ]
            }
        }
        show(Self.large, to: 2)
        await call.go(on: 20)
        #expect(try await call.room.lowMedia.isEmpty)
        show(Self.small, to: 2)
        await call.go(on: 12)
        #expect(try await call.room.lowMedia.map(\.participant) == [inviting])
        show(Self.large, to: 0)
        await call.go(on: 12)
        #expect(try await call.room.lowMedia.map(\.participant) == [invited])
        show(Self.large, to: nil)
        await call.go(on: 12)
        show(Self.large, to: 2)
        await call.go(on: 2)
        let spells = try await call.found
        let expected: [(PartySide, PictureSize)] = [
            (.inviting, Self.small), (.invited, PictureSize(width: 0, height: 0)),
        ]
        #expect(spells.count == 2)
        for (spell, wanted) in zip(spells, expected) {
            guard case .mediaQualityLow(let side, _, let length, let worst) = spell else { continue }
            #expect(side == wanted.0)
            #expect(worst == MediaShortfall(picture: wanted.1, measuredBy: .relay))
            #expect(length >= .seconds(10))
        }
    }

    @Test(.requirement("NHC-TM-2.3.1"))
    func `a camera that is off, a shared window and a room with one side are not judged`() async throws {
        let call = try await Call()
        let inviting = try await call.participant(.inviting)
        let who = try await call.service.user("li.chunyan")
        call.service.relay.pictures.withLock {
            $0 = [MediaSource.camera, .screen].map {
                StreamPicture(
                    participant: inviting, source: $0, layer: 0, size: Self.small, framesPerSecond: 1)
            }
        }
        let off = SeatState(audioMuted: false, videoMuted: true, screenSharing: true)
        try await call.service.rooms.update(call.sessions[0], to: off, by: who)
        await call.go(on: 20)
        #expect(try await call.room.lowMedia.isEmpty)
        await call.service.rooms.take(.disconnected(call.sessions[1]))
        let on = SeatState(audioMuted: false, videoMuted: false, screenSharing: false)
        try await call.service.rooms.update(call.sessions[0], to: on, by: who)
        await call.go(on: 20)
        #expect(try await call.room.lowMedia.isEmpty)
        #expect(try await call.found.isEmpty)
    }

    @Test(.requirement("NHC-TM-2.3.1"))
    func `a spell that the end of the session cuts off is on record too`() async throws {
        let call = try await Call()
        call.lose(0.2)
        await call.go(on: 16)
        try await call.service.run(.writeNote(text: "讨论病情"), call.id, by: "zhou.mingyuan")
        try await call.service.run(.endSession, call.id, by: "zhou.mingyuan")
        try await call.service.effects.runPending()
        #expect(try await call.found.count == 2)
    }
}
