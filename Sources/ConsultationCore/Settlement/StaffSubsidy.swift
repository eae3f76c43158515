/// What an institution paid its own staff out of the fees of one month (劳务补贴, JL 44¶1). Declared by its finance
/// office when the month is over; it closes the month for that institution. Its base is the fee of the service alone:
/// what an examination or a drug cost is in no input of it (AMB-53).
package struct StaffSubsidy: Codable, Sendable, Equatable {
    package let institution: InstitutionID
    package let period: SettlementPeriod
    /// The share of the fees that the institution kept (AMB-16).
    package let retained: Money
    package let amount: Money
    package let at: WallTime
    package let by: AccountID

    /// - Parameter retained: the sum of the institution's shares over all pairs, refunds deducted.
    package static func declare(
        _ amount: Money, for period: SettlementPeriod, retained: Money,
        from inputs: [SubsidyInput] = [.serviceFee], by caller: Caller, at now: WallTime, under policy: Policy
    ) throws(Refusal) -> StaffSubsidy {
        guard let member = caller.member, member.roles.contains(.finance) else {
            throw .roleRequired([.finance])
        }
        let forbidden = inputs.filter { policy.incentiveInputsForbidden.contains($0) }
        guard forbidden.isEmpty else { throw .forbiddenIncentiveInput(forbidden) }
        guard now >= period.end else { throw .settlementPeriodRunning(until: period.end) }
        guard amount >= .zero, amount <= MoneyLimits.fee + retained else {
            throw .fieldInvalid([FieldProblem("/amountFen", .outOfRange)])
        }
        let standing = SubsidyStanding(
            institution: member.institution,
            required: required(of: retained, percent: policy.staffSubsidyMinPercent),
            declared: amount)
        try standing.check()
        return StaffSubsidy(
            institution: member.institution, period: period, retained: retained, amount: amount, at: now,
            by: member.account)
    }

    /// ceil(percent × retained / 100) 分; nothing of a month in which more was given back than earned.
    package static func required(of retained: Money, percent: Int) -> Money {
        let (whole, rest) = max(0, retained.fen).quotientAndRemainder(dividingBy: 100)
        return Money(fen: whole * Int64(percent) + (rest * Int64(percent) + 99) / 100)
    }
}

/// How an institution stands toward the 60 % of a month.
package struct SubsidyStanding: Sendable, Equatable {
    package var institution: InstitutionID
    package var required: Money
    /// Nil while nothing was declared.
    package var declared: Money?

    package init(institution: InstitutionID, required: Money, declared: Money?) {
        self.institution = institution
        self.required = required
        self.declared = declared
    }

    package func check() throws(Refusal) {
        guard (declared ?? .zero) >= required else {
            throw .subsidyBelowMinimum(required: required, declared: declared ?? .zero)
        }
    }
}

/// What a subsidy is reckoned from. Income must not hang on drugs or tests (NHC-SUP 21, SC 26, AMB-53).
package enum SubsidyInput: String, Codable, Sendable, CaseIterable {
    case serviceFee, attendanceTime, caseCount
    case drugAmounts, testAmounts
}
