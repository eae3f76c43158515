import ConsultationCore
import Orchestration

/// An online follow-up visit with its prescriptions.
struct VisitPayload: Encodable {
    struct Person: Encodable {
        let id: String
        let name: String
    }

    struct Evidence: Encodable {
        let kind: String
        let institutionName: String
        let diagnosedOn: String
        let diagnoses: [String]
        let sha256: String
        /// Absent when the document itself was not kept.
        let file: File?
    }

    struct File: Encodable {
        let name: String
        let contentType: String
        let size: Int64
        let sha256: String
    }

    struct Notice: Encodable {
        let version: String
        let blocks: [NoticeBlockPayload]
    }

    struct Consent: Encodable {
        let signerKind: String
        let signerName: String
        let reasonNotPatient: String?
        let at: Instant
        let hash: String
    }

    struct Reception: Encodable {
        let institution: String
        let physician: String
    }

    struct Assisted: Encodable {
        let tool: String
        let confirmedAt: Instant?
    }

    struct RecordField: Encodable {
        let field: String
        let required: Bool
    }

    struct Record: Encodable {
        let fields: [String: String]
        let assistance: Assisted?
        let at: Instant?
    }

    struct Signed: Encodable {
        let at: Instant
        let hash: String
    }

    struct Opinion: Encodable {
        let text: String
        let at: Instant
    }

    struct Room: Encodable {
        let present: [String]
        let segments: Int
    }

    struct Evaluation: Encodable {
        let verdict: String
        let note: String
        let at: Instant
    }

    struct Exchange: Encodable {
        let medium: String
        let text: String
        let at: Instant
        let side: String
        let file: File?
        /// The room carried it, with its recording.
        let fromRoom: Bool
    }

    struct Diagnosis: Encodable {
        let code: String
        let name: String
        let at: Instant
        let assistance: Assisted?
    }

    struct Companions: Encodable {
        let guardianName: String
        let guardianRelation: String
        let guardianIdentity: String?
        let guardianContact: String?
        let specialistName: String
        let specialistLicence: String
        let specialistSpecialty: String
    }

    struct Ending: Encodable {
        let reason: String
        let advice: String
        let at: Instant
        let target: String?
    }

    struct Line: Encodable {
        let code: String
        let name: String
        let specification: String
        let quantity: Int
        let usage: String
    }

    struct Review: Encodable {
        let approved: Bool
        let note: String
        let at: Instant
    }

    struct PrescriptionItem: Encodable {
        let number: Int
        let state: String
        let stateDisplay: String
        let lines: [Line]
        let signedAt: Instant?
        let reviews: [Review]
        let route: String?
        let deliveredAt: Instant?
        let voidReason: String?
        let assistance: Assisted?
        /// It waits because no pharmacist was there when it was signed.
        let queued: Bool
        let evaluations: [Evaluation]
    }

    let id: String
    let version: Int
    let state: String
    let stateDisplay: String
    let pathway: String
    let serviceKind: String?
    let contractId: String?
    let institution: String
    /// Who answers for it, as printed when it was opened.
    let entity: LegalEntityPayload?
    let reception: Reception?
    let patient: Person
    let birthDate: String
    let physician: Person
    let department: String
    let createdAt: Instant
    let startedAt: Instant?
    let evidence: [Evidence]
    let riskNotice: String?
    let notice: Notice
    let consent: Consent?
    let hiddenFromPatient: Bool
    let record: Record?
    let recordFields: [RecordField]
    let recordSigned: Signed?
    let opinion: Opinion?
    /// When the visit must be ended, in the institution's words, and what the one tap tells the patient.
    let endConditions: [EndConditionPayload]
    let stopWarning: String
    let stopTarget: String
    let hasRealExchange: Bool
    let room: Room?
    /// Conditions that must be found absent before the start, and those that were.
    let excludable: [String]
    let excluded: [String]
    let followUpConfirmed: Bool
    let recordReviewed: Bool
    let needsGuardian: Bool
    let companions: Companions?
    let exchanges: [Exchange]
    let diagnosis: Diagnosis?
    let prescriptions: [PrescriptionItem]
    let ending: Ending?
    /// Months beyond which a draft would call the evidence too old.
    let evidenceOlderThanMonths: Int?
    let actions: [String]
}

struct DrugPayload: Encodable {
    let code: String
    let name: String
    let specification: String
    let classes: [String]
}

struct NoticeBlockPayload: Encodable {
    let block: String
    let text: String
}

struct EndConditionPayload: Encodable {
    let reason: String
    let text: String
}

struct VisitEntryPayload: Encodable {
    let seq: Int64
    let at: Instant
    let actor: String
    let kind: String
    let kindDisplay: String
    let prescription: Int?
    let hash: String
}
