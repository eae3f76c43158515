/// One line of an institution's cost ledger (运行成本, JL 40). For reports alone: it is no posting of the dedicated
/// ledger, so neither the base of a split nor the 60 % can become smaller for it.
package struct CostEntry: Codable, Sendable, Equatable {
    package let id: CostEntryID
    package let institution: InstitutionID
    package let period: SettlementPeriod
    package let day: CivilDate
    package let account: CostAccount
    /// Negative when it takes an earlier entry back.
    package let amount: Money
    /// The number of the institution's own voucher.
    package let voucher: String
    package let note: String
    package let at: WallTime
    package let by: AccountID
    package let reverses: CostEntryID?
}

/// One entry of a cost ledger; UUIDv7, lower case.
package struct CostEntryID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// What the finance office types.
package struct CostDraft: Codable, Sendable, Equatable {
    package var day: CivilDate
    package var account: CostAccount
    package var amount: Money
    package var voucher: String
    package var note: String

    package init(day: CivilDate, account: CostAccount, amount: Money, voucher: String, note: String) {
        self.day = day
        self.account = account
        self.amount = amount
        self.voucher = voucher
        self.note = note
    }
}

extension CostEntry {
    package static func record(
        _ draft: CostDraft, as id: CostEntryID, by caller: Caller, at now: WallTime
    ) throws(Refusal) -> CostEntry {
        let member = try PayoutGate.finance(caller)
        var problems: [FieldProblem] = []
        if draft.day > CivilDate(now) { problems.append(FieldProblem("/day", .outOfRange)) }
        if draft.amount <= .zero || draft.amount > MoneyLimits.cost {
            problems.append(FieldProblem("/amountFen", .outOfRange))
        }
        if draft.voucher.isBlank { problems.append(FieldProblem("/voucher", .missing)) }
        if draft.voucher.unicodeScalars.count > MoneyLimits.reference {
            problems.append(FieldProblem("/voucher", .tooLong))
        }
        if draft.note.unicodeScalars.count > MoneyLimits.reason {
            problems.append(FieldProblem("/note", .tooLong))
        }
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
        return CostEntry(
            id: id, institution: member.institution, period: SettlementPeriod(containing: draft.day.start),
            day: draft.day, account: draft.account, amount: draft.amount, voucher: draft.voucher,
            note: draft.note, at: now, by: member.account, reverses: nil)
    }

    /// Takes this entry back by one of the present month; nothing is edited.
    package func reversed(
        as id: CostEntryID, reason: String, isReversed: Bool, by caller: Caller, at now: WallTime
    ) throws(Refusal) -> CostEntry {
        let member = try PayoutGate.finance(caller)
        guard member.institution == institution else { throw .accessDenied }
        guard !isReversed, reverses == nil else { throw .payout(.costReversed) }
        try PayoutGate.demand(reason, at: "/reason")
        let today = CivilDate(now)
        return CostEntry(
            id: id, institution: institution, period: SettlementPeriod(containing: now), day: today,
            account: account, amount: .zero - amount, voucher: voucher, note: reason, at: now,
            by: member.account, reverses: self.id)
    }
}

/// What an institution spent in a month, sub-account by sub-account.
package struct CostReport: Sendable, Equatable {
    package struct Line: Sendable, Equatable {
        package let account: CostAccount
        package let amount: Money
        package let entries: Int

        package init(account: CostAccount, amount: Money, entries: Int) {
            self.account = account
            self.amount = amount
            self.entries = entries
        }
    }

    package let period: SettlementPeriod
    /// Every sub-account, with zero where nothing was entered.
    package let lines: [Line]

    package init(period: SettlementPeriod, lines: [Line]) {
        self.period = period
        let known = Dictionary(lines.map { ($0.account, $0) }, uniquingKeysWith: { first, _ in first })
        self.lines = CostAccount.allCases.map {
            known[$0] ?? Line(account: $0, amount: .zero, entries: 0)
        }
    }

    package var total: Money { lines.reduce(.zero) { $0 + $1.amount } }

    package func total(of group: CostGroup) -> Money {
        lines.filter { $0.account.group == group }.reduce(.zero) { $0 + $1.amount }
    }
}
