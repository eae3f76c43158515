/// A remote diagnosis as one of its parties sees it.
struct DiagnosisPayload: Encodable {
    let id: String
    let number: String
    let version: Int
    let state: String
    let stateDisplay: String
    let side: String
    let serviceKind: String
    let serviceKindDisplay: String
    let subKind: String?
    let subKindDisplay: String?
    let priority: String
    /// Why the order goes through the green channel.
    let acceptedByArrangement: Instant?
    let greenChannel: String?
    let invitingInstitution: InstitutionReference?
    let invitedInstitution: InstitutionReference?
    let patient: ConsultationPayload.PatientView
    let examination: String?
    let examinedAt: Instant?
    let clinicalSummary: String?
    let question: String?
    let priceId: String?
    let items: [Item]
    let consent: ConsentPayload?
    let charge: ChargePayload?
    let terms: Terms?
    let assignment: Assignment?
    /// Who is on duty for the kind now.
    let onDuty: [PersonPayload]
    let returns: [Return]
    let report: Report?
    let ending: Ending?
    let actions: [String]
    let limits: [AgreementPayload.Limit]
    let policyVersionId: String

    struct Item: Encodable {
        let id: String
        let name: String
        let contentType: String
        let size: Int64
        let sha256: String
        let group: String
        let uploadedAt: Instant
        let uploadedBy: String
        /// Named by the report or an addendum.
        let isRead: Bool
        /// Came after the report and waits for an addendum.
        let needsAddendum: Bool
    }

    struct Terms: Encodable {
        let agreementId: String
        let turnaroundMinutes: Int64
        let sentAt: Instant
        let dueAt: Instant
    }

    struct Assignment: Encodable {
        let reader: PersonPayload?
        let at: Instant
        let takenUpAt: Instant?
        let passedOver: [String]
    }

    struct Return: Encodable {
        let reason: String
        let items: [String]
        let by: String
        let at: Instant
        let answeredAt: Instant?
    }

    struct ReadItem: Encodable {
        let id: String
        let sha256: String
    }

    struct Report: Encodable {
        let findings: String
        let conclusion: String
        let read: [ReadItem]
        let signer: PersonPayload
        let signedAt: Instant
        let hash: String
        let liability: String
        let liabilityDisplay: String
        let liabilityDisplayEn: String
        let entities: [LegalEntityPayload]?
        let addenda: [Addendum]
    }

    struct Addendum: Encodable {
        let text: String
        let read: [ReadItem]
        let name: String
        let signedAt: Instant
        let hash: String
    }

    struct Ending: Encodable {
        let note: String
        let at: Instant
        let consentWithdrawn: Bool
    }
}

/// One line of the list of orders.
struct DiagnosisSummaryPayload: Encodable {
    let id: String
    let number: String
    let version: Int
    let state: String
    let stateDisplay: String
    let side: String
    let serviceKind: String
    let subKind: String?
    let subKindDisplay: String?
    let priority: String
    /// Why the order goes through the green channel.
    let greenChannel: String?
    let examination: String?
    let patientMasked: String
    let otherInstitution: String?
    let reader: String?
    let due: WorkItemPayload.Due?
    let updatedAt: Instant
}

struct DiagnosisOfferPayload: Encodable {
    let agreementId: String
    let institution: InstitutionReference
    let serviceKind: String
    let turnaroundMinutes: Int?
    let split: String?
    let everyHour: Bool
    let prices: [PricePayload]
}

struct DiagnosisTimelinePayload: Encodable {
    let seq: Int64
    let at: Instant
    let actor: String
    let institution: String
    let kind: String
    let hash: String
}
