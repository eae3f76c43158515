/// A new version of an item, as the finance office enters it.
package struct PriceDraft: Codable, Sendable, Equatable {
    package var item: PriceEntry.Item
    package var serviceKind: ServiceKind
    package var level: InstitutionLevel
    package var amount: Money
    package var authorityDocument: String
    package var authorityDate: CivilDate
    package var validFrom: CivilDate
    package var validTo: CivilDate?
    /// The version on the catalogue that this one follows; nil for a new item.
    package var supersedes: PriceID?

    package init(
        item: PriceEntry.Item, serviceKind: ServiceKind, level: InstitutionLevel, amount: Money,
        authorityDocument: String, authorityDate: CivilDate, validFrom: CivilDate, validTo: CivilDate?,
        supersedes: PriceID?
    ) {
        self.item = item
        self.serviceKind = serviceKind
        self.level = level
        self.amount = amount
        self.authorityDocument = authorityDocument
        self.authorityDate = authorityDate
        self.validFrom = validFrom
        self.validTo = validTo
        self.supersedes = supersedes
    }
}

/// The prices of an institution and how they change: by new versions only (JL 39, NHC-SUP 23, SC 31).
package enum PriceCatalogue {
    /// Enters a version, which is public from this moment on and valid from its own day.
    /// - Parameter versions: all versions of the caller's institution.
    package static func publish(
        _ draft: PriceDraft, as id: PriceID, among versions: [PriceEntry], by caller: Caller, at now: WallTime
    ) throws(Refusal) -> PriceEntry {
        guard let member = caller.member, member.roles.contains(.finance) else {
            throw .roleRequired([.finance])
        }
        var problems = fieldProblems(of: draft, on: CivilDate(now))
        if let known = draft.supersedes {
            let earlier = versions.first { $0.id == known }
            if earlier == nil || versions.contains(where: { $0.supersedes == known }) {
                // Unknown, of another institution, or followed by a version already: look at the newest one.
                problems.append(FieldProblem("/supersedes", .invalid))
            } else if let earlier, earlier.serviceKind != draft.serviceKind || earlier.level != draft.level {
                problems.append(FieldProblem("/serviceKind", .invalid))
            }
        } else if effective(versions).contains(where: { $0.item?.code == draft.item.code }) {
            problems.append(FieldProblem("/code", .invalid))
        }
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
        return PriceEntry(
            id: id, institution: member.institution, serviceKind: draft.serviceKind, level: draft.level,
            amount: draft.amount, validFrom: draft.validFrom, validTo: draft.validTo,
            authorityDocument: draft.authorityDocument, publishedAt: now, item: draft.item,
            authorityDate: draft.authorityDate, supersedes: draft.supersedes)
    }

    private static func fieldProblems(of draft: PriceDraft, on today: CivilDate) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        let texts = [
            ("/code", draft.item.code), ("/name", draft.item.name), ("/unit", draft.item.unit),
            ("/authorityDocument", draft.authorityDocument),
        ]
        for (pointer, text) in texts {
            if text.isBlank { problems.append(FieldProblem(pointer, .missing)) }
            if text.unicodeScalars.count > MoneyLimits.itemText {
                problems.append(FieldProblem(pointer, .tooLong))
            }
        }
        if draft.amount < .zero || draft.amount > MoneyLimits.fee {
            problems.append(FieldProblem("/amountFen", .outOfRange))
        }
        if draft.authorityDate > today { problems.append(FieldProblem("/authorityDate", .outOfRange)) }
        // A price is known before it holds; what was charged is never changed backwards.
        if draft.validFrom < today { problems.append(FieldProblem("/validFrom", .inPast)) }
        if let end = draft.validTo, end < draft.validFrom {
            problems.append(FieldProblem("/validTo", .endsBeforeStart))
        }
        return problems
    }

    /// The versions with the end that a successor gives them; a version that was followed before it began is left out.
    package static func effective(_ versions: [PriceEntry]) -> [PriceEntry] {
        let successors = Dictionary(
            versions.compactMap { version in version.supersedes.map { ($0, version) } },
            uniquingKeysWith: { first, _ in first })
        return versions.compactMap { version in
            guard let next = successors[version.id] else { return version }
            var shortened = version
            let last = next.validFrom.adding(days: -1)
            shortened.validTo = version.validTo.map { min($0, last) } ?? last
            return shortened.validFrom <= last ? shortened : nil
        }
    }
}
