import ConsultationCore
import Orchestration

extension ConsultationSummaryPayload {
    init(_ summary: ConsultationSummary) {
        let consultation = summary.consultation
        self.init(
            id: consultation.id.text, number: consultation.number.text, version: consultation.version,
            state: consultation.state.rawValue, stateDisplay: DisplayNames.state(consultation.state),
            side: summary.side.rawValue, patientMasked: summary.patientMasked,
            otherInstitution: summary.otherInstitution, question: summary.question,
            updatedAt: Instant(consultation.stateSince))
    }
}

extension ConsultationSummary {
    var patientMasked: String { patient.map { Masking.name($0.name.value) } ?? "*" }

    var otherInstitution: String? {
        (side == .inviting ? invitedInstitution : invitingInstitution)?.name
    }

    /// The reason in one line. The invited side reads it only while it may read the case (JL-20).
    var question: String {
        guard side == .inviting || patient != nil else { return "" }
        let reason = consultation.request.invitationReason?.value ?? ""
        let line = reason.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        return line.count > 60 ? line.prefix(60) + "…" : line
    }
}

extension WorkItemPayload {
    init(_ item: WorkItem) {
        let consultation = item.summary.consultation
        self.init(
            consultationId: consultation.id.text, number: consultation.number.text,
            state: consultation.state.rawValue, stateDisplay: DisplayNames.state(consultation.state),
            priority: consultation.priority.rawValue, question: item.summary.question,
            patientMasked: item.summary.patientMasked, otherInstitution: item.summary.otherInstitution,
            role: item.summary.side.rawValue, action: item.action.map(WorkActions.payload),
            due: item.due.map { due in
                .init(
                    kind: WorkActions.dueKind(due.kind), dueAt: Instant(due.dueAt),
                    openedAt: Instant(due.openedAt), overdue: item.isOverdue)
            },
            updatedAt: Instant(consultation.stateSince))
    }
}

/// Actions and limits as the work list names them: several acts on one page are one piece of work.
enum WorkActions {
    static func payload(_ action: ConsultationAction) -> WorkItemPayload.Action {
        switch action {
        case .presentConsent, .signConsent, .refuseConsent: .init(code: "consent", label: "知情同意")
        case .accept, .decline: .init(code: "answerInvitation", label: "答复邀请")
        case .saveReportDraft: .init(code: "writeReport", label: "撰写报告")
        case .updateDraft: .init(code: "updateDraft", label: "完善邀请")
        // Only a file that was sent back is waited for by itself.
        case .attachMaterial: .init(code: "attachMaterial", label: "重新提供资料")
        default: .init(code: action.rawValue, label: DisplayNames.action(action))
        }
    }

    static func dueKind(_ kind: Deadline.Kind) -> String {
        switch kind {
        case .uploadReminder12h, .uploadReminder20h, .uploadReminder23h: Deadline.Kind.uploadDue.rawValue
        default: kind.rawValue
        }
    }
}
