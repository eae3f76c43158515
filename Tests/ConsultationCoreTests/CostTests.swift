import ConsultationCore
import Simulation
import TestRequirements
import Testing

@Suite(.requirement("JL-40"))
struct CostTests {
    private static let draft = CostDraft(
        day: CivilDate(ConsultationWorld.start), account: .network, amount: Money(fen: 120_000),
        voucher: "记-0031", note: "3月专线")

    private static func entered(_ draft: CostDraft = draft) throws(Refusal) -> CostEntry {
        try CostEntry.record(draft, as: "cost-1", by: MoneyJourney.finance, at: ConsultationWorld.start)
    }

    static func refusalOfReversingTwice() throws -> Refusal? {
        let entry = try entered()
        return upload { () throws(Refusal) in
            _ = try entry.reversed(
                as: "cost-2", reason: "x", isReversed: true, by: MoneyJourney.finance,
                at: ConsultationWorld.start)
        }
    }

    @Test func `the accounts are the four groups of the article with their parts`() {
        let groups = CostGroup.allCases.map { group in CostAccount.allCases.count { $0.group == group } }
        #expect(groups == [2, 4, 5, 2])
    }

    @Test func `a cost belongs to the month of its day, and is taken back by an entry of the present month`()
        throws
    {
        let entry = try Self.entered()
        #expect(entry.period == SettlementPeriod(containing: ConsultationWorld.start))
        let later = entry.period.end
        let back = try entry.reversed(
            as: "cost-2", reason: "重复入账", isReversed: false, by: MoneyJourney.finance, at: later)
        #expect(back.amount == Money(fen: -120_000) && back.reverses == "cost-1")
        #expect(back.period == SettlementPeriod(containing: later) && back.account == .network)
        #expect(throws: Refusal.payout(.costReversed)) {
            try back.reversed(
                as: "cost-3", reason: "x", isReversed: false, by: MoneyJourney.finance, at: later)
        }
        #expect(throws: Refusal.accessDenied) {
            try entry.reversed(
                as: "cost-3", reason: "x", isReversed: false, by: MoneyJourney.invitedFinance, at: later)
        }
    }

    @Test func `what is typed is checked, and nobody else may type it`() {
        var draft = Self.draft
        draft.day = draft.day.adding(days: 1)
        draft.amount = .zero
        draft.voucher = " "
        #expect(
            throws: Refusal.fieldInvalid([
                FieldProblem("/day", .outOfRange), FieldProblem("/amountFen", .outOfRange),
                FieldProblem("/voucher", .missing),
            ])
        ) { try Self.entered(draft) }
        #expect(throws: Refusal.roleRequired([.finance])) {
            try CostEntry.record(
                Self.draft, as: "x", by: MoneyJourney.member("inst-county", [.auditor]),
                at: ConsultationWorld.start)
        }
    }

    @Test func `a report shows every account and adds up by group`() {
        let report = CostReport(
            period: SettlementPeriod(containing: ConsultationWorld.start),
            lines: [
                .init(account: .network, amount: Money(fen: 7), entries: 2),
                .init(account: .venue, amount: Money(fen: 5), entries: 1),
                .init(account: .expertFee, amount: Money(fen: -1), entries: 1),
            ])
        #expect(report.lines.map(\.account) == CostAccount.allCases && report.total == Money(fen: 11))
        #expect(CostGroup.allCases.map { report.total(of: $0).fen } == [-1, 12, 0, 0])
    }
}
