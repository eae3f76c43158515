import ConsultationCore
import Orchestration
import Simulation
import Storage
import TestRequirements
import Testing

@Suite struct EffectTests {
    private func attach(_ group: MaterialGroup, to id: ConsultationID, _ service: Fixture) async throws {
        let bytes = Array("资料 \(group.rawValue)".utf8)
        let receipt = try service.database.blobs.store(bytes, limit: 1000)
        _ = try await service.orchestrator.attach(
            receipt, named: "资料.txt", contentType: "text/plain", group: group, to: id,
            by: service.user("li.chunyan"), idempotency: nil)
    }

    @Test(.requirement("NHC-TM-3.3.2d", "JL-22"))
    func `effects of a service killed after its commit are done once by the next one`() async throws {
        let path = Fixture.databasePath()
        let clock = TestClock(Fixture.start)
        let first = try await Fixture(ServiceDatabase.open(path), clock: clock)
        let id = try await first.prepared()
        for group in MaterialGroup.required { try await attach(group, to: id, first) }
        let physician = try await first.user("li.chunyan")
        let duty = try await first.orchestrator.openUploadDuty(
            .patientRequest(requestedAt: clock.now, requester: "王强", relation: .closeRelative), for: id,
            by: physician, idempotency: nil
        ).duty
        try await first.run(.submit, id, by: "li.chunyan")
        let receipt = clock.now
        // Nobody runs the effects here: the process is gone. An hour later another one starts.
        try first.database.close()
        clock.advance(.hours(1))
        let second = try await Fixture(ServiceDatabase.open(path), clock: clock)
        #expect(try await second.database.read { try $0.pendingEffectCount() } > 0)
        for _ in 0..<3 { try await second.effects.runPending() }
        #expect(try await second.database.read { try $0.pendingEffectCount() } == 0)
        let fulfilled = try #require(await second.database.read { try $0.system.duty(duty.id) })
        #expect(fulfilled.state == .fulfilled)
        #expect(fulfilled.fulfilledAt == receipt)
        #expect(fulfilled.receipts.count == 3)
        let entries = try await second.database.read { try $0.entries(of: JournalStream.duty(duty.id)) }
        #expect(entries.map(\.kind).filter { $0 == "itemAcknowledged" }.count == 3)
        #expect(try await second.database.read { try $0.verifyJournal().isIntact })
    }

    @Test(.requirement("JL-22.1"))
    func `a duty opens by itself at the seventy-second hour of an admission without diagnosis`() async throws
    {
        let service = try await Fixture.inMemory()
        let id = try await service.open()
        let admitted = service.clock.now - .hours(1)
        var change = Fixture.draft
        change.admission = Admission(admittedAt: admitted)
        try await service.run(.updateDraft(change), id, by: "li.chunyan")
        service.clock.set(admitted + .hours(72))
        try await service.deadlines.scan()
        try await service.effects.runPending()
        let staff = try await service.user("li.chunyan")
        #expect(try await service.directory.uploadDuties(for: staff).isEmpty)
        service.clock.advance(TimeSpan(milliseconds: 1))
        try await service.deadlines.scan()
        try await service.effects.runPending()
        let duties = try await service.directory.uploadDuties(for: service.user("li.chunyan"))
        #expect(duties.map(\.duty.openedAt) == [admitted + .hours(72)])
        #expect(duties.map(\.duty.dueAt) == [admitted + .hours(96)])
        #expect(duties.map(\.duty.consultations) == [[id]])
        let list = try await service.cases.worklist(.todo, for: service.user("li.chunyan"))
        #expect(list.items.first?.due?.kind == .uploadDue)
    }

    @Test(.requirement("JL-22"))
    func `an upload duty goes overdue by the scan although the service was down when it passed`() async throws
    {
        let path = Fixture.databasePath()
        let clock = TestClock(Fixture.start)
        let first = try await Fixture(ServiceDatabase.open(path), clock: clock)
        let id = try await first.open()
        let duty = try await first.orchestrator.openUploadDuty(
            .patientRequest(requestedAt: clock.now, requester: "王强", relation: .closeRelative), for: id,
            by: first.user("li.chunyan"), idempotency: nil
        ).duty
        try first.database.close()
        clock.advance(.hours(30))
        let second = try await Fixture(ServiceDatabase.open(path), clock: clock)
        try await second.deadlines.scan()
        let overdue = try #require(await second.database.read { try $0.system.duty(duty.id) })
        #expect(overdue.state == .overdue)
        #expect(overdue.violations.map(\.code) == ["vio.upload.deadlineMissed"])
        #expect(try await second.deadlines.scan() == 0)
        try await second.effects.runPending()
        #expect(try await second.deadlines.scan() == 0)
    }

    @Test(.requirement("NHC-TM-3.3.2a"))
    func `an invitation expires by the scan after a restart and a late answer is too late`() async throws {
        let path = Fixture.databasePath()
        let clock = TestClock(Fixture.start)
        let first = try await Fixture(ServiceDatabase.open(path), clock: clock)
        let id = try await first.submitted()
        clock.advance(.hours(24))
        #expect(try await first.deadlines.scan() == 2, "the reminders at half and four fifths of the time")
        #expect(try await first.deadlines.scan() == 0)
        try first.database.close()
        clock.advance(TimeSpan(milliseconds: 1))
        let second = try await Fixture(ServiceDatabase.open(path), clock: clock)
        #expect(try await second.deadlines.scan() == 1)
        let expired = try await second.consultation(id)
        #expect(expired.state == .draft)
        #expect(expired.invitation?.state == .expired)
        await #expect(throws: Refusal.invitationNotOpen) {
            try await second.run(Fixture.acceptance, id, by: "he.jing")
        }
        try await expectReplayEqualsSnapshots(second.database)
    }

    @Test func `a deadline row that the state does not know is removed and not tried for ever`() async throws
    {
        let service = try await Fixture.inMemory()
        let id = try await service.open()
        let now = service.clock.now
        try await service.database.write { transaction in
            for (kind, subject) in [
                ("reportDue", JournalStream.consultation(id)), ("noSuchKind", "consultation/x"),
                ("uploadDue", "duty/unknown"), ("uploadDue", "nothing"),
            ] {
                try transaction.setDeadline(
                    StoredDeadline(kind: kind, subject: subject, dueAt: now - .hours(1)))
            }
        }
        #expect(try await service.deadlines.scan() == 4)
        #expect(try await service.deadlines.scan() == 0)
    }
}
