import ConsultationCore
import Orchestration

struct NoticePayload: Encodable {
    let id: String
    let at: Instant
    let kind: String
    let kindDisplay: String
    let consultationId: String?
    let number: String?
    let assetId: String?

    init(_ notice: NoticeView) {
        id = String(notice.id)
        at = Instant(notice.at)
        kind = notice.kind
        kindDisplay = Effect.Notice(rawValue: notice.kind).map(DisplayNames.notice) ?? notice.kind
        consultationId = notice.consultation?.text
        number = notice.number?.text
        assetId = notice.asset
    }
}

struct OpenDecisionPayload: Encodable {
    let consultationId: String
    let number: String
    let reportedAt: Instant
    let dueAt: Instant

    init(_ open: OpenDecision) {
        consultationId = open.consultation.text
        number = open.number.text
        reportedAt = Instant(open.reportedAt)
        dueAt = Instant(open.dueAt)
    }
}

struct PatientCodePayload: Encodable {
    let code: String
    let expiresAt: Instant
}

/// What a patient reads of the own cases: that they are, with whom, how far they have come, what they cost, and what
/// was said once the report is issued.
struct PatientViewPayload: Encodable {
    let nameMasked: String
    let cases: [Case]
    let visits: [PatientVisitPayload]
    let familyDoctors: [PatientFamilyDoctorPayload]
    /// Lets the page take part in the own online visits for some hours; it is kept in memory alone.
    let token: String

    struct Case: Encodable {
        let number: String
        let serviceKindDisplay: String
        let stateDisplay: String
        let invitingInstitution: String
        let invitedInstitutions: [String]
        let scheduledAt: Instant?
        let feeFen: Int64?
        let consentSignedAt: Instant?
        let recordingYears: Int?
        let report: [Section]
        let plan: String?
    }

    struct Section: Encodable {
        let question: String
        let answer: String
    }

    init(_ view: PatientView, token: String) {
        self.token = token
        visits = view.visits.map(PatientVisitPayload.init)
        familyDoctors = view.familyDoctors.map(PatientFamilyDoctorPayload.init)
        nameMasked = Masking.name(view.name.value)
        cases = view.cases.map { one in
            let consultation = one.consultation
            let isIssued = consultation.report?.state == .signed
            var sections = (consultation.report?.sections ?? []).map {
                Section(question: $0.question.value, answer: $0.answer.value)
            }
            if let summary = consultation.report?.summary {
                sections.append(Section(question: "联合意见", answer: summary.value))
            }
            return Case(
                number: consultation.number.text,
                serviceKindDisplay: DisplayNames.service(consultation.serviceKind),
                stateDisplay: DisplayNames.state(consultation.state), invitingInstitution: one.inviting,
                invitedInstitutions: one.invited, scheduledAt: consultation.slot.map { Instant($0.start) },
                feeFen: consultation.charge?.fee.fen ?? consultation.consent?.fee.fen,
                consentSignedAt: consultation.consent?.signedAt.map(Instant.init),
                recordingYears: consultation.consent?.recordingYears, report: isIssued ? sections : [],
                plan: consultation.decision?.plan.value)
        }
    }
}
