import ConsultationCore
import Orchestration

struct SupervisionFindingDetail: Encodable {
    let text: String
    let dueAt: Instant
    let late: Bool
    let plan: String?
    let result: String?
    let report: FiledReportPayload?
    let conclusion: String?

    init(_ view: QualityView<SupervisionFinding>) {
        let finding = view.record
        text = finding.text.value
        dueAt = Instant(finding.dueAt)
        late = finding.isOverdue
        plan = finding.plan?.value
        result = finding.result?.value
        report = finding.report.map(FiledReportPayload.init)
        conclusion = finding.conclusion?.value
    }
}

/// Grades year by year, and what follows from them.
struct EvaluationsPayload: Encodable {
    struct Indicator: Encodable {
        let name: String
        let points: Int
    }

    struct Grade: Encodable {
        let year: Int
        let grade: String
        let gradeDisplay: String
        let by: String
        let at: Instant
        let indicators: [Indicator]
    }

    let institutionId: String
    let institution: String
    let items: [Grade]
    let awardExcluded: [Int]
    let accountabilityTriggered: [Int]
    let missingYears: [Int]

    init(_ view: EvaluationView) {
        institutionId = view.institution.id.text
        institution = view.institution.name
        items = view.grades.map { one in
            Grade(
                year: one.year, grade: one.grade.rawValue, gradeDisplay: DisplayNames.evaluation(one.grade),
                by: view.offices[one.evaluator] ?? "", at: Instant(one.at),
                indicators: one.indicators.map { Indicator(name: $0.name, points: $0.points) })
        }
        awardExcluded = view.consequences.awardExcluded
        accountabilityTriggered = view.consequences.accountabilityTriggered
        missingYears = view.consequences.missingYears
    }
}
