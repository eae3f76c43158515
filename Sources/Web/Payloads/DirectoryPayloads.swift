/// Entries of the directories a hospital may see.
struct InstitutionPayload: Encodable {
    struct Department: Encodable {
        let code: String
        let name: String
    }

    struct AgreementInForce: Encodable {
        let id: String
        let validTo: String
    }

    let id: String
    let name: String
    let shortName: String
    let level: String
    let jurisdiction: String
    let departments: [Department]
    let agreement: AgreementInForce?
}

struct PractitionerPayload: Encodable {
    let id: String
    let name: String
    let title: String
    let titleDisplay: String
    let specialties: [String]
    let kind: String
    let qualified: Bool
    let unqualifiedReasons: [String]
    /// Topics; a warning, unless the policy refuses the assignment.
    let missingTraining: [String]?
}

struct PatientPayload: Encodable {
    let id: String
    let name: String
    let nameMasked: String
    let identityMasked: String
    let sex: String?
    let birthDate: String?
    let verifiedAt: Instant?
}

/// The full record of a patient: only on a purpose-bound request, which is logged (JL-21b, JL-35a).
struct PatientRecordPayload: Encodable {
    struct Document: Encodable {
        let type: String
        let number: String
    }

    let id: String
    let name: String
    let identityDocument: Document
    let sex: String?
    let birthDate: String?
    let phone: String?
    let verifiedAt: Instant?
}

struct PricePayload: Encodable {
    let id: String
    let institutionId: String
    let serviceKind: String
    let level: String
    let amountFen: Int64
    let validFrom: String
    let validTo: String?
    let authorityDocument: String
    let code: String?
    let name: String?
    let unit: String?
}

/// A line of the public price page (NHC-SUP-23), with the institution's name because nobody is signed in.
struct PublicPricePayload: Encodable {
    let institution: String
    let serviceKind: String
    let serviceKindDisplay: String
    let level: String
    let amountFen: Int64
    let validFrom: String
    let validTo: String?
    let authorityDocument: String
    let authorityDate: String?
    let code: String?
    let name: String?
    let unit: String?
    let validNow: Bool
}
