import ConsultationCore
import Orchestration
import Storage
import Synchronization
import TestRequirements
import Testing

@Suite struct StandingTests {
    private static let stop = StandingCommand.suspend(.safetyHazard, reason: "抢救设备故障")

    private func stop(_ service: Fixture, by username: String = "gao.jun") async throws {
        _ = try await service.orchestrator.perform(
            Self.stop, on: DemoData.province, expectedVersion: nil, by: service.user(username),
            idempotency: nil)
    }

    @Test(.requirement("JL-34a", "JL-34c"))
    func
        `AT-57 a stop for a hazard holds every open case at once and closes the running room in five minutes`()
        async throws
    {
        let service = try await Fixture.inMemory()
        var accepted: [ConsultationID] = []
        for _ in 0..<3 {
            accepted.append(try await service.scheduled())
        }
        let asked = try await service.submitted()
        let (running, _) = try await service.inSession()
        try await stop(service)

        for id in accepted + [running] {
            let held = try await service.consultation(id)
            #expect(held.openHolds.map(\.institution) == [DemoData.province])
        }
        try await expectReplayEqualsSnapshots(service.database)
        await #expect(throws: Refusal.institutionSuspended(DemoData.province)) {
            try await service.run(Fixture.acceptance, asked, by: "he.jing")
        }
        let report = try await service.database.read {
            try $0.deadlines(of: JournalStream.record(InstitutionStanding.self, DemoData.province.text))
        }
        #expect(report.contains { $0.kind == Deadline.Kind.suspensionReportDue.rawValue })

        service.clock.advance(.minutes(5) + TimeSpan(milliseconds: 1))
        try await service.deadlines.scan()
        try await service.effects.runPending()
        let closed = try await service.consultation(running)
        #expect(closed.state == .terminated || closed.state == .awaitingReport)
        #expect(closed.recording != nil)
        #expect(service.relay.ledger.withLock { $0.open.isEmpty }, "the room is closed")
    }

    @Test(.requirement("JL-34a"))
    func `serving again lifts every hold, and a restart finds the same limits`() async throws {
        let path = Fixture.databasePath()
        let service = try await Fixture(ServiceDatabase.open(path))
        let id = try await service.scheduled()
        try await stop(service)
        let subject = JournalStream.record(InstitutionStanding.self, DemoData.province.text)
        let before = try await service.database.read { try $0.deadlines(of: subject) }

        let again = try await Fixture(ServiceDatabase.open(path), clock: service.clock)
        #expect(try await again.database.read { try $0.deadlines(of: subject) } == before)
        #expect(try await again.consultation(id).openHolds.count == 1)
        let report = StandingCommand.fileReport(
            SuspensionReport(
                number: "7", authority: "卫生健康委员会", filedOn: CivilDate(service.clock.now)))
        _ = try await again.orchestrator.perform(
            report, on: DemoData.province, expectedVersion: nil, by: again.user("gao.jun"), idempotency: nil)
        await #expect(throws: Refusal.institutionResumeNotAllowed(.reviewerIsRequester)) {
            _ = try await again.orchestrator.perform(
                .resume(evidence: "已更换"), on: DemoData.province, expectedVersion: nil,
                by: again.user("gao.jun"), idempotency: nil)
        }
    }

    @Test(.requirement("JL-13a"))
    func `licences are followed by themselves, and one that ends stops its holder by itself`() async throws {
        let service = try await Fixture.inMemory()
        try await service.orchestrator.followLicences()
        let last = CivilDate(service.clock.now).adding(years: 5)
        service.clock.set(last.end + TimeSpan(milliseconds: 1))
        while try await service.deadlines.scan() > 0 { try await service.effects.runPending() }
        for hospital in [DemoData.county, DemoData.province] {
            let institution = try await service.database.read { try $0.institution(hospital) }
            #expect(institution?.isSuspended == true)
        }
    }
}
