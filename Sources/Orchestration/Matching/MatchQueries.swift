package import ConsultationCore
import Storage

package struct NamedCandidate: Sendable {
    package let name: String
    package let candidate: MatchCandidate
}

/// One match with everything that was weighed.
package struct MatchView: Sendable {
    package let consultation: ConsultationID
    package let inviting: String
    package let choice: MatchChoice
    package let chosen: String
    package let candidates: [NamedCandidate]
}

/// How the matches of a stretch of time are spread over institutions.
package struct MatchConcentration: Sendable {
    package struct Line: Sendable {
        package let institution: InstitutionID
        package let name: String
        package let matches: Int
        package let notFirst: Int
        /// From how many institutions, and how many of the matches came from the one with the most.
        package let partners: Int
        package let mostFromOne: Int
    }

    package let total: Int
    package let lines: [Line]
}

extension QualityQueries {
    package static let matchReaders: [Role] = [.qualityController, .operator, .auditor, .healthAuthority]
    static let matchesShown = 100

    /// Who could be asked, for the operator of the need's platform; nil for a need that is not theirs.
    package func candidates(
        for id: ConsultationID, by signedIn: SignedIn
    ) async throws -> [NamedCandidate]? {
        try signedIn.demand([.operator])
        let now = environment.now()
        return try await database.read { transaction in
            guard let need = try transaction.system.consultation(id), need.state == .matching,
                need.request.platformOperator == signedIn.member.institution,
                let place = try transaction.institution(need.inviting)
            else { return nil }
            let policy = policies.policy(governing: need, of: place.jurisdiction, at: now)
            return try transaction.named(transaction.candidates(for: need, under: policy, at: now))
        }
    }

    package func matches(
        from first: CivilDate, to last: CivilDate, for signedIn: SignedIn
    ) async throws -> [MatchView] {
        try signedIn.demand(Self.matchReaders)
        return try await database.read { transaction in
            try transaction.matchRecords(
                from: first.start, to: last.end, of: transaction.overseen(by: signedIn)?.map(\.id),
                limit: Self.matchesShown
            )
            .flatMap { record in
                try record.choices.reversed().map { choice in
                    MatchView(
                        consultation: record.consultation,
                        inviting: try transaction.institution(record.inviting)?.name ?? "",
                        choice: choice,
                        chosen: try transaction.institution(choice.chosen)?.name ?? "",
                        candidates: try transaction.named(choice.candidates))
                }
            }
        }
    }

    package func matchConcentration(
        from first: CivilDate, to last: CivilDate, for signedIn: SignedIn
    ) async throws -> MatchConcentration {
        try signedIn.demand(Self.matchReaders)
        return try await database.read { transaction in
            let overseen = try transaction.overseen(by: signedIn).map { Set($0.map(\.id)) }
            let counts = try transaction.matchCounts(from: first.start, to: last.end).filter {
                overseen?.isDisjoint(with: [$0.inviting, $0.chosen]) != true
            }
            let lines = try Dictionary(grouping: counts, by: \.chosen).map { chosen, pairs in
                MatchConcentration.Line(
                    institution: chosen, name: try transaction.institution(chosen)?.name ?? "",
                    matches: pairs.reduce(0) { $0 + $1.matches },
                    notFirst: pairs.reduce(0) { $0 + $1.notFirst }, partners: pairs.count,
                    mostFromOne: pairs.map(\.matches).max() ?? 0)
            }
            return MatchConcentration(
                total: counts.reduce(0) { $0 + $1.matches },
                lines: lines.sorted { ($1.matches, $0.institution) < ($0.matches, $1.institution) })
        }
    }
}

extension ReadTransaction {
    fileprivate func named(_ candidates: [MatchCandidate]) throws -> [NamedCandidate] {
        try candidates.map {
            NamedCandidate(name: try institution($0.institution)?.name ?? "", candidate: $0)
        }
    }
}
