/// How an institution divides what it pays its people out of the fees it keeps (分配办法, JL 43). It is the
/// institution's own, grows by versions, and holds from a day on.
package struct PayoutKey: Codable, Sendable, Equatable {
    package let institution: InstitutionID
    /// 1, 2, 3 …
    package let version: Int
    package let effectiveFrom: CivilDate
    /// Where the institution asked, and where it was asked.
    package let inviting: PayoutRule
    package let invited: PayoutRule
    /// The institution's own document that fixes it.
    package let basis: String
    package let publishedAt: WallTime
    package let by: AccountID

    package func rule(of side: PartySide) -> PayoutRule { side == .inviting ? inviting : invited }
}

/// One side of a key.
package struct PayoutRule: Codable, Sendable, Equatable {
    /// What of the retained fee goes to people, in percent.
    package var percent: Int
    /// Parts of the case's own physicians, divided evenly among them.
    package var physicianParts: Int
    package var staff: [PayoutStaff]

    package init(percent: Int, physicianParts: Int, staff: [PayoutStaff] = []) {
        self.percent = percent
        self.physicianParts = physicianParts
        self.staff = staff
    }
}

/// Somebody who takes part in every case (相关人员): a technician, a nurse, an assistant.
package struct PayoutStaff: Codable, Sendable, Equatable {
    package var person: PractitionerID
    package var parts: Int

    package init(person: PractitionerID, parts: Int) {
        self.person = person
        self.parts = parts
    }
}

package struct PayoutKeyDraft: Codable, Sendable, Equatable {
    package var effectiveFrom: CivilDate
    package var inviting: PayoutRule
    package var invited: PayoutRule
    package var basis: String

    package init(effectiveFrom: CivilDate, inviting: PayoutRule, invited: PayoutRule, basis: String) {
        self.effectiveFrom = effectiveFrom
        self.inviting = inviting
        self.invited = invited
        self.basis = basis
    }
}

extension PayoutKey {
    /// More people in one rule than this take no part in every case.
    package static let staffLimit = 50

    /// - Parameters:
    ///   - latest: the last version; nil before the first.
    ///   - own: the institution's practitioners.
    ///   - issued: the last month for which a sheet stands.
    package static func publish(
        _ draft: PayoutKeyDraft, after latest: PayoutKey?, own: Set<PractitionerID>,
        issued: SettlementPeriod?, by caller: Caller, at now: WallTime, under policy: Policy
    ) throws(Refusal) -> PayoutKey {
        let member = try PayoutGate.finance(caller)
        var problems = problems(in: draft.inviting, at: "/inviting", own)
        problems += Self.problems(in: draft.invited, at: "/invited", own)
        if draft.basis.isBlank { problems.append(FieldProblem("/basis", .missing)) }
        if draft.basis.unicodeScalars.count > MoneyLimits.itemText {
            problems.append(FieldProblem("/basis", .tooLong))
        }
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
        // A standard of one's own may not be below the province's (JL 44¶1).
        let least = policy.staffSubsidyMinPercent
        guard min(draft.inviting.percent, draft.invited.percent) >= least else {
            throw .payout(.rateBelowMinimum(percent: least))
        }
        if let issued, draft.effectiveFrom.start < issued.end { throw .payout(.monthIssued(issued)) }
        return PayoutKey(
            institution: member.institution, version: (latest?.version ?? 0) + 1,
            effectiveFrom: draft.effectiveFrom, inviting: draft.inviting, invited: draft.invited,
            basis: draft.basis, publishedAt: now, by: member.account)
    }

    private static func problems(
        in rule: PayoutRule, at pointer: String, _ own: Set<PractitionerID>
    ) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        if !(0...100).contains(rule.percent) {
            problems.append(FieldProblem("\(pointer)/percent", .outOfRange))
        }
        let range = 0...SettlementSplit.maximumParts
        if !range.contains(rule.physicianParts) || rule.physicianParts == 0 && rule.staff.isEmpty {
            problems.append(FieldProblem("\(pointer)/physicianParts", .outOfRange))
        }
        if rule.staff.count > staffLimit { problems.append(FieldProblem("\(pointer)/staff", .tooMany)) }
        for (index, staff) in rule.staff.enumerated() {
            if !own.contains(staff.person)
                || rule.staff.prefix(index).contains(where: { $0.person == staff.person })
            {
                problems.append(FieldProblem("\(pointer)/staff/\(index)/practitionerId", .invalid))
            }
            if !range.contains(staff.parts) || staff.parts == 0 {
                problems.append(FieldProblem("\(pointer)/staff/\(index)/parts", .outOfRange))
            }
        }
        return problems
    }
}

extension [PayoutKey] {
    /// The version that holds on `day`: of those in force the one that began last, and of one day the newest. So a
    /// version entered for a later day waits for it, and one for an earlier day can still be entered.
    package func key(on day: CivilDate) -> PayoutKey? {
        filter { $0.effectiveFrom <= day }
            .max { ($0.effectiveFrom, $0.version) < ($1.effectiveFrom, $1.version) }
    }
}
