import ConsultationCore
import Orchestration
import Simulation
import Storage
import Synchronization
import TestRequirements
import Testing

@Suite struct RoomTests {
    @Test(.requirement("JL-35c"))
    func `nobody enters a room whose recorder cannot run`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.scheduled()
        service.relay.ledger.withLock { $0.recorderBroken = true }
        let physician = try await service.user("li.chunyan")
        await #expect(throws: CommandFault.recordingUnavailable) {
            try await service.rooms.enter(id, by: physician)
        }
        #expect(service.relay.ledger.withLock { $0.joined.isEmpty })
        #expect(try await service.rooms.room(id, for: physician)?.roster == [])
        service.relay.ledger.withLock { $0.recorderBroken = false }
        let entry = try await service.rooms.enter(id, by: physician)
        #expect(entry.room.recordingSince == service.clock.now)
    }

    @Test(.requirement("NHC-TM-2.2a", "NHC-TM-2.2d"))
    func `the session starts when the second side is connected and not when it has only asked`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let id = try await service.scheduled()
        let inviting = try await service.rooms.enter(id, by: service.user("li.chunyan"))
        let invited = try await service.rooms.enter(id, by: service.user("zhou.mingyuan"))
        #expect(invited.room.missing == [.invitingPhysician, .invitedPhysician])
        await service.rooms.take(.connected(inviting.session, link: "联通"))
        #expect(try await service.consultation(id).state == .scheduled)
        await service.rooms.take(.connected(invited.session, link: nil))
        let room = try #require(await service.rooms.room(id, for: service.user("he.jing")))
        #expect(room.state == .inSession)
        #expect(room.missing == [])
        #expect(Set(room.roster.map(\.name)) == ["李春燕", "周明远"])
        #expect(service.relay.ledger.withLock { $0.opened.count } == 1)
    }

    @Test(.requirement("JL-30"))
    func `a physician who was not assigned gets no seat, and the attempt stays on record`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.scheduled()
        let colleague = try await service.user("chen.sining")
        await #expect(throws: Refusal.practitionerNotAuthorised(DemoData.cardiologist)) {
            try await service.rooms.enter(id, by: colleague)
        }
        #expect(service.relay.ledger.withLock { $0.joined.isEmpty })
        let violations = try await service.consultation(id).violations
        #expect(violations == [.unauthorisedService(practitioner: DemoData.cardiologist)])
    }

    @Test(.requirement("NHC-SUP-13"))
    func `a specialist who is in one live session cannot enter another until they have left it`() async throws
    {
        let service = try await Fixture.inMemory()
        let (_, sessions) = try await service.inSession()
        let other = try await service.scheduled()
        await service.rooms.take(.mediaBack(sessions[1]))
        let specialist = try await service.user("zhou.mingyuan")
        await #expect(throws: Refusal.self) { try await service.rooms.enter(other, by: specialist) }
        do {
            _ = try await service.rooms.enter(other, by: specialist)
        } catch let refusal as Refusal {
            #expect(refusal.code == .practitionerElsewhere)
        }
        // A page that crashed: still connected for a while, and nothing comes.
        await service.rooms.take(.mediaLost(sessions[1]))
        _ = try await service.rooms.enter(other, by: specialist)
    }

    @Test func `two people who come at the same time find one room and one recording`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.scheduled()
        let people = [try await service.user("li.chunyan"), try await service.user("zhou.mingyuan")]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for person in people { group.addTask { _ = try await service.rooms.enter(id, by: person) } }
            try await group.waitForAll()
        }
        #expect(service.relay.ledger.withLock { $0.opened.map(\.segment) } == [1])
        #expect(try await service.consultation(id).recording?.segments.count == 1)
    }

    @Test func `whose picture somebody pins is told to the relay, once, and by nobody else`() async throws {
        let service = try await Fixture.inMemory()
        let (_, sessions) = try await service.inSession()
        let attending = try await service.user("li.chunyan")
        let other = service.relay.ledger.withLock { $0.joined[1].participant }
        var state = SeatState(audioMuted: false, videoMuted: false, screenSharing: false, pinned: other)
        try await service.rooms.update(sessions[0], to: state, by: attending)
        state.audioMuted = true
        try await service.rooms.update(sessions[0], to: state, by: attending)
        #expect(service.relay.ledger.withLock { $0.pinned } == [other])
        await #expect(throws: CommandFault.self) {
            try await service.rooms.update(sessions[1], to: state, by: attending)
        }
        state.pinned = nil
        try await service.rooms.update(sessions[0], to: state, by: attending)
        #expect(service.relay.ledger.withLock { $0.pinned } == [other, nil])
    }

    @Test(.requirement("NHC-SUP-13"))
    func `a person who comes from a second device leaves the first and keeps the seat`() async throws {
        let service = try await Fixture.inMemory()
        let (id, sessions) = try await service.inSession()
        let again = try await service.rooms.enter(id, by: service.user("li.chunyan"))
        #expect(again.participant == service.relay.ledger.withLock { $0.joined[0].participant })
        #expect(service.relay.ledger.withLock { $0.left } == [sessions[0]])
        await service.rooms.take(.connected(again.session, link: nil))
        let presences = try await service.consultation(id).session.presences
        #expect(presences.filter { $0.side == .inviting }.count == 1)
        await service.rooms.take(.disconnected(sessions[0]))
        #expect(try await service.consultation(id).session.isAttended(by: .inviting))
    }

    @Test(.requirement("NHC-TM-4.1.4b", "JL-35c"))
    func `after a restart the room is entered again and the recording goes on as its next segment`()
        async throws
    {
        let path = Fixture.databasePath()
        let clock = TestClock(Fixture.start)
        let first = try await Fixture(ServiceDatabase.open(path), clock: clock)
        let (id, _) = try await first.inSession()
        let before = try #require(await first.consultation(id).recording)
        try first.database.close()
        clock.advance(.seconds(20))

        let second = try await Fixture(ServiceDatabase.open(path), clock: clock)
        try await second.rooms.settleAfterRestart()
        #expect(try await second.consultation(id).session.presences.allSatisfy { $0.leftAt != nil })
        for username in ["li.chunyan", "zhou.mingyuan"] {
            let entry = try await second.rooms.enter(id, by: second.user(username))
            await second.rooms.take(.connected(entry.session, link: nil))
        }
        let after = try #require(await second.consultation(id).recording)
        #expect(after.id == before.id)
        #expect(after.segments.map(\.index) == [1, 2])
        #expect(second.relay.ledger.withLock { $0.opened.map(\.segment) } == [2])
        #expect(try await second.consultation(id).state == .inSession)
        try await expectReplayEqualsSnapshots(second.database)
    }

    @Test(.requirement("NHC-TM-2.3.1"))
    func `a side that sends nothing for longer than a minute interrupts, and its return resumes`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let (id, sessions) = try await service.inSession()
        await service.rooms.take(.mediaLost(sessions[1]))
        service.clock.advance(.seconds(60))
        await service.rooms.followSilence()
        #expect(try await service.consultation(id).state == .inSession)
        service.clock.advance(TimeSpan(milliseconds: 1))
        await service.rooms.followSilence()
        #expect(try await service.consultation(id).state == .interrupted)
        await service.rooms.take(.mediaBack(sessions[1]))
        #expect(try await service.consultation(id).state == .inSession)
    }

    @Test(.requirement("JL-35c"))
    func `the end of a session closes the room and puts the recording's root into the journal`() async throws
    {
        let service = try await Fixture.inMemory()
        let (id, _) = try await service.inSession()
        service.clock.advance(.minutes(5))
        try await service.run(.writeNote(text: "记录"), id, by: "zhou.mingyuan")
        try await service.run(.endSession, id, by: "li.chunyan")
        #expect(try await service.consultation(id).recording?.isSealed == false)
        for _ in 0..<2 { try await service.effects.runPending() }
        let recording = try #require(await service.consultation(id).recording)
        #expect(recording.isSealed)
        #expect(recording.segments.first?.root == Digest(of: "root \(recording.id) 1"))
        #expect(try await service.rooms.room(id, for: service.user("li.chunyan"))?.state == .closed)
        let sealed = try await service.database.read { transaction in
            try transaction.entries(of: JournalStream.consultation(id))
                .filter { $0.kind == "recordingSegmentSealed" }.count
        }
        #expect(sealed == 1)
    }

    @Test(.requirement("JL-35c"))
    func `a failed recorder is a violation on record while the consultation goes on`() async throws {
        let service = try await Fixture.inMemory()
        let (id, _) = try await service.inSession()
        let recording = try #require(await service.consultation(id).recording)
        await service.rooms.take(
            .recordingFailed(RoomName(id.text), RecordingName(recording.id.text), reason: "disk"))
        let consultation = try await service.consultation(id)
        #expect(consultation.state == .inSession)
        #expect(consultation.violations.map(\.code) == ["vio.recording.gap"])
        let room = try await service.rooms.room(id, for: service.user("li.chunyan"))
        #expect(room?.recordingSince == nil)
    }

    @Test(.requirement("NHC-TM-2.3.3"))
    func `a side on its last provider is warned and noted once, and the warning clears by itself`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let (id, sessions) = try await service.inSession()
        for _ in 0..<3 { for session in sessions { await service.rooms.take(.redundancyLost(session)) } }
        let consultation = try await service.consultation(id)
        #expect(consultation.state == .inSession)
        #expect(
            Set(consultation.violations.map(\.code)) == ["vio.network.redundancyLost"]
                && consultation.violations.count == 2)
        let warned = try #require(await service.rooms.room(id, for: service.user("li.chunyan")))
        #expect(Set(warned.redundancyLost) == [.inviting, .invited])
        let lines = try await service.rooms.network(for: service.user("operator"))
        #expect(lines.rooms.map(\.consultation) == [id])
        #expect(
            lines.rooms.first?.onOneLink.keys.sorted { $0.rawValue < $1.rawValue } == [.invited, .inviting])
        for session in sessions { await service.rooms.take(.redundancyBack(session)) }
        #expect(try await service.rooms.room(id, for: service.user("li.chunyan"))?.redundancyLost == [])
        #expect(try await service.rooms.network(for: service.user("operator")).rooms.first?.onOneLink == [:])
        #expect(try await service.consultation(id).violations.count == 2)
    }

    @Test func `slots are told to the account that watches them and to nobody else`() async throws {
        let service = try await Fixture.inMemory()
        let (_, sessions) = try await service.inSession()
        let physician = try await service.user("li.chunyan")
        let coordinator = try await service.user("sun.li")
        let own = service.orchestrator.feed.notices(for: DemoData.county, account: physician.account)
        let other = service.orchestrator.feed.notices(for: DemoData.county, account: coordinator.account)
        let slot = MediaSlot(mid: "3", kind: .video, participant: nil, source: .camera)
        await service.rooms.take(.slotsChanged(sessions[0], [slot]))
        service.orchestrator.feed.publish(.worklist, to: [DemoData.county])
        service.orchestrator.feed.finish()
        #expect(await Self.kinds(own) == ["slots", "worklist"])
        #expect(await Self.kinds(other) == ["worklist"])
        #expect(try await service.rooms.slots(sessions[0], by: physician) == [slot])
    }

    private static func kinds(_ notices: AsyncStream<ChangeNotice>) async -> [String] {
        var found: [String] = []
        for await notice in notices {
            switch notice.change {
            case .worklist: found.append("worklist")
            case .rejoin: found.append("rejoin")
            case .restart: found.append("restart")
            case .consultation: found.append("consultation")
            case .room: found.append("room")
            case .slots: found.append("slots")
            case .unsupported: found.append("unsupported")
            case .message: found.append("message")
            }
        }
        return found
    }

    @Test func `a waiting room that everybody left is closed and its segment sealed`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.scheduled()
        let physician = try await service.user("li.chunyan")
        let entry = try await service.rooms.enter(id, by: physician)
        await service.rooms.take(.connected(entry.session, link: nil))
        try await service.rooms.leave(entry.session, by: physician)
        #expect(try await service.consultation(id).recording?.isSealed == true)
        _ = try await service.rooms.enter(id, by: physician)
        #expect(try await service.consultation(id).recording?.segments.map(\.index) == [1, 2])
    }
}
