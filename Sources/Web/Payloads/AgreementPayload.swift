import ConsultationCore
import Orchestration

/// A cooperation agreement as a party sees it.
struct AgreementPayload: Encodable {
    struct Party: Encodable {
        let id: String
        let name: String
        let isOperator: Bool
    }

    struct Text: Encodable {
        struct Relation: Encodable {
            let kind: String
            let description: String
        }

        struct Workflow: Encodable {
            let serviceKind: String
            let text: String
            let turnaroundMinutes: Int?
            let standing: Bool
        }

        struct Split: Encodable {
            let serviceKind: String
            let invitingParts: Int
            let invitedParts: Int
        }

        let partyIds: [String]
        let platformOperatorId: String?
        let validFrom: String
        let validTo: String
        let governingText: String?
        let clauses: [String: String]
        let requiredClauses: [String]
        let serviceKinds: [String]
        let relation: Relation?
        let higherPartyId: String?
        let diagnosisWorkflows: [Workflow]
        let negotiatedSplits: [Split]
        let serviceFeeBearerId: String?
        let contentHash: String
    }

    struct Signature: Encodable {
        let institutionId: String
        let institution: String
        let signatory: String
        let authority: String
        let method: String
        let signedAt: Instant
        let contentHash: String
        let entity: LegalEntityPayload?
    }

    struct Act: Encodable {
        let institution: String?
        let reason: String
        let at: Instant
    }

    struct Proposal: Encodable {
        let text: Text
        let draftedBy: String
        let submittedAt: Instant?
        let signatures: [Signature]
        let missingSignatures: [String]
        let rejection: Act?
    }

    let id: String
    let version: Int
    let state: String
    let stateDisplay: String
    let edition: Int
    let parties: [Party]
    let text: Text?
    let signatures: [Signature]
    let proposal: Proposal?
    let suspension: Act?
    let ending: Act?
    let actions: [String]
    let limits: [Limit]

    struct Limit: Encodable {
        let kind: String
        let display: String
        let dueAt: Instant
        let overdue: Bool
    }
}

struct AgreementPartnerPayload: Encodable {
    let id: String
    let name: String
    let level: String
    let jurisdiction: String
    let isHospital: Bool
}
