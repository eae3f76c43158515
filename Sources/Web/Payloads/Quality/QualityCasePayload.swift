import ConsultationCore
import Orchestration

/// One case for quality control: numbers, times and missing items; nothing of the patient.
struct QualityCasePayload: Encodable {
    struct Line: Encodable {
        let item: String
        let display: String
        let standing: String
    }

    let consultationId: String
    let number: String
    let state: String
    let stateDisplay: String
    let serviceKindDisplay: String
    let inviting: String
    let invited: String?
    let createdAt: Instant
    let endedAt: Instant?
    let missing: [String]
    let lines: [Line]
    let violations: [String]
    let legalHold: Bool
    let recordDelivery: String

    init(_ view: CaseQualityView) {
        let subject = view.consultation
        consultationId = subject.id.text
        number = subject.number.text
        state = subject.state.rawValue
        stateDisplay = DisplayNames.state(subject.state)
        serviceKindDisplay = DisplayNames.service(subject.serviceKind)
        inviting = view.inviting.name
        invited = view.invited?.name
        createdAt = Instant(subject.createdAt)
        endedAt = subject.session.endedAt.map(Instant.init)
        missing = view.missing.map(DisplayNames.completeness)
        lines = view.lines.map {
            Line(
                item: $0.item.rawValue, display: DisplayNames.completeness($0.item),
                standing: $0.standing.rawValue)
        }
        violations = subject.violations.map(DisplayNames.violation)
        legalHold = view.isHeld
        recordDelivery = view.delivery.rawValue
    }
}

/// The same with what identifies, opened for a purpose on record.
struct IdentifiedCasePayload: Encodable {
    struct Section: Encodable {
        let question: String
        let answer: String
    }

    let quality: QualityCasePayload
    let patientName: String?
    let caseSummary: String?
    let invitationReason: String?
    let report: [Section]
    let note: String?
    let decision: String?

    init(_ view: IdentifiedCase) {
        let subject = view.quality.consultation
        quality = QualityCasePayload(view.quality)
        patientName = view.patient?.name.value
        caseSummary = subject.request.caseSummary?.value
        invitationReason = subject.request.invitationReason?.value
        report = (subject.report?.sections ?? []).map {
            Section(question: $0.question.value, answer: $0.answer.value)
        }
        note = subject.note?.text.value
        decision = subject.decision?.plan.value
    }
}

/// Figures with the formula of each, under one version of the definitions.
struct ServiceStatisticsPayload: Encodable {
    struct Definition: Encodable {
        let counter: String
        let display: String
        let formula: String
        let formulaEn: String
    }

    struct Line: Encodable {
        let side: String
        let sideDisplay: String
        let serviceKind: String?
        let serviceKindDisplay: String
        let counts: [String: Int]
        /// In hundredths, rounded half up; nil where too few have rated.
        let meanRatingHundredths: Int?
        let ratingsHidden: Bool
    }

    let institutionId: String
    let institution: String
    let from: String
    let to: String
    let queriedAt: Instant
    let journalLength: Int64
    let definitionsVersion: String
    let ratingsShownFrom: Int
    let definitions: [Definition]
    let lines: [Line]

    init(_ view: ServiceStatisticsView) {
        institutionId = view.institution.id.text
        institution = view.institution.name
        from = view.from.description
        to = view.to.description
        queriedAt = Instant(view.queriedAt)
        journalLength = view.journalLength
        definitionsVersion = ServiceCounter.definitions
        ratingsShownFrom = view.ratingsShownFrom
        definitions = StatisticsWords.definitions(ratingsShownFrom: view.ratingsShownFrom)
        lines = view.lines.map { Line($0, shownFrom: view.ratingsShownFrom) }
    }
}

extension ServiceStatisticsPayload.Line {
    init(_ line: ServiceStatisticsView.Line, shownFrom least: Int) {
        let ratings = line.counts[.ratings] ?? 0
        let isShown = ratings >= least && ratings > 0
        // Few ratings would tell who gave them: neither their number nor their sum is said.
        let hidden: Set<ServiceCounter> = isShown ? [.ratingPoints] : [.ratings, .ratingPoints]
        let points = line.counts[.ratingPoints] ?? 0
        self.init(
            side: line.side.rawValue, sideDisplay: DisplayNames.side(line.side),
            serviceKind: line.kind?.rawValue,
            serviceKindDisplay: line.kind.map(DisplayNames.service) ?? "不分项目",
            counts: Dictionary(
                uniqueKeysWithValues: ServiceCounter.allCases.filter { !hidden.contains($0) }
                    .map { ($0.rawValue, line.counts[$0] ?? 0) }),
            meanRatingHundredths: isShown ? (points * 200 + ratings) / (2 * ratings) : nil,
            ratingsHidden: ratings > 0 && !isShown)
    }
}

/// The definitions of version 1, as the page shows them (Protocols/statistics.md).
enum StatisticsWords {
    static func definitions(ratingsShownFrom least: Int) -> [ServiceStatisticsPayload.Definition] {
        formulas(least).map { counter, chinese, english in
            .init(
                counter: counter,
                display: ServiceCounter(rawValue: counter).map(DisplayNames.counter) ?? "平均满意度",
                formula: chinese, formulaEn: english)
        }
    }

    private static func formulas(_ least: Int) -> [(String, String, String)] {
        [
            (
                "sent", "期间内发出的邀请数（含平台匹配；多学科会诊每家受邀机构计一次）",
                "Invitations sent in the period, matched ones included; each member of a team counts"
            ),
            ("accepted", "期间内“接受邀请”事件数", "Events invitationAccepted in the period"),
            ("declined", "期间内“不接受邀请”事件数", "Events invitationDeclined in the period"),
            ("expired", "期间内“邀请逾期”事件数", "Events invitationExpired in the period"),
            ("completed", "期间内“签发报告”事件数", "Events reportIssued in the period"),
            (
                "reportedOnTime", "完成数中，签发时没有“报告超时签发”记录的",
                "Of completed: no vio.report.late on record at the issuing"
            ),
            ("reportedLate", "完成数 − 按时出报告", "completed − reportedOnTime"),
            (
                "uploadOnTime", "期间内“上传任务完成”事件中未超时的（邀请方，不分项目）",
                "Events fulfilled without delay (inviting side, of no single service)"
            ),
            ("uploadLate", "期间内“上传任务完成”事件中超时的", "Events fulfilled with a delay"),
            (
                "ratings", "期间内评价次数（患者评价计入双方，邀请方医师评价计入受邀方）",
                "Ratings in the period (a patient's counts for both sides, a physician's for the invited one)"
            ),
            (
                "meanRating", "评价总分 ÷ 评价次数，四舍五入到百分位；少于 \(least) 次不显示",
                "Sum of points ÷ ratings, half up to hundredths; hidden below \(least) ratings"
            ),
        ]
    }
}
