import ConsultationCore
import Orchestration

/// What practitioners did in a stretch of days (JL-47c).
struct ActivityPayload: Encodable {
    struct Line: Encodable {
        let practitionerId: String
        let name: String
        let titleDisplay: String
        let cases: Int
        let minutes: Int
        let reports: Int
        let onTime: Int
        let ratings: Int
        /// Nil where there are too few to be shown.
        let meanRatingHundredths: Int?
        let scored: Int
        let meanQualityTenths: Int?
    }

    let institutionId: String
    let institution: String
    let from: String
    let to: String
    let at: Instant
    let ratingsShownFrom: Int
    let lines: [Line]

    init(_ report: ActivityReport) {
        institutionId = report.institution.id.text
        institution = report.institution.name
        from = report.from.description
        to = report.to.description
        at = Instant(report.at)
        ratingsShownFrom = report.ratingsShownFrom
        lines = report.lines.map { line in
            Line(
                practitionerId: line.sum.practitioner.text, name: line.name, titleDisplay: line.title,
                cases: line.sum.cases, minutes: line.sum.minutes, reports: line.sum.reports,
                onTime: line.sum.onTime, ratings: line.sum.ratings,
                meanRatingHundredths: line.sum.meanRatingHundredths(shownFrom: report.ratingsShownFrom),
                scored: line.sum.scored, meanQualityTenths: line.sum.meanQualityTenths)
        }
    }
}

/// The count of stationed time of a year (JL 46(4)); nothing is certified, the authority decides.
struct StationedPayload: Encodable {
    struct Line: Encodable {
        let practitionerId: String
        let name: String
        let cases: Int
        let rawMinutes: Int
        let creditedMinutes: Int
        let ineligibility: String?
        let ineligibilityDisplay: String?
        let percentOfRequirement: Int?
    }

    let institutionId: String
    let institution: String
    let year: Int
    let at: Instant
    let version: Int
    let isPublic: Bool?
    let requiredHours: Int?
    let ratePercent: Int?
    let mayEnter: Bool
    let lines: [Line]

    init(_ report: StationedReport) {
        institutionId = report.institution.id.text
        institution = report.institution.name
        year = report.year
        at = Instant(report.at)
        version = report.terms?.version ?? 0
        isPublic = report.terms?.entry.isPublic
        requiredHours = report.terms?.entry.requiredHours
        ratePercent = report.ratePercent
        mayEnter = report.mayEnter
        lines = report.lines.map { line in
            Line(
                practitionerId: line.practitioner.text, name: line.name, cases: line.cases,
                rawMinutes: line.time.rawMinutes, creditedMinutes: line.time.creditedMinutes,
                ineligibility: line.time.ineligibility?.rawValue,
                ineligibilityDisplay: line.time.ineligibility.map(DisplayNames.ineligibility),
                percentOfRequirement: line.time.percentOfRequirement)
        }
    }
}
