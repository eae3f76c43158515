package enum DiagnosisCommand: Sendable, Equatable {
    case draft(DiagnosisOpening)
    case edit(DiagnosisRequest)
    case addItem(Attachment)
    case removeItem(AttachmentID)
    case presentConsent(ConsentPresentation)
    case signConsent(ConsentSigner)
    case withdrawConsent(reason: Redacted<String>)
    case submit
    case assign(PractitionerID)
    case takeUp
    case returnData(reason: Redacted<String>, items: [AttachmentID])
    case resubmit
    case signReport(DiagnosisFindings)
    case addAddendum(text: Redacted<String>, items: [AttachmentID])
    case close(note: Redacted<String>)
    case cancel(reason: Redacted<String>)
    case deadlinePassed(Deadline.Kind)
}

package struct DiagnosisOpening: Codable, Sendable, Equatable {
    package var id: DiagnosisOrderID
    package var number: ConsultationNumber
    package var patient: PatientID
    package var request: DiagnosisRequest

    package init(
        id: DiagnosisOrderID, number: ConsultationNumber, patient: PatientID, request: DiagnosisRequest
    ) {
        self.id = id
        self.number = number
        self.patient = patient
        self.request = request
    }
}

/// What the reader writes and signs.
package struct DiagnosisFindings: Codable, Sendable, Equatable {
    package var findings: Redacted<String>
    package var conclusion: Redacted<String>
    /// The data read, and no others.
    package var items: [AttachmentID]

    package init(findings: Redacted<String>, conclusion: Redacted<String>, items: [AttachmentID]) {
        self.findings = findings
        self.conclusion = conclusion
        self.items = items
    }
}

/// The commands without their contents, in the order of Protocols/diagnosis-states.md.
package enum DiagnosisAction: String, Codable, Sendable, CaseIterable {
    case draft, edit, addItem, removeItem, presentConsent, signConsent, withdrawConsent, submit
    case assign, takeUp, returnData, resubmit, signReport, addAddendum, close, cancel, deadlinePassed

    package var allowedStates: [DiagnosisOrder.State] {
        switch self {
        case .draft: []
        case .edit, .presentConsent, .signConsent, .submit: [.draft]
        case .addItem: [.draft, .sent, .assigned, .reading, .returned, .reported]
        case .removeItem: [.draft, .returned]
        case .withdrawConsent: [.draft, .sent, .assigned, .reading, .returned, .reported]
        case .assign: [.sent, .assigned, .reading]
        case .takeUp: [.sent, .assigned]
        case .returnData, .signReport: [.reading]
        case .resubmit: [.returned]
        case .addAddendum, .close: [.reported]
        case .cancel: [.draft, .sent, .assigned, .returned]
        case .deadlinePassed: [.sent, .assigned, .reading, .returned, .reported]
        }
    }

    /// Whose act it is; nil for the service itself.
    package var side: PartySide? {
        switch self {
        case .draft, .edit, .addItem, .removeItem, .presentConsent, .signConsent, .withdrawConsent, .submit,
            .resubmit, .close, .cancel:
            .inviting
        case .assign, .takeUp, .returnData, .signReport, .addAddendum: .invited
        case .deadlinePassed: nil
        }
    }

    package var roles: [Role] {
        switch self {
        case .draft, .edit, .addItem, .removeItem, .signConsent, .withdrawConsent, .submit, .resubmit,
            .cancel:
            [.physician, .invitationCoordinator]
        case .presentConsent, .close, .takeUp, .returnData, .signReport, .addAddendum: [.physician]
        case .assign: [.invitationCoordinator]
        case .deadlinePassed: []
        }
    }
}

extension DiagnosisCommand {
    package var action: DiagnosisAction {
        switch self {
        case .draft: .draft
        case .edit: .edit
        case .addItem: .addItem
        case .removeItem: .removeItem
        case .presentConsent: .presentConsent
        case .signConsent: .signConsent
        case .withdrawConsent: .withdrawConsent
        case .submit: .submit
        case .assign: .assign
        case .takeUp: .takeUp
        case .returnData: .returnData
        case .resubmit: .resubmit
        case .signReport: .signReport
        case .addAddendum: .addAddendum
        case .close: .close
        case .cancel: .cancel
        case .deadlinePassed: .deadlinePassed
        }
    }
}
