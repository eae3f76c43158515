package enum UploadDutyCommand: Codable, Sendable, Equatable {
    case open(UploadDutyOpening)
    case linkConsultation(ConsultationID)
    /// The receiving store of a named invited institution took one item; the command's instant is the receipt.
    case acknowledge(group: MaterialGroup, attachment: AttachmentID, institution: InstitutionID)
    case declareNoLaboratoryReport
    case returnItem(AttachmentID)
    case attachEvidence(OutageEvidence)
    /// `reason` is nil when none was given, which is refused.
    case close(reason: UploadDuty.CloseReason?)
    case deadlinePassed(Deadline.Kind)
}

package struct UploadDutyOpening: Codable, Sendable, Equatable {
    package var id: UploadDutyID
    package var institution: InstitutionID
    package var patient: PatientID
    package var consultation: ConsultationID
    package var admittedAt: WallTime?
    package var trigger: UploadTrigger

    package init(
        id: UploadDutyID, institution: InstitutionID, patient: PatientID, consultation: ConsultationID,
        admittedAt: WallTime?, trigger: UploadTrigger
    ) {
        self.id = id
        self.institution = institution
        self.patient = patient
        self.consultation = consultation
        self.admittedAt = admittedAt
        self.trigger = trigger
    }
}

package struct UploadDutyEvent: Codable, Sendable, Equatable {
    package var at: WallTime
    package var by: Caller
    package var policyVersion: PolicyVersionID
    package var change: UploadDutyChange

    package init(at: WallTime, by: Caller, policyVersion: PolicyVersionID, change: UploadDutyChange) {
        self.at = at
        self.by = by
        self.policyVersion = policyVersion
        self.change = change
    }

    package var kind: String { change.kind }
}

package enum UploadDutyChange: Codable, Sendable, Equatable {
    case opened(opening: UploadDutyOpening, openedAt: WallTime, dueAt: WallTime, lateRecorded: Bool)
    case consultationLinked(ConsultationID)
    case itemAcknowledged(UploadReceipt)
    case noLaboratoryReportDeclared(practitioner: PractitionerID)
    case fulfilled(delay: TimeSpan?)
    case becameOverdue(Violation)
    case replacementAsked(AttachmentID)
    case evidenceAttached(OutageEvidence, by: AccountID)
    case closed(reason: UploadDuty.CloseReason, practitioner: PractitionerID)
    case deadlinePassed(Deadline.Kind, dueAt: WallTime)

    package var kind: String {
        switch self {
        case .opened: "opened"
        case .consultationLinked: "consultationLinked"
        case .itemAcknowledged: "itemAcknowledged"
        case .noLaboratoryReportDeclared: "noLaboratoryReportDeclared"
        case .fulfilled: "fulfilled"
        case .becameOverdue: "becameOverdue"
        case .replacementAsked: "replacementAsked"
        case .evidenceAttached: "evidenceAttached"
        case .closed: "closed"
        case .deadlinePassed: "deadlinePassed"
        }
    }
}

package struct UploadDutyDecision: Sendable, Equatable {
    package var events: [UploadDutyEvent]
    package var effects: [Effect]
}
