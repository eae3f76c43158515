package import ConsultationCore
import Storage

/// A month's pay-out as finance sees it: the sheet that stands, or what it would be.
package struct PayoutView: Sendable {
    package let period: SettlementPeriod
    package let isOver: Bool
    /// Nil while there is none: figures and people are a reckoning of this moment.
    package let sheet: PayoutSheet?
    package let figures: PayoutFigures
    package let people: [PayoutSum]
    /// Sums of people against lines, and what was reckoned against the institution's own book: zero when all agree.
    package let difference: Money
    package let withoutKey: CivilDate?
    package let withoutPerson: [ConsultationNumber]
    package let actions: [PayoutCommand.Action]
    package let mayIssue: Bool
    /// Earlier sheets of the month that were withdrawn.
    package let withdrawn: [PayoutSheet]
}

package struct PayoutLinePage: Sendable {
    package let items: [StoredPayoutLine]
    package let next: String?
}

package struct CostPage: Sendable {
    package let report: CostReport
    package let items: [CostEntry]
    package let reversed: Set<CostEntryID>
    package let next: String?
}

/// Costs, keys and pay-outs of one institution.
package struct PayoutQueries: Sendable {
    let database: ServiceDatabase
    let policies: PolicyBook
    let environment: ServiceEnvironment

    /// Lines of a month that one sheet is made from.
    static let lineLimit = 100_000
    package static let pageSize = 100

    package func month(_ period: SettlementPeriod, for signedIn: SignedIn) async throws -> PayoutView {
        let now = environment.now()
        let own = signedIn.institution
        let policy = policies.policy(for: own.jurisdiction, at: now)
        return try await database.read { transaction in
            let scope = transaction.scope(own.id)
            let sheets = try scope.payoutSheets(of: period, limit: PayoutSheetID.numberLimit)
            let standing = sheets.first { $0.state != .withdrawn }
            let booked = try scope.book(of: period).income
            let lines: [PayoutLine]
            let figures: PayoutFigures
            var reckoning: PayoutReckoning?
            if let standing {
                lines = try scope.allPayoutLines(of: standing.id)
                figures = standing.figures
            } else {
                let found = try transaction.payoutReckoning(of: own, in: period, under: policy)
                (reckoning, lines, figures) = (found, found.lines, PayoutFigures(of: found))
            }
            let people = PayoutSum.sums(of: lines)
            let paid = people.reduce(Money.zero) { $0 + $1.amount }
            let last = try scope.standingPayout()?.period
            let gaps = [paid - figures.total, figures.retained - booked]
            return PayoutView(
                period: period, isOver: now >= period.end, sheet: standing, figures: figures, people: people,
                difference: gaps.reduce(.zero) { $0 + Money(fen: abs($1.fen)) },
                withoutKey: reckoning?.withoutKey, withoutPerson: reckoning?.withoutPerson ?? [],
                actions: standing?.availableActions(for: signedIn.caller) ?? [],
                mayIssue: standing == nil && now >= period.end && signedIn.caller.has(.finance)
                    && last.map { $0 < period } ?? true,
                withdrawn: sheets.filter { $0.state == .withdrawn })
        }
    }

    /// Lines of the sheet that stands; of a month without one, those it would have.
    package func lines(
        in period: SettlementPeriod, person: PractitionerID?, after cursor: Int, for signedIn: SignedIn
    ) async throws -> PayoutLinePage {
        let own = signedIn.institution
        let policy = policies.policy(for: own.jurisdiction, at: environment.now())
        return try await database.read { transaction in
            let scope = transaction.scope(own.id)
            let found: [StoredPayoutLine]
            if let sheet = try scope.payoutSheets(of: period, limit: 1).first(where: {
                $0.state != .withdrawn
            }) {
                found = try scope.payoutLines(
                    of: sheet.id, person: person, after: cursor, limit: Self.pageSize + 1)
            } else {
                let lines = try transaction.payoutReckoning(of: own, in: period, under: policy).lines
                found = lines.enumerated().map {
                    StoredPayoutLine(sheet: "", position: $0.offset + 1, line: $0.element)
                }.filter { $0.position > cursor && (person == nil || $0.line.person.id == person) }
            }
            return PayoutLinePage(
                items: Array(found.prefix(Self.pageSize)),
                next: found.count > Self.pageSize ? String(found[Self.pageSize - 1].position) : nil)
        }
    }

    /// What the signed-in person got, the newest first.
    package func own(
        before cursor: (sheet: String, position: Int)?, for signedIn: SignedIn
    ) async throws -> PayoutLinePage {
        guard let person = signedIn.member.practitioner else { return PayoutLinePage(items: [], next: nil) }
        return try await database.read { transaction in
            let found = try transaction.scope(signedIn.institution.id)
                .payoutLines(of: person, before: cursor, limit: Self.pageSize + 1)
            let last = found.prefix(Self.pageSize).last
            return PayoutLinePage(
                items: Array(found.prefix(Self.pageSize)),
                next: found.count > Self.pageSize ? last.map { "\($0.sheet)/\($0.position)" } : nil)
        }
    }

    /// Versions of the own key, the newest first, with the names of those whom they name.
    package func keys(
        for signedIn: SignedIn
    ) async throws -> (keys: [PayoutKey], names: [PractitionerID: String]) {
        try await database.read { transaction in
            let keys = Array(try transaction.scope(signedIn.institution.id).payoutKeys().reversed())
            let people = try transaction.people(in: keys)
            return (keys, people.mapValues(\.name))
        }
    }

    package func costs(
        in period: SettlementPeriod, after cursor: CostEntryID?, for signedIn: SignedIn
    ) async throws -> CostPage {
        try await database.read { transaction in
            let scope = transaction.scope(signedIn.institution.id)
            let found = try scope.costs(in: period, after: cursor, limit: Self.pageSize + 1)
            let items = Array(found.prefix(Self.pageSize))
            return CostPage(
                report: try scope.costReport(of: period), items: items,
                reversed: Set(try items.map(\.id).filter { try scope.isReversed($0) }),
                next: found.count > Self.pageSize ? items.last?.id.text : nil)
        }
    }
}

extension Orchestrator {
    package var payouts: PayoutQueries {
        PayoutQueries(database: database, policies: policies, environment: environment)
    }
}

extension InstitutionScope {
    /// Every line of a sheet; one sheet has at most a few people a line of the month.
    func allPayoutLines(of sheet: PayoutSheetID) throws -> [PayoutLine] {
        try payoutLines(of: sheet, person: nil, after: 0, limit: .max).map(\.line)
    }
}

extension PayoutSum {
    /// By person, in the order of their ids.
    static func sums(of lines: [PayoutLine]) -> [PayoutSum] {
        var sums: [PractitionerID: PayoutSum] = [:]
        var cases: [PractitionerID: Set<ConsultationID>] = [:]
        for line in lines {
            let id = line.person.id
            var sum =
                sums[id]
                ?? PayoutSum(person: line.person, cases: 0, charged: .zero, takenBack: .zero, topUp: .zero)
            switch line.kind {
            case .charge: sum.charged += line.amount
            case .takenBack: sum.takenBack += line.amount
            case .topUp: sum.topUp += line.amount
            }
            if line.kind == .charge, let consultation = line.consultation {
                cases[id, default: []].insert(consultation)
            }
            sums[id] = sum
        }
        return sums.keys.sorted().compactMap { id in
            var sum = sums[id]
            sum?.cases = cases[id]?.count ?? 0
            return sum
        }
    }
}
