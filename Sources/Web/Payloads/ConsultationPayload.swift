/// A consultation as one of its parties sees it.
struct ConsultationPayload: Encodable {
    let id: String
    let version: Int
    let number: String
    let state: String
    let stateDisplay: String
    let side: String
    let priority: String
    let legalPathway: String
    let mode: String
    let serviceKind: String
    let invitingInstitution: InstitutionReference
    let invitedInstitution: InstitutionReference?
    let patient: PatientView
    let invitation: InvitationPayload
    let questions: [String]
    let attachments: [AttachmentPayload]
    let consent: ConsentPayload?
    let assigned: [PersonPayload]
    let slot: SlotPayload?
    let session: SessionAttendancePayload?
    let note: String?
    let report: ReportPayload?
    let decision: DecisionPayload?
    let cancellation: CancellationPayload?
    let charge: ChargePayload?
    let uploadDuties: [UploadDutyPayload]
    let limits: [LimitPayload]
    let actions: [String]
    let blockers: [Blocker]
    let recording: RecordingReference?
    /// Present while a side has stopped its service.
    let holds: [HoldPayload]?
    let policyVersionId: String
    let approvalReference: String?
    /// The institutions of a multidisciplinary consultation; absent elsewhere.
    let team: [TeamMemberPayload]?
    /// What each of them says; the own draft, and all that are given.
    let opinions: [OpinionPayload]?
    let summary: SummaryPayload?
    /// Present where the patient's attendance is asked for.
    let patientAttendance: [PatientAttendancePayload]?
    /// The case is kept from the patient's own view.
    let hiddenFromPatient: Bool?
    /// The clinical content is hidden until one of these is given as `purpose` (JL 35).
    let accessPurposes: [CustodyPayload.Choice]?

    struct HoldPayload: Encodable {
        let side: String
        let institution: String
        let cause: String
        let causeDisplay: String
        let since: Instant
        /// When a running session is closed.
        let closesAt: Instant?
    }

    /// Only the id when the caller's side may not read the clinical content now (JL-20).
    struct PatientView: Encodable {
        let id: String
        let nameMasked: String
        let name: String?
        let sex: String?
        let age: Int?
        let identityMasked: String?
    }

    /// Why an action that is shown would be refused now.
    struct Blocker: Encodable {
        let action: String
        let problem: Problem.Body
    }

    struct RecordingReference: Encodable {
        let recordingId: String
        let segments: Int
    }
}

/// A time limit of the case that runs or has passed; upload duties carry their own.
struct LimitPayload: Encodable {
    struct Owner: Encodable {
        /// `inviting`, `invited`, or `service` when nobody has to act.
        let side: String
        let role: String?
    }

    let kind: String
    let dueAt: Instant
    let openedAt: Instant
    let overdue: Bool
    let owner: Owner
}

struct InvitationPayload: Encodable {
    let reason: String?
    let purpose: String?
    let proposedSchedule: [SlotPayload]
    let caseSummary: String?
    let requestedSpecialty: String?
    let requestedTitle: String?
    let wishedPhysician: String?
    let treatingDepartment: String?
    let deidentified: Bool?
    /// How the invitation was sent, and by whom of the inviting institution.
    let channel: String?
    let sentBy: String?
    let platformOperatorId: String?
    let publicSummary: String?
    let priceId: String?
    let state: String?
    let sentAt: Instant?
    let responseDue: Instant?
    let declineReason: DeclineReason?
    let admission: Admission?

    struct DeclineReason: Encodable {
        let code: String
        let text: String
    }

    struct Admission: Encodable {
        let admittedAt: Instant
        let definitiveDiagnosisAt: Instant?
    }
}

struct AttachmentPayload: Encodable {
    let id: String
    let name: String
    let contentType: String
    let size: Int64
    let sha256: String
    let group: String
    let uploadedAt: Instant
    let uploadedBy: String
    let kind: String?
    let author: String?
    let acquiredAt: Instant?
    let deviceId: String?
    let qualityAttested: Bool?
    let captureMethod: String?
    let capturedBy: String?
    let originalKeeper: String?
    let replaces: String?
    let rejection: RejectionPayload?
}

/// An item that was sent back; its quality is the inviting side's.
struct RejectionPayload: Encodable {
    let institutionId: String
    let by: String
    let at: Instant
    let reason: String
    let replacedBy: String?
}

struct ConsentPayload: Encodable {
    let state: String
    let feeFen: Int64?
    let serviceDescription: String?
    let presentedAt: Instant?
    let signedAt: Instant?
    let signerKind: String?
    let signerName: String?
    let hash: String?
    var truthfulnessStated: Bool?
    var recordedBy: String?
    var recordingYears: Int?
}

struct PersonPayload: Encodable {
    let practitionerId: String
    let name: String
    let title: String
    /// Of a team: who sends the person.
    var institutionId: String?
}

struct SessionAttendancePayload: Encodable {
    let startedAt: Instant?
    let endedAt: Instant?
    let attendance: [Line]

    struct Line: Encodable {
        let name: String
        let side: String
        let joinedAt: Instant
        let leftAt: Instant?
    }
}

struct ReportPayload: Encodable {
    let state: String
    let sections: [Section]
    /// Practitioners who must sign.
    let signers: [String]
    let signatures: [Signature]
    let issuedAt: Instant?
    let hash: String?
    let liability: String?
    /// Who answers for it, the inviting side first, as printed when it was issued.
    let entities: [LegalEntityPayload]?
    let addenda: [Addendum]

    struct Section: Encodable {
        let question: String
        let answer: String
    }

    struct Signature: Encodable {
        let name: String
        let title: String
        let signedAt: Instant
        let hash: String
    }

    struct Addendum: Encodable {
        let text: String
        let name: String
        let signedAt: Instant
        let hash: String
    }
}

struct DecisionPayload: Encodable {
    let outcome: String
    let plan: String
    let decidedBy: String
    let decidedAt: Instant
    let hash: String?
}

/// Why a case ended before its session.
struct CancellationPayload: Encodable {
    let cause: String
    let reason: String?
    let at: Instant
}

struct ChargePayload: Encodable {
    let state: String
    let feeFen: Int64
    let invitingShareFen: Int64?
    let invitedShareFen: Int64?
}
