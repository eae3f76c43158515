/// Who gets what of a month's fees: reckoned from the settlement's lines and the institution's key alone.
package struct PayoutReckoning: Sendable, Equatable {
    package private(set) var lines: [PayoutLine] = []
    /// What the institution kept of the lines it was reckoned from.
    package private(set) var retained = Money.zero
    /// The least that must be paid out of it (JL 44¶1, AMB-16).
    package private(set) var required = Money.zero
    package private(set) var keyVersions: Set<Int> = []
    package private(set) var withoutPerson: [ConsultationNumber] = []
    /// The first day of a case without a key.
    package private(set) var withoutKey: CivilDate?

    package var total: Money { lines.reduce(.zero) { $0 + $1.amount } }

    /// - Parameters:
    ///   - bases: the lines of the month, oldest first.
    ///   - staff: the people whom the keys name.
    ///   - paid: what sheets that stand already gave for a charge, by its entry.
    package init(
        of bases: [PayoutBase], by keys: [PayoutKey], staff: [PractitionerID: PayoutPerson],
        paid: (String) throws -> [PayoutLine], under policy: Policy
    ) rethrows {
        var standing: [String: [PayoutLine]] = [:]
        for base in bases {
            retained += base.retained
            let earlier = try standing[base.origin] ?? paid(base.origin)
            let found =
                base.isCharge ? charge(base, by: keys, staff) : Self.takenBack(base, from: earlier)
            lines += found
            standing[base.origin] = earlier + found
        }
        required = StaffSubsidy.required(of: retained, percent: policy.staffSubsidyMinPercent)
        topUp()
    }

    private mutating func charge(
        _ base: PayoutBase, by keys: [PayoutKey], _ staff: [PractitionerID: PayoutPerson]
    ) -> [PayoutLine] {
        guard base.retained > .zero else { return [] }
        let day = CivilDate(base.at)
        guard let key = keys.key(on: day) else {
            withoutKey = withoutKey.map { min($0, day) } ?? day
            return []
        }
        keyVersions.insert(key.version)
        let rule = key.rule(of: base.side)
        let shares = Self.shares(of: rule, base.physicians, staff)
        guard !shares.isEmpty, rule.physicianParts == 0 || !base.physicians.isEmpty else {
            withoutPerson.append(base.number)
            return []
        }
        // Rounded up, so that no case falls below its rate.
        let pool = StaffSubsidy.required(of: base.retained, percent: rule.percent)
        return base.lines(.charge, among: shares, pool)
    }

    /// People with their weights, by their ids: the physicians divide their parts evenly.
    private static func shares(
        of rule: PayoutRule, _ physicians: [PayoutPerson], _ staff: [PractitionerID: PayoutPerson]
    ) -> [(PayoutPerson, Int64)] {
        var people: [PractitionerID: PayoutPerson] = [:]
        var weights: [PractitionerID: Int64] = [:]
        let physicians = rule.physicianParts == 0 ? [] : physicians
        for person in physicians where people[person.id] == nil {
            people[person.id] = person
            weights[person.id] = Int64(rule.physicianParts)
        }
        let scale = Int64(max(1, people.count))
        for one in rule.staff {
            guard let person = people[one.person] ?? staff[one.person] else { continue }
            people[one.person] = person
            weights[one.person, default: 0] += Int64(one.parts) * scale
        }
        return people.keys.sorted().compactMap { id in people[id].map { ($0, weights[id] ?? 0) } }
    }

    /// The same people give back in proportion to what they got; of what is gone altogether, all of it.
    private static func takenBack(_ base: PayoutBase, from paid: [PayoutLine]) -> [PayoutLine] {
        var people: [PractitionerID: (person: PayoutPerson, sum: Money)] = [:]
        for line in paid {
            people[line.person.id, default: (line.person, .zero)].sum += line.amount
        }
        let shares = people.keys.sorted().compactMap { id in people[id].map { ($0.person, $0.sum.fen) } }
        let sum = shares.reduce(0) { $0 + $1.1 }
        let rest = base.retainedBefore + base.retained
        guard sum > 0, base.retainedBefore > .zero else { return [] }
        let kept = Int128(sum) * Int128(max(0, rest.fen))
        let before = Int128(base.retainedBefore.fen)
        let left = Int64((kept + before - 1) / before)
        return base.lines(.takenBack, among: shares, Money(fen: left - sum))
    }

    /// What is missing to the minimum goes to those who earned something this month, in proportion.
    private mutating func topUp() {
        let missing = required - total
        guard missing > .zero, withoutKey == nil, withoutPerson.isEmpty else { return }
        var sums: [PractitionerID: (person: PayoutPerson, sum: Int64)] = [:]
        for line in lines where line.kind == .charge {
            sums[line.person.id, default: (line.person, 0)].sum += line.amount.fen
        }
        let people = sums.keys.sorted().compactMap { sums[$0] }
        for (one, amount) in zip(people, LargestRemainder.portions(of: missing, weights: people.map(\.sum)))
        where amount != .zero {
            lines.append(
                PayoutLine(
                    kind: .topUp, entry: "", consultation: nil, number: nil, person: one.person,
                    amount: amount))
        }
    }
}

extension PayoutBase {
    fileprivate func lines(
        _ kind: PayoutLine.Kind, among shares: [(PayoutPerson, Int64)], _ amount: Money
    ) -> [PayoutLine] {
        zip(shares, LargestRemainder.portions(of: amount, weights: shares.map(\.1))).compactMap {
            share, amount in
            amount == .zero
                ? nil
                : PayoutLine(
                    kind: kind, entry: entry, consultation: consultation, number: number, person: share.0,
                    amount: amount)
        }
    }
}
