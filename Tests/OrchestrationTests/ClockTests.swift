import ConsultationCore
import Orchestration
import Simulation
import Storage
import TestRequirements
import Testing

/// Limits under a clock that jumps, and across restarts.
@Suite struct ClockTests {
    private struct Work {
        var asked: [ConsultationID] = []
        var scheduled: [ConsultationID] = []
        var reported: ConsultationID
        var duty: UploadDutyID
        var agreement: AgreementID
    }

    private func work(of service: Fixture) async throws -> Work {
        var asked: [ConsultationID] = []
        for _ in 0..<3 { asked.append(try await service.submitted()) }
        let scheduled = [try await service.scheduled(), try await service.scheduled()]
        let physician = try await service.user("li.chunyan")
        let duty = try await service.orchestrator.openUploadDuty(
            .patientRequest(requestedAt: service.clock.now, requester: "王强", relation: .closeRelative),
            for: asked[0], by: physician, idempotency: nil
        ).duty.id
        let admin = try await service.user("zheng.hong")
        let text = AgreementText(
            parties: [DemoData.county, DemoData.province], validFrom: CivilDate(service.clock.now),
            validTo: CivilDate(service.clock.now).adding(years: 1), governingText: "JL",
            clauses: AgreementClause.always.map { AgreementClauseText($0, "约定") })
        let agreement = try await service.orchestrator.draftAgreement(text, by: admin, idempotency: nil)
        _ = try await service.orchestrator.perform(
            .submitForSignature, on: agreement.record.id, expectedVersion: nil, by: admin, idempotency: nil)
        try await service.orchestrator.followLicences()
        let reported = try await service.reported()
        return Work(
            asked: asked, scheduled: scheduled, reported: reported, duty: duty, agreement: agreement.record.id
        )
    }

    private func passed(_ id: ConsultationID, _ database: ServiceDatabase) async throws -> [Deadline.Kind] {
        try await database.read { transaction in
            try transaction.entries(of: JournalStream.consultation(id)).compactMap { entry in
                let event = try StoredJSON.decode(ConsultationEvent.self, from: entry.payload)
                return switch event.change {
                case .deadlinePassed(let kind, _): kind
                case .invitationExpired: .responseDue
                default: nil
                }
            }
        }
    }

    @Test(
        .requirement("NHC-TM-3.3.2a", "JL-22", "NHC-TM-3.3.3c"), arguments: [3, 58, 2026] as [UInt64])
    func `a clock that jumps forwards and backwards, and restarts between, lose no limit and repeat none`(
        _ seed: UInt64
    ) async throws {
        let path = Fixture.databasePath()
        var random = ConsultationRandom(seed: seed)
        var service = try await Fixture(ServiceDatabase.open(path))
        let clock = service.clock
        let work = try await work(of: service)
        for step in 0..<60 {
            clock.advance(.minutes(Int64.random(in: -240...420, using: &random)))
            try await service.deadlines.scan()
            if step % 20 == 19 {
                try service.database.close()
                service = try await Fixture(ServiceDatabase.open(path), clock: clock)
            }
        }
        clock.set(Fixture.start + .days(40))
        for _ in 0..<50 where try await service.deadlines.scan() > 0 {}
        let database = service.database
        let now = clock.now
        let open = try await database.read { try $0.deadlinesDue(at: now - .hours(1), limit: 100) }
        #expect(open.isEmpty, "seed \(seed): nothing that passed is still waiting")
        let expired: [Deadline.Kind] = [.responseReminderHalf, .responseReminderLate, .responseDue]
        for id in work.asked { #expect(try await passed(id, database) == expired, "seed \(seed)") }
        for id in work.scheduled {
            #expect(
                try await passed(id, database) == [.sessionReminderHour, .sessionStart], "seed \(seed)")
        }
        #expect(try await passed(work.reported, database) == [.decisionDue], "seed \(seed)")

        let duty = try #require(await database.read { try $0.system.duty(work.duty) })
        #expect(duty.state == .overdue && duty.violations.count == 1, "seed \(seed)")
        let reminders = duty.passedDeadlines.map(\.kind.rawValue).sorted()
        #expect(
            reminders == ["uploadDue", "uploadReminder12h", "uploadReminder20h", "uploadReminder23h"],
            "seed \(seed)")
        let agreement = try await database.read {
            try $0.system.record(CooperationAgreement.self, work.agreement.text)
        }
        #expect(agreement?.passedDeadlines.map(\.kind) == [.agreementSignatureDue], "seed \(seed)")
        try await expectReplayEqualsSnapshots(database)
    }

    @Test func `a row whose limit has not passed by the clock of the decision is kept`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.submitted()
        let due = try #require(await service.consultation(id).invitation?.responseDue)
        let subject = JournalStream.consultation(id)
        // A row that runs ahead of the state, as after a step of the clock between reading and deciding.
        try await service.database.write { transaction in
            try transaction.setDeadline(
                StoredDeadline(kind: "responseDue", subject: subject, dueAt: service.clock.now - .hours(1)))
        }
        try await service.deadlines.scan()
        let rows = try await service.database.read { try $0.deadlines(of: subject) }
        #expect(rows.first { $0.kind == "responseDue" }?.dueAt == due)
        service.clock.set(due + TimeSpan(milliseconds: 1))
        try await service.deadlines.scan()
        #expect(try await service.consultation(id).state == .draft)
    }
}
