import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct ChargeTests {
    private static let states: [Charge.State] = [.billable, .receipted, .allocated, .settled, .reversed]

    @Test(.requirement("JL-41", "SC-32", "JL-42b"))
    func `every cell of the table of charges is what the core decides`() throws {
        let table = try #require(
            ProtocolTable(in: protocolPage("ledger.md"), under: "Charge commands by state"))
        #expect(Array(table.columns.dropFirst()) == Self.states.map(\.rawValue))
        #expect(table.rows.map { $0[0] } == ChargeAction.allCases.map(\.rawValue))
        for (action, row) in zip(ChargeAction.allCases, table.rows) {
            for (state, cell) in zip(Self.states, row.dropFirst()) {
                #expect(try outcome(of: action, in: state) == cell, "\(action) in \(state)")
            }
        }
    }

    private func outcome(of action: ChargeAction, in state: Charge.State) throws -> String {
        var journey = try MoneyJourney.at(state == .reversed ? .receipted : state)
        let part = Money(fen: state == .reversed ? 30_000 : 100)
        let needsRefund: Set<ChargeAction> = [
            .approveRefund, .rejectRefund, .completeRefund, .markRefundOverdue,
        ]
        if state == .reversed || needsRefund.contains(action) && state != .billable {
            try journey.perform(.requestRefund(amount: part, reason: "x", appliedAt: journey.now))
            if state == .reversed || action == .completeRefund { try journey.perform(.approveRefund(1)) }
        }
        if action == .markRefundOverdue { journey.now = journey.now + .days(60) }
        #expect(journey.state == state)
        let before = journey.charge
        do throws(Refusal) {
            try journey.perform(command(action, journey))
        } catch {
            #expect(journey.charge == before, "a refusal changes nothing")
            return String(error.code.rawValue.dropFirst("err.".count))
        }
        return journey.state == state ? "=" : "**\(journey.state.rawValue)**"
    }

    private func command(_ action: ChargeAction, _ journey: MoneyJourney) -> ChargeCommand {
        switch action {
        case .issueReceipt: .issueReceipt(MoneyJourney.paper)
        case .voidReceipt: .voidReceipt(reason: "x")
        case .requestRefund: .requestRefund(amount: Money(fen: 100), reason: "x", appliedAt: journey.now)
        case .approveRefund: .approveRefund(1)
        case .rejectRefund: .rejectRefund(1, reason: "x")
        case .completeRefund: .completeRefund(1, MoneyJourney.paper)
        case .markRefundOverdue: .markRefundOverdue
        case .reverse: .reverse(reason: "x")
        }
    }

    @Test func `nobody but finance of the inviting institution touches a charge`() throws {
        let journey = try MoneyJourney.at(.billable)
        for action in ChargeAction.allCases where action != .markRefundOverdue {
            let command = command(action, journey)
            #expect(journey.refusal(of: command, by: MoneyJourney.invitedFinance) == .accessDenied)
            #expect(
                journey.refusal(of: command, by: MoneyJourney.member("inst-county", [.physician]))
                    == .roleRequired(action.roles))
            #expect(
                journey.refusal(of: command, by: MoneyJourney.member("inst-platform", [.operator]))
                    == .operatorForbidden)
        }
    }

    @Test(.requirement("NHC-TM-3.2c")) func `AT-28 a charge above the consent is refused`() throws {
        let opening = ChargeOpening(
            consultation: "c", number: "n", pair: MoneyJourney.pair, serviceKind: .remoteConsultation,
            consented: Money(fen: 30_000), split: .statutory(fee: Money(fen: 32_000)), batch: "b")
        let refused = upload { () throws(Refusal) in
            _ = try CaseCharge.open(opening, by: .system, at: ConsultationWorld.start, under: "p")
        }
        #expect(refused == .feeExceedsConsent(fee: Money(fen: 32_000), consented: Money(fen: 30_000)))
    }

    static let autumn2021 = HolidayYear(
        year: 2021, source: "国办发明电〔2020〕27号",
        daysOff: Set((1...7).map { ConsultationWorld.date(2021, 10, $0) }),
        workedWeekends: [ConsultationWorld.date(2021, 9, 26), ConsultationWorld.date(2021, 10, 9)])

    @Test(.requirement("SC-32"))
    func `AT-47 ten working days go round the holidays and over a worked Saturday`() {
        let limit = WorkCalendar([Self.autumn2021])
            .day(workingDays: 10, after: ConsultationWorld.date(2021, 9, 28))
        #expect(limit.day == ConsultationWorld.date(2021, 10, 18))
        #expect(limit.dueAt == ConsultationWorld.at(2021, 10, 19, 0))
        #expect(!limit.isProvisional)
        let unknown = WorkCalendar.weekdaysOnly.day(
            workingDays: 10, after: ConsultationWorld.date(2021, 9, 28))
        #expect(unknown.day == ConsultationWorld.date(2021, 10, 12))
        #expect(unknown.unknownYears == [2021])
    }

    @Test(.requirement("SC-32")) func `AT-48 a late refund is done and the breach recorded once`() throws {
        var journey = try MoneyJourney.at(.receipted)
        try journey.perform(.requestRefund(amount: Money(fen: 3_333), reason: "x", appliedAt: journey.now))
        try journey.perform(.approveRefund(1))
        let due = try #require(journey.charge.refunds.first?.dueAt)
        #expect(journey.charge.openDeadlines().map(\.dueAt) == [due])
        journey.now = due
        #expect(journey.refusal(of: .markRefundOverdue) == .deadlineNotPassed(dueAt: due))
        var onTime = journey
        try onTime.perform(.completeRefund(1, MoneyJourney.paper))
        #expect(onTime.charge.violations.isEmpty)
        journey.now = due + TimeSpan(milliseconds: 1)
        var unmarked = journey
        try unmarked.perform(.completeRefund(1, MoneyJourney.paper))
        #expect(unmarked.charge.violations.map(\.code) == ["vio.refund.overdue"])
        try journey.perform(.markRefundOverdue)
        #expect(journey.charge.openDeadlines().isEmpty)
        try journey.perform(.completeRefund(1, MoneyJourney.paper))
        #expect(journey.charge.violations.count == 1)
        #expect(journey.charge.refunds[0].state == .completed)
    }

    @Test(.requirement("SC-32b"))
    func `AT-42 a refund of a paid batch is a reversal of its own, and never above what was paid`()
        throws
    {
        var journey = try MoneyJourney(fee: 10_000)
        try journey.lead(to: .reconciled)
        try journey.perform(.requestRefund(amount: Money(fen: 3_333), reason: "x", appliedAt: journey.now))
        try journey.perform(.approveRefund(1))
        #expect(journey.charge.net.inviting == Money(fen: 1_333))
        #expect(journey.charge.net.invited == Money(fen: 5_334))
        #expect(journey.charge.refunds[0].reduction?.inviting == Money(fen: 667))
        #expect(
            journey.refusal(
                of: .requestRefund(amount: Money(fen: 6_668), reason: "x", appliedAt: journey.now))
                == .refundExceedsPaid(paid: Money(fen: 6_667)))
        try expectBalanced(journey.postings)
    }

    @Test(
        arguments: [
            ("year: 2026\nsource: x\noff:\n  - 2026-10-01/2026-10-07\n", nil),
            ("year: 2026\nsource: x\noff:\n  - 2026-02-30\n", 4),
            ("year: 2026\nsource: x\nworked:\n  - 2026-10-01\n", 4),
            ("year: 2026\nsource: x\noff:\n  - 2025-10-01\n", 4),
            ("year: 2026\nholidays:\n", 2), ("source: x\n", 1), ("  - 2026-10-01\n", 1),
            ("year: 2026\nsource: x\noff:\n  - 2026-05-01\n", 1),
        ] as [(String, Int?)])
    func `a calendar file says in which line it is wrong`(_ text: String, _ line: Int?) {
        do throws(HolidayFault) {
            _ = try HolidayYear(parsing: text)
            #expect(line == nil)
        } catch { #expect(error.line == line, "\(error)") }
    }

    @Test(
        arguments: [
            (0, "零元整"), (5, "伍分"), (50, "伍角整"), (100, "壹元整"), (1_000, "壹拾元整"), (10_000_000, "壹拾万元整"),
            (32_504, "叁佰贰拾伍元零肆分"), (140_950, "壹仟肆佰零玖元伍角整"), (600_714, "陆仟零柒元壹角肆分"),
            (168_032, "壹仟陆佰捌拾元零叁角贰分"), (10_700_053, "壹拾万柒仟元零伍角叁分"), (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
            (30_982_500, "叁拾万玖仟捌佰贰拾伍元整"), (-10, "负壹角整"),
        ] as [(Int64, String)])
    func `amounts in capital figures`(_ fen: Int64, _ text: String) {
        #expect(CapitalAmount.text(Money(fen: fen)) == text)
    }
}
