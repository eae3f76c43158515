import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct StandingTests {
    @Test(.requirement("JL-34a"))
    func `every cell of the standing table is what the core decides`() throws {
        let table = try #require(
            ProtocolTable(in: protocolPage("standing-states.md"), under: "Commands by state"))
        #expect(
            table.columns.dropFirst().map(\.unmarked) == InstitutionStanding.State.allCases.map(\.rawValue))
        #expect(table.rows.map { $0[0] } == StandingRow.all.map(\.name))
        #expect(
            StandingCommand.Action.allCases.map(\.rawValue) == StandingRow.all.map(\.name) + [
                "deadlinePassed"
            ])
        for (row, cells) in zip(StandingRow.all, table.rows) {
            for (state, cell) in zip(InstitutionStanding.State.allCases, cells.dropFirst()) {
                #expect(try outcome(of: row, in: state) == cell, "\(row.name) in \(state.rawValue)")
            }
        }
    }

    private func outcome(of row: StandingRow, in state: InstitutionStanding.State) throws -> String {
        var journey = try StandingJourney.arrived(at: state)
        do throws(Refusal) {
            try journey.perform(row.command, by: row.person)
        } catch {
            return String(error.code.rawValue.dropFirst("err.".count))
        }
        return journey.current?.state == state ? "=" : "**\(journey.current?.state.rawValue ?? "—")**"
    }

    @Test(.requirement("JL-34a"))
    func `head, quality control and the province's authority may stop the service, nobody else`() throws {
        for person in StandingJourney.Person.allCases {
            let refusal = StandingJourney().refusal(of: StandingJourney.stop, by: person)
            switch person {
            case .admin, .quality, .secondQuality, .authority: #expect(refusal == nil, "\(person)")
            case .physician, .system: #expect(refusal?.code == .roleRequired)
            case .stranger, .otherAuthority, .operator: #expect(refusal == .accessDenied)
            }
        }
    }

    @Test(.requirement("JL-34b"))
    func `AT-58 service is not resumed before the report is filed, nor by who stopped it or filed it`() throws
    {
        let evidence = StandingCommand.resume(evidence: "设备已更换并验收")
        let stopped = try StandingJourney.arrived(at: .suspended)
        #expect(
            stopped.refusal(of: evidence, by: .secondQuality) == .institutionResumeNotAllowed(.reportNotFiled)
        )
        var reported = try StandingJourney.arrived(at: .suspendedReported)
        for person in [StandingJourney.Person.quality, .admin] {
            #expect(
                reported.refusal(of: evidence, by: person)
                    == .institutionResumeNotAllowed(.reviewerIsRequester))
        }
        #expect(reported.refusal(of: .resume(evidence: " "), by: .secondQuality)?.code == .fieldInvalid)
        try reported.perform(evidence, by: .secondQuality)
        #expect(reported.current?.state == .active)
    }

    @Test(.requirement("JL-34b"))
    func `what the authority stopped only the authority lifts`() throws {
        var journey = StandingJourney()
        try journey.perform(StandingJourney.stop, by: .authority)
        try journey.perform(StandingJourney.report, by: .admin)
        let evidence = StandingCommand.resume(evidence: "整改完成")
        #expect(
            journey.refusal(of: evidence, by: .secondQuality)
                == .institutionResumeNotAllowed(.orderedByAuthority))
        try journey.perform(evidence, by: .authority)
        #expect(journey.current?.state == .active)
    }

    @Test(.requirement("JL-34b"))
    func `the report is a task with one limit, and filing late is noted and still possible`() throws {
        var journey = try StandingJourney.arrived(at: .suspended)
        let limit = try #require(journey.current?.openDeadlines.first { $0.kind == .suspensionReportDue })
        #expect(limit.owner.role == .institutionAdmin && limit.escalation == .qualityController)
        journey.now = limit.firesAt
        try journey.perform(.deadlinePassed(.suspensionReportDue), by: .system)
        let again = try journey.perform(.deadlinePassed(.suspensionReportDue), by: .system)
        #expect(again.events.isEmpty)
        try journey.perform(StandingJourney.report, by: .admin)
        #expect(journey.current?.state == .suspendedReported)
        #expect(journey.current?.openDeadlines.contains { $0.kind == .suspensionReportDue } == false)
    }

    @Test(.requirement("JL-13a"))
    func `the licence's holder is warned 60 and 30 days before its end, and without it the service stops`()
        throws
    {
        var journey = StandingJourney()
        let last = ConsultationWorld.date(2025, 6, 30)
        try journey.perform(.recordLicence(validTo: last), by: .system)
        for (kind, days) in [(Deadline.Kind.licenceExpiryWarning, 60), (.licenceExpiryReminder, 30)] {
            journey.now = last.adding(days: -days).start - TimeSpan(milliseconds: 1)
            #expect(journey.refusal(of: .deadlinePassed(kind), by: .system)?.code == .deadlineNotPassed)
            journey.now = last.adding(days: -days).start
            try journey.perform(.deadlinePassed(kind), by: .system)
            #expect(journey.effects.last?.notice == .licenceExpiring)
        }
        journey.now = last.end
        try journey.perform(.deadlinePassed(.licenceExpiry), by: .system)
        #expect(journey.current?.state == .suspended)

        // A renewed licence runs by its own days.
        try journey.perform(.recordLicence(validTo: last.adding(years: 5)), by: .system)
        let due = journey.current?.openDeadlines.first { $0.kind == .licenceExpiryWarning }?.dueAt
        #expect(due == last.adding(years: 5).adding(days: -60).start)
    }

    @Test func `replaying the journal gives the state`() throws {
        for state in InstitutionStanding.State.allCases {
            let journey = try StandingJourney.arrived(at: state)
            #expect(InstitutionStanding.replay(journey.journal) == journey.current)
        }
    }
}

extension Effect {
    fileprivate var notice: Notice? {
        if case .notify(_, _, let notice) = self { notice } else { nil }
    }
}
