import ConsultationCore
import Simulation
import TestRequirements
import Testing

@Suite(.requirement("JL-43"))
struct PayoutTests {
    private static let month = SettlementPeriod(containing: ConsultationWorld.start)
    private static let later = month.end
    private static let own: InstitutionID = "inst-province"
    private static let doctor = PayoutPerson(id: "doc-a", name: "甲", title: "主任医师")
    private static let second = PayoutPerson(id: "doc-b", name: "乙", title: "副主任医师")
    private static let nurse = PayoutPerson(id: "tech-c", name: "丙", title: "技师")

    private static let draft = PayoutKeyDraft(
        effectiveFrom: month.first, inviting: PayoutRule(percent: 60, physicianParts: 1),
        invited: PayoutRule(
            percent: 70, physicianParts: 8, staff: [PayoutStaff(person: nurse.id, parts: 2)]),
        basis: "院发〔2025〕3号")

    private static func key(
        _ draft: PayoutKeyDraft = draft, after latest: PayoutKey? = nil, issued: SettlementPeriod? = nil
    ) throws(Refusal) -> PayoutKey {
        try PayoutKey.publish(
            draft, after: latest, own: [doctor.id, second.id, nurse.id], issued: issued,
            by: MoneyJourney.invitedFinance, at: ConsultationWorld.start, under: .jilin)
    }

    private static func base(
        _ number: Int, _ fen: Int64, _ physicians: [PayoutPerson] = [doctor]
    ) -> PayoutBase {
        PayoutBase(
            entry: "case-\(number)/billable", isCharge: true, consultation: ConsultationID("case-\(number)"),
            number: ConsultationNumber("HZ\(number)"), at: ConsultationWorld.start, side: .invited,
            retained: Money(fen: fen), physicians: physicians)
    }

    private static func refund(
        _ number: Int, _ fen: Int64, of before: Int64, times: Int = 1
    ) -> PayoutBase {
        PayoutBase(
            entry: "case-\(number)/refund-\(times)", isCharge: false,
            consultation: ConsultationID("case-\(number)"), number: ConsultationNumber("HZ\(number)"),
            at: ConsultationWorld.start, side: .invited, retained: Money(fen: -fen),
            retainedBefore: Money(fen: before))
    }

    private static func reckoning(
        _ bases: [PayoutBase], _ keys: [PayoutKey]? = nil, paid: [String: [PayoutLine]] = [:]
    ) throws -> PayoutReckoning {
        let keys = try keys ?? [key()]
        return PayoutReckoning(
            of: bases, by: keys, staff: [nurse.id: nurse], paid: { paid[$0] ?? [] }, under: .jilin)
    }

    private func sums(_ lines: [PayoutLine]) -> [PractitionerID: Int64] {
        lines.reduce(into: [:]) { $0[$1.person.id, default: 0] += $1.amount.fen }
    }

    @Test func `a share of the fee goes to people by the key, to the fen, by the largest remainder`() throws {
        // 70 % of 8,001 is 5,600.7, rounded up; 8 : 8 : 4 of 5,601 is 2,240.4, 2,240.4 and 1,120.2.
        let found = try Self.reckoning([Self.base(1, 8_001, [Self.second, Self.doctor])])
        #expect(sums(found.lines) == ["doc-a": 2_241, "doc-b": 2_240, "tech-c": 1_120])
        #expect(found.total == Money(fen: 5_601) && found.retained == Money(fen: 8_001))
        #expect(found.required == Money(fen: 4_801) && found.keyVersions == [1])
    }

    @Test func `a reversal takes back exactly what each person got, and a refund its part`() throws {
        let charge = try Self.reckoning([Self.base(1, 8_001)])
        let paid = ["case-1/billable": charge.lines]
        let whole = try Self.reckoning([Self.refund(1, 8_001, of: 8_001)], paid: paid)
        #expect(sums(charge.lines + whole.lines).values.allSatisfy { $0 == 0 })
        #expect(whole.total == Money(fen: -5_601) && whole.lines.allSatisfy { $0.kind == .takenBack })

        // In many steps the same is gone in the end, whatever the rounding between.
        let steps: [Int64] = [1, 333, 2_000, 1, 5_666]
        var left: Int64 = 8_001
        var bases = [Self.base(1, 8_001)]
        for (index, step) in steps.enumerated() {
            bases.append(Self.refund(1, step, of: left, times: index + 1))
            left -= step
        }
        let all = try Self.reckoning(bases)
        #expect(sums(all.lines).values.allSatisfy { $0 == 0 } && all.retained == .zero)
        // Where nothing was paid, nothing is taken back.
        #expect(try Self.reckoning([Self.refund(1, 100, of: 8_001)]).lines.isEmpty)
    }

    @Test(.requirement("JL-44c"), arguments: 1...200 as ClosedRange<UInt64>)
    func `sums never leave the fen, and never fall below the minimum of the month`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var bases: [PayoutBase] = []
        var left: [Int: Int64] = [:]
        for number in 1...20 {
            let fen = Int64.random(in: 0...50_000, using: &random)
            left[number] = fen
            let people = Bool.random(using: &random) ? [Self.doctor] : [Self.second, Self.doctor]
            bases.append(Self.base(number, fen, people))
            if fen > 1, Bool.random(using: &random) {
                let back = Int64.random(in: 1...fen, using: &random)
                bases.append(Self.refund(number, back, of: fen))
                left[number] = fen - back
            }
        }
        let found = try Self.reckoning(bases)
        let retained = left.values.reduce(0, +)
        #expect(found.retained.fen == retained, "seed \(seed)")
        #expect(found.total.fen == sums(found.lines).values.reduce(0, +))
        #expect(found.total >= found.required, "seed \(seed)")
        #expect(found.required.fen == (retained * 60 + 99) / 100, "seed \(seed)")
        // Nobody's pay of a case is negative in the end.
        let ofCases = found.lines.filter { $0.kind != .topUp }
        for (origin, lines) in Dictionary(grouping: ofCases, by: { PayoutBase.origin(of: $0.entry) }) {
            #expect(sums(lines).values.allSatisfy { $0 >= 0 }, "seed \(seed) \(origin)")
        }
    }

    @Test func `refunds of an earlier month never let this month's pay fall below the minimum`() throws {
        let rich = PayoutKeyDraft(
            effectiveFrom: Self.month.first, inviting: Self.draft.inviting,
            invited: PayoutRule(percent: 100, physicianParts: 1), basis: "x")
        let earlier = try Self.reckoning([Self.base(9, 5_000)], [Self.key(rich)]).lines
        let plain = PayoutKeyDraft(
            effectiveFrom: Self.month.first, inviting: Self.draft.inviting,
            invited: PayoutRule(percent: 60, physicianParts: 1), basis: "x")
        let found = try Self.reckoning(
            [Self.base(1, 10_000), Self.refund(9, 5_000, of: 5_000)], [Self.key(plain)],
            paid: ["case-9/billable": earlier])
        // 6,000 for the case, 5,000 back: 1,000 of 5,000 retained; 60 % are 3,000.
        #expect(found.total == Money(fen: 3_000) && found.total == found.required)
        #expect(found.lines.last?.kind == .topUp && found.lines.last?.amount == Money(fen: 2_000))
    }

    @Test func `each day is reckoned by the version that holds on it`() throws {
        var next = Self.draft
        next.effectiveFrom = CivilDate(ConsultationWorld.start).adding(days: 5)
        next.invited = PayoutRule(percent: 100, physicianParts: 1)
        let first = try Self.key()
        let keys = [first, try Self.key(next, after: first)]
        var late = Self.base(2, 1_000)
        late.at = next.effectiveFrom.start
        let found = try Self.reckoning([Self.base(1, 1_000), late], keys)
        #expect(found.total == Money(fen: 1_700) && found.keyVersions == [1, 2])
        let before = try Self.reckoning([Self.base(1, 1_000)], [keys[1]])
        #expect(before.withoutKey == CivilDate(ConsultationWorld.start) && before.lines.isEmpty)
    }

    @Test func `a version entered first for a later day leaves the days before it to one entered afterwards`()
        throws
    {
        var later = Self.draft
        later.effectiveFrom = CivilDate(ConsultationWorld.start).adding(days: 5)
        later.invited = PayoutRule(percent: 100, physicianParts: 1)
        let first = try Self.key(later)
        let keys = [first, try Self.key(after: first)]
        var late = Self.base(2, 1_000)
        late.at = later.effectiveFrom.start
        let found = try Self.reckoning([Self.base(1, 1_000), late], keys)
        #expect(found.withoutKey == nil && found.total == Money(fen: 1_700))
        #expect(found.keyVersions == [1, 2])
    }

    @Test(.requirement("JL-44c"))
    func
        `a key is the institution's own, not below the minimum, and never reaches back into a month that was paid`()
        throws
    {
        var low = Self.draft
        low.inviting.percent = 59
        #expect(throws: Refusal.payout(.rateBelowMinimum(percent: 60))) { try Self.key(low) }
        var stranger = Self.draft
        stranger.invited.staff = [PayoutStaff(person: "doc-else", parts: 1)]
        #expect(throws: Refusal.fieldInvalid([FieldProblem("/invited/staff/0/practitionerId", .invalid)])) {
            try Self.key(stranger)
        }
        #expect(throws: Refusal.payout(.monthIssued(Self.month))) { try Self.key(issued: Self.month) }
        #expect(throws: Refusal.roleRequired([.finance])) {
            try PayoutKey.publish(
                Self.draft, after: nil, own: [Self.nurse.id], issued: nil,
                by: MoneyJourney.member(Self.own, [.institutionAdmin]), at: Self.later, under: .jilin)
        }
    }

    private static func sheet(in state: PayoutSheet.State) throws -> PayoutSheet {
        let found = try reckoning([base(1, 8_001)])
        let issued = try PayoutSheet.issue(
            PayoutSheetID(own, month, number: 1), for: month, found, standing: nil, booked: found.retained,
            by: MoneyJourney.invitedFinance, at: later, under: .jilin)
        let sheet = try #require(PayoutSheet.state(after: issued, on: nil))
        guard state != .issued else { return sheet }
        let command = PayoutCommand.Action.allCases.map(Self.command)[state == .withdrawn ? 0 : 1]
        let decision = try sheet.decide(
            command, isLast: true, by: MoneyJourney.invitedFinance, at: later, under: .jilin)
        return try #require(PayoutSheet.state(after: decision, on: sheet))
    }

    private static func command(_ action: PayoutCommand.Action) -> PayoutCommand {
        switch action {
        case .withdraw: .withdraw(reason: "重做")
        case .recordPayment: .recordPayment(MoneyJourney.slip)
        }
    }

    static func refusalOfPayingTwice() throws -> Refusal? {
        let paid = try sheet(in: .paid)
        return upload { () throws(Refusal) in
            _ = try paid.decide(
                command(.recordPayment), isLast: true, by: MoneyJourney.invitedFinance, at: later,
                under: .jilin)
        }
    }

    static func refusalOfIssuing(
        _ bases: [PayoutBase], keys: [PayoutKey]? = nil, standing: SettlementPeriod? = nil
    ) throws -> Refusal? {
        let found = try reckoning(bases, keys)
        return upload { () throws(Refusal) in
            _ = try PayoutSheet.issue(
                "s", for: month, found, standing: standing, booked: found.retained,
                by: MoneyJourney.invitedFinance, at: later, under: .jilin)
        }
    }

    static func refusals() -> [RefusalCase] {
        [
            .init(.costReversed) { try CostTests.refusalOfReversingTwice() },
            .init(.payoutKeyMissing) { try refusalOfIssuing([base(1, 100)], keys: []) },
            .init(.payoutRateBelowMinimum) {
                var low = draft
                low.invited.percent = 10
                return upload { () throws(Refusal) in _ = try key(low) }
            },
            .init(.payoutPersonMissing) { try refusalOfIssuing([base(1, 100, [])]) },
            .init(.payoutMonthIssued) { try refusalOfIssuing([base(1, 100)], standing: month) },
            .init(.payoutStateNotAllowed) { try refusalOfPayingTwice() },
        ]
    }

    @Test func `every cell of the table of sheets is what the core decides`() throws {
        let table = try #require(
            ProtocolTable(in: protocolPage("payout-states.md"), under: "Pay-out commands by state"))
        #expect(Array(table.columns.dropFirst()) == PayoutSheet.State.allCases.map(\.rawValue))
        #expect(table.rows.map { $0[0] } == PayoutCommand.Action.allCases.map(\.rawValue))
        for (action, row) in zip(PayoutCommand.Action.allCases, table.rows) {
            for (state, cell) in zip(PayoutSheet.State.allCases, row.dropFirst()) {
                let sheet = try Self.sheet(in: state)
                let outcome: String
                do throws(Refusal) {
                    let decision = try sheet.decide(
                        Self.command(action), isLast: true, by: MoneyJourney.invitedFinance, at: Self.later,
                        under: .jilin)
                    outcome = "**\(PayoutSheet.state(after: decision, on: sheet)?.state.rawValue ?? "")**"
                } catch { outcome = String(error.code.rawValue.dropFirst("err.".count)) }
                #expect(outcome == cell, "\(action) in \(state)")
                #expect(throws: Refusal.accessDenied) {
                    try sheet.decide(
                        Self.command(action), isLast: true, by: MoneyJourney.finance, at: Self.later,
                        under: .jilin)
                }
            }
        }
    }

    @Test
    func `only the last sheet is withdrawn, only a month that is over has one, and the book must agree`()
        throws
    {
        let sheet = try Self.sheet(in: .issued)
        #expect(throws: Refusal.payout(.monthIssued(Self.month))) {
            try sheet.decide(
                .withdraw(reason: "x"), isLast: false, by: MoneyJourney.invitedFinance, at: Self.later,
                under: .jilin)
        }
        let found = try Self.reckoning([Self.base(1, 100)])
        #expect(throws: Refusal.settlementPeriodRunning(until: Self.month.end)) {
            try PayoutSheet.issue(
                "s", for: Self.month, found, standing: nil, booked: found.retained,
                by: MoneyJourney.invitedFinance, at: ConsultationWorld.start, under: .jilin)
        }
        #expect(throws: Refusal.settlementNotBalanced(difference: Money(fen: 1))) {
            try PayoutSheet.issue(
                "s", for: Self.month, found, standing: nil, booked: Money(fen: 99),
                by: MoneyJourney.invitedFinance, at: Self.later, under: .jilin)
        }
    }

    @Test func `names of sheets sort by month and number`() {
        let ids = [("2025-09", 2), ("2025-09", 10), ("2025-10", 1)].compactMap { month, number in
            SettlementPeriod(month).map { PayoutSheetID(Self.own, $0, number: number) }
        }
        #expect(ids == ids.sorted() && ids.map { $0.period?.text } == ["2025-09", "2025-09", "2025-10"])
        #expect(["", ".", "a.b", "a.2025-13.01"].allSatisfy { PayoutSheetID($0).period == nil })
    }

    @Test func `parts by the largest remainder add up, whatever is divided`() {
        var random = SeededGenerator(seed: 43)
        for _ in 0..<2_000 {
            let amount = Int64.random(in: -1_000_000_000_000...1_000_000_000_000, using: &random)
            let weights = (0..<Int.random(in: 1...9, using: &random)).map { _ in
                Int64.random(in: 0...1_000_000_000_000, using: &random)
            }
            let parts = LargestRemainder.portions(of: Money(fen: amount), weights: weights)
            let hasWeight = weights.contains { $0 > 0 }
            #expect(parts.isEmpty == !hasWeight)
            if hasWeight { #expect(parts.reduce(.zero, +) == Money(fen: amount)) }
            for (part, weight) in zip(parts, weights) where weight == 0 { #expect(part == .zero) }
        }
        #expect(
            LargestRemainder.portions(of: Money(fen: .max), weights: [.max, .max]).reduce(.zero, +)
                == Money(fen: .max))
        #expect(LargestRemainder.portions(of: Money(fen: .min), weights: [1]).count == 1)
    }
}
