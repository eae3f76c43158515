import ConsultationCore
import Orchestration
import Storage
import TestRequirements
import Testing

/// Plans, incidents, backups and drills through the real store.
@Suite struct OperationsTests {
    private static let plan = ContingencyPlan(
        kind: .network, title: "断网应急预案", steps: ["通知两家供应商", "改用备用线路", "告知会诊双方"])

    private func desk(_ service: Fixture) -> OperationsDesk {
        OperationsDesk(orchestrator: service.orchestrator)
    }

    @Test(.requirement("NHC-TM-4.1.1", "NHC-IH-A5"))
    func `a plan is kept, an incident takes its steps, and its course is on record to the end`() async throws
    {
        let service = try await Fixture.inMemory()
        let desk = desk(service)
        let `operator` = try await service.user("operator")
        await #expect(throws: Refusal.self) {
            try await desk.keep(Self.plan, by: service.user("li.chunyan"), idempotency: nil)
        }
        try await desk.keep(Self.plan, by: `operator`, idempotency: nil)
        try await desk.open(.network, summary: "电信专线中断", as: "incident-1", by: `operator`)
        let opened = try #require(try await desk.view(for: `operator`).incidents.first)
        #expect(opened.steps.map(\.text) == Self.plan.steps && !opened.isAutomatic)
        func perform(_ command: IncidentCommand) async throws {
            try await desk.perform(command, on: "incident-1", by: `operator`, idempotency: nil)
        }
        try await perform(.completeStep(0))
        await #expect(throws: Refusal.self) { try await perform(.completeStep(0)) }
        try await perform(.note("联通线路正常"))
        service.clock.advance(.minutes(20))
        try await perform(.close(summary: "线路恢复"))
        await #expect(throws: Refusal.site(.incidentClosed)) { try await perform(.note("太晚")) }
        let closed = try #require(try await desk.view(for: `operator`).incidents.first)
        #expect(closed.state == .closed && closed.timeline.count == 4)
        #expect(closed.closedAt == service.clock.now)
        await #expect(throws: Refusal.self) {
            try await desk.perform(
                .note("外人"), on: "incident-1", by: service.user("gao.jun"), idempotency: nil)
        }
    }

    @Test(.requirement("NHC-IH-A5"))
    func `the service sees a lost platform and an attacked account by itself, once each`() async throws {
        let service = try await Fixture.inMemory()
        let `operator` = try await service.user("operator")
        let desk = desk(service)
        try await desk.keep(Self.plan, by: `operator`, idempotency: nil)
        let watch = IncidentWatch(orchestrator: service.orchestrator, rooms: service.rooms)
        var seen = try await watch.look()
        #expect(seen.isEmpty)
        try await service.orchestrator.performAsSystem(
            ProfileCommand.seePlatform(isReachable: false), on: DemoData.county)
        for _ in 0..<5 {
            _ = try? await service.signIn.signIn(username: "gao.jun", password: "not the password")
        }
        for _ in 0..<3 { seen = try await watch.look(seen) }
        let found = try await desk.view(for: `operator`).incidents
        #expect(Set(found.map(\.kind)) == [.network, .security] && found.count == 2)
        #expect(found.allSatisfy { $0.isAutomatic })
        #expect(found.first { $0.kind == .network }?.steps.count == 3)
        #expect(!found.contains { $0.summary.contains("gao.jun") || $0.summary.contains("高军") })
        try await service.orchestrator.performAsSystem(
            ProfileCommand.seePlatform(isReachable: true), on: DemoData.county)
        seen = try await watch.look(seen)
        let after = try await desk.view(for: `operator`).incidents.first { $0.kind == .network }
        #expect(after?.state == .open && after?.timeline.last?.text.contains("恢复") == true)
        try await service.orchestrator.alarm(.power, cause: "power", summary: "断电信号")
        try await service.orchestrator.alarm(.power, cause: "power", summary: "断电信号")
        #expect(try await desk.view(for: `operator`).incidents.count { $0.kind == .power } == 1)
    }

    @Test(.requirement("SC-23a"))
    func `without a passed drill for six months there is a breach, once, and a passed one begins anew`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let `operator` = try await service.user("operator")
        func drill(_ isPassed: Bool) async throws {
            try await service.orchestrator.perform(
                .recordDrill(
                    RecoveryDrill(
                        plannedAt: nil, doneAt: service.clock.now, rpo: .hours(3), rto: .minutes(2),
                        isPassed: isPassed, note: "")))
        }
        func breaches() async throws -> Int {
            try await service.database.read { transaction in
                try transaction.entries(
                    of: JournalStream.record(BackupRegime.self, BackupRegime.installation)
                )
                .count { $0.kind == "drillBecameOverdue" }
            }
        }
        try await service.orchestrator.followBackups()
        try await service.orchestrator.followBackups()
        let due = try #require(try await desk(service).view(for: `operator`).backups?.drillDue)
        #expect(due == CivilDate(Fixture.start).adding(months: 6).end)
        try await drill(false)
        service.clock.set(due)
        while try await service.deadlines.scan() > 0 {}
        #expect(try await breaches() == 0, "the last instant counts")
        service.clock.advance(TimeSpan(milliseconds: 1))
        while try await service.deadlines.scan() > 0 {}
        try await service.deadlines.scan()
        #expect(try await breaches() == 1)
        let board = try await service.database.read { transaction in
            try transaction.violations(
                on: .institution(DemoData.platform), ViolationFilter(), before: nil, limit: 10
            ).map(\.stored.violation.code)
        }
        #expect(board.contains("vio.backup.drillOverdue"))
        try await drill(true)
        let next = try #require(try await desk(service).view(for: `operator`).backups)
        #expect(next.drillDue == CivilDate(service.clock.now).adding(months: 6).end)
        _ = try await service.orchestrator.perform(
            .planDrill(CivilDate(service.clock.now).adding(days: 30)), by: `operator`, idempotency: nil)
        await #expect(throws: Refusal.roleRequired([.operator])) {
            try await service.orchestrator.perform(
                .planDrill(CivilDate(service.clock.now)), by: service.user("gao.jun"), idempotency: nil)
        }
    }
}
