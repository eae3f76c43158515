package import ConsultationCore
import Storage

/// What one practitioner did in a stretch of time.
package struct ActivityLine: Sendable {
    package let name: String
    package let title: String
    package let sum: ActivitySum
}

package struct ActivityReport: Sendable {
    package let institution: Institution
    package let from: CivilDate
    package let to: CivilDate
    package let at: WallTime
    package let lines: [ActivityLine]
    /// Means of fewer ratings are not shown.
    package let ratingsShownFrom: Int
}

/// The count of stationed time of a year (JL 46(4)).
package struct StationedReport: Sendable {
    package struct Line: Sendable {
        package let practitioner: PractitionerID
        package let name: String
        package let cases: Int
        package let time: StationedTime
    }

    package let institution: Institution
    package let year: Int
    package let at: WallTime
    package let terms: StationingTerms?
    package let ratePercent: Int?
    package let lines: [Line]
    package let mayEnter: Bool
}

extension QualityQueries {
    /// Each practitioner of the institution; a physician sees the own line alone (JL-47c).
    package func activity(
        of institution: InstitutionID?, from first: CivilDate, to last: CivilDate, for signedIn: SignedIn
    ) async throws -> ActivityReport {
        let now = environment.now()
        return try await database.read { transaction in
            let (place, own) = try transaction.activityScope(institution, for: signedIn)
            let sums = try transaction.activity(of: place.id, from: first, to: last, practitioner: own)
            return ActivityReport(
                institution: place, from: first, to: last, at: now,
                lines: try sums.map { sum in
                    let person = try transaction.practitioner(sum.practitioner)
                    return ActivityLine(
                        name: person?.name ?? "", title: person?.titleDisplay ?? "", sum: sum)
                },
                ratingsShownFrom: policies.policy(for: place.jurisdiction, at: now).quality.ratingsShownFrom)
        }
    }

    package func stationedTime(
        of institution: InstitutionID?, in year: Int, for signedIn: SignedIn
    ) async throws -> StationedReport {
        let now = environment.now()
        let first = CivilDate(year: year, month: 1, day: 1) ?? CivilDate(now)
        let last = CivilDate(year: year, month: 12, day: 31) ?? CivilDate(now)
        return try await database.read { transaction in
            let (place, own) = try transaction.activityScope(institution, for: signedIn)
            let terms = try transaction.system.record(StationingTerms.self, place.id.text)
            let policy = policies.policy(for: place.jurisdiction, at: last.start)
            let rate = policy.quality.stationedTimePercent
            let sums = try transaction.activity(of: place.id, from: first, to: last, practitioner: own)
            return StationedReport(
                institution: place, year: year, at: now, terms: terms, ratePercent: rate,
                lines: try sums.map { sum in
                    StationedReport.Line(
                        practitioner: sum.practitioner,
                        name: try transaction.practitioner(sum.practitioner)?.name ?? "", cases: sum.cases,
                        time: StationedTime(
                            minutes: [sum.minutes], level: place.level, isPublic: terms?.entry.isPublic,
                            rate: rate,
                            requiredMinutes: terms?.entry.requiredHours.map { $0 * 60 }))
                },
                mayEnter: place.id == signedIn.institution.id
                    && StationingTerms.roles.contains(where: signedIn.caller.has))
        }
    }

    /// Service volume and satisfaction of every institution that the person may look at (JL-46).
    package func serviceVolume(
        of institution: InstitutionID?, from first: CivilDate, to last: CivilDate, for signedIn: SignedIn
    ) async throws -> [ServiceStatisticsView] {
        var places = try await institutions(for: signedIn)
        if let institution { places = places.filter { $0.id == institution } }
        guard !places.isEmpty else { throw Refusal.accessTerritory }
        var views: [ServiceStatisticsView] = []
        for place in places.prefix(Self.volumeLimit) {
            views.append(try await statistics(of: place.id, from: first, to: last, for: signedIn))
        }
        return views
    }

    /// Institutions of one report: a province has fewer that offer telemedicine.
    static let volumeLimit = 2_000
}

extension ReadTransaction {
    /// Whose activity is shown: an institution's to those who answer for quality, one's own to everybody else.
    fileprivate func activityScope(
        _ institution: InstitutionID?, for signedIn: SignedIn
    ) throws -> (Institution, PractitionerID?) {
        let isReader = QualityQueries.readers.contains(where: signedIn.member.roles.contains)
        if !isReader, institution == nil || institution == signedIn.institution.id,
            let own = signedIn.member.practitioner
        {
            return (signedIn.institution, own)
        }
        return (try place(institution, for: signedIn), nil)
    }
}
