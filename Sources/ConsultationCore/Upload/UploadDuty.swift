/// The duty of a Jilin inviting institution to upload within 24 hours (JL 22, REQUIREMENTS.md §5.3). The limit binds
/// the upload; when the session is held is measured and has no limit (AMB-05).
package struct UploadDuty: Codable, Sendable, Equatable {
    package enum State: String, Codable, Sendable, CaseIterable {
        case open, overdue, fulfilled, fulfilledLate, closedWithReason
    }

    package enum CloseReason: String, Codable, Sendable, CaseIterable {
        case consentRefused, diagnosisEstablished, transferredOut, deceased, discharged, requestWithdrawn
    }

    package let id: UploadDutyID
    package let institution: InstitutionID
    package let patient: PatientID
    /// One upload satisfies all open duties of one admission (AMB-08); nil for an outpatient.
    package let admittedAt: WallTime?
    package let trigger: UploadTrigger
    package let openedAt: WallTime
    package let dueAt: WallTime
    package let recordedAt: WallTime
    /// Recorded more than 24 h after the trigger (JL-22.3).
    package let lateRecorded: Bool

    package var version: Int
    package var state: State
    package var consultations: [ConsultationID]
    package var receipts: [UploadReceipt]
    /// A physician's statement that there is no laboratory report (AMB-04).
    package var noLaboratoryReport: SignedStatement?
    package var fulfilledAt: WallTime?
    package var delay: TimeSpan?
    package var closure: UploadClosure?
    package var replacementsAsked: [AttachmentID]
    package var violations: [Violation]
    package var passedDeadlines: [PassedDeadline]
    /// The rules it was opened under; nil for duties from before this was kept.
    package var policyVersion: PolicyVersionID?
    /// Failures that explain a missed limit; nil in duties from before this was kept.
    package var evidence: [AttachedEvidence]?
}

/// What opened the duty (JL 22(1)–(3)).
package enum UploadTrigger: Codable, Sendable, Equatable {
    /// An inpatient without a definitive diagnosis after three days; reckoned from the admission (AMB-01).
    case undiagnosed72h(admittedAt: WallTime)
    /// One expert consultation, internal or external, from its end (AMB-02).
    case expertConsultationUnresolved(concludedAt: WallTime, outcome: ExpertOutcome)
    case patientRequest(requestedAt: WallTime, requester: Redacted<String>, relation: Requester)

    package enum ExpertOutcome: String, Codable, Sendable, CaseIterable {
        case undiagnosed, treatmentDifficult, resolved
    }

    /// 患方 (AMB-03).
    package enum Requester: String, Codable, Sendable, CaseIterable {
        case patient, guardian, closeRelative
    }

    package var kind: UploadTriggerKind {
        switch self {
        case .undiagnosed72h: .undiagnosed72h
        case .expertConsultationUnresolved: .expertConsultationUnresolved
        case .patientRequest: .patientRequest
        }
    }
}

/// That a named invited institution's store acknowledged one item.
package struct UploadReceipt: Codable, Sendable, Equatable {
    package var group: MaterialGroup
    package var attachment: AttachmentID
    package var institution: InstitutionID
    package var at: WallTime
}

package struct SignedStatement: Codable, Sendable, Equatable {
    package var practitioner: PractitionerID
    package var at: WallTime
}

package struct UploadClosure: Codable, Sendable, Equatable {
    package var reason: UploadDuty.CloseReason
    package var practitioner: PractitionerID
    package var at: WallTime
}
