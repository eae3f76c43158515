import ConsultationCore
import Orchestration
import Simulation
import Storage
import Synchronization
import TestRequirements
import Testing

/// A room that changes its relay, seen from the case.
@Suite struct RoomMoveTests {
    @Test(.requirement("JL-35c"))
    func `a lost relay opens the next segment elsewhere, and the gap on record is as long as the silence`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let (id, sessions) = try await service.inSession()
        let physician = try await service.user("li.chunyan")
        let notices = service.orchestrator.feed.notices(
            for: physician.institution.id, account: physician.account)
        await service.rooms.take(.roomLost(RoomName(id.text), silentFor: .milliseconds(2500)))
        service.orchestrator.feed.finish()
        var rejoin: [SessionName] = []
        for await notice in notices {
            if case .rejoin(let session, isPlanned: false) = notice.change { rejoin.append(session) }
        }
        #expect(rejoin == [sessions[0]])

        var consultation = try await service.consultation(id)
        #expect(consultation.recording?.segments.map(\.index) == [1, 2])
        #expect(consultation.violations == [.recordingGap(segment: 2, length: TimeSpan(milliseconds: 2500))])
        #expect(consultation.session.presences.allSatisfy { $0.leftAt != nil })
        let view = try #require(await service.rooms.room(id, for: physician))
        #expect(view.recordingSince != nil && view.roster.count == 2)
        #expect(view.roster.allSatisfy { !$0.connected })

        for username in ["li.chunyan", "zhou.mingyuan"] {
            let entry = try await service.rooms.enter(id, by: service.user(username))
            await service.rooms.take(.connected(entry.session, link: nil))
        }
        consultation = try await service.consultation(id)
        #expect(consultation.state == .inSession)
        #expect(PartySide.allCases.allSatisfy { consultation.session.isAttended(by: $0) })
        #expect(service.relay.ledger.withLock { $0.opened.map(\.segment) } == [1, 2])
        #expect(await service.rooms.load.seats == 2)
    }

    @Test(.requirement("JL-35c"))
    func `while no relay has room the page's own attempt opens the room, as soon as one has`() async throws {
        let service = try await Fixture.inMemory()
        let (id, _) = try await service.inSession()
        service.relay.ledger.withLock { $0.recorderBroken = true }
        await service.rooms.take(.roomLost(RoomName(id.text), silentFor: .seconds(2)))
        let physician = try await service.user("li.chunyan")
        await #expect(throws: CommandFault.recordingUnavailable) {
            try await service.rooms.enter(id, by: physician)
        }
        service.relay.ledger.withLock { $0.recorderBroken = false }
        _ = try await service.rooms.enter(id, by: physician)
        #expect(try await service.consultation(id).recording?.segments.map(\.index) == [1, 2])
    }

    @Test func `a planned move loses nobody: presence goes on, and nothing counts as unrecorded`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let (id, sessions) = try await service.inSession()
        await service.rooms.take(.roomMustMove(RoomName(id.text)))
        #expect(try await service.consultation(id).recording?.segments.map(\.index) == [1, 2])
        for (index, username) in ["li.chunyan", "zhou.mingyuan"].enumerated() {
            let person = try await service.user(username)
            let entry = try await service.rooms.enter(id, by: person)
            // Both connections stand until the page takes leave of the old one.
            #expect(service.relay.ledger.withLock { !$0.left.contains(sessions[index]) })
            let view = try #require(await service.rooms.room(id, for: person))
            #expect(view.roster.count == 2 && view.roster.allSatisfy(\.connected))
            await service.rooms.take(.connected(entry.session, link: nil))
            try await service.rooms.leave(sessions[index], by: person)
        }
        let consultation = try await service.consultation(id)
        #expect(consultation.violations == [])
        #expect(consultation.session.presences.count == 2)
        #expect(consultation.session.presences.allSatisfy { $0.leftAt == nil })
        // The old place was closed with its last seat, and its root stands in the journal.
        let segments = consultation.recording?.segments ?? []
        #expect(segments.map { $0.sealedAt != nil } == [true, false])
        #expect(segments.first?.root != nil)
        #expect(service.relay.ledger.withLock { $0.former.isEmpty })
    }
}
