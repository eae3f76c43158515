package import ConsultationCore
import Storage

/// The figures of one institution and stretch of days, as of one instant (JL-46b, JL-35e).
package struct ServiceStatisticsView: Sendable {
    package struct Line: Sendable {
        package let side: PartySide
        /// Nil: belongs to no single service.
        package let kind: ServiceKind?
        package let counts: [ServiceCounter: Int]
    }

    package let institution: Institution
    package let from: CivilDate
    package let to: CivilDate
    package let queriedAt: WallTime
    /// Entries of the journal that the figures rest on.
    package let journalLength: Int64
    package let lines: [Line]
    /// Means of fewer ratings are not shown.
    package let ratingsShownFrom: Int
}

extension QualityQueries {
    /// Days one question may span: two years.
    package static let daysLimit = 731
    package static let statisticsReaders: [Role] = readers + [.operator, .invitationCoordinator]

    package func statistics(
        of institution: InstitutionID?, from first: CivilDate, to last: CivilDate, for signedIn: SignedIn
    ) async throws -> ServiceStatisticsView {
        try signedIn.demand(Self.statisticsReaders)
        let now = environment.now()
        return try await database.read { transaction in
            let place =
                institution == nil || institution == signedIn.institution.id
                ? signedIn.institution : try transaction.place(institution, for: signedIn)
            let cells = try transaction.serviceCounters(of: place.id, from: first, to: last)
            var lines: [String: (PartySide, ServiceKind?, [ServiceCounter: Int])] = [:]
            for (cell, amount) in cells {
                let name = "\(cell.side.rawValue)/\(cell.kind?.rawValue ?? "")"
                lines[name, default: (cell.side, cell.kind, [:])].2[cell.counter, default: 0] += amount
            }
            let policy = policies.policy(for: place.jurisdiction, at: now)
            return ServiceStatisticsView(
                institution: place, from: first, to: last, queriedAt: now,
                journalLength: try transaction.journalLength(),
                lines: lines.sorted { $0.key < $1.key }.map {
                    ServiceStatisticsView.Line(side: $0.value.0, kind: $0.value.1, counts: $0.value.2)
                }, ratingsShownFrom: policy.quality.ratingsShownFrom)
        }
    }
}
