/// A duty rota with its shifts and what they leave open.
struct DutyRotaPayload: Encodable {
    struct Shift: Encodable {
        let start: Instant
        let end: Instant
        let practitioners: [PersonPayload]
    }

    struct Gap: Encodable {
        let from: Instant
        let to: Instant
    }

    struct Presence: Encodable {
        let practitionerId: String
        let name: String
        /// Nil: never seen.
        let lastSeen: Instant?
    }

    let id: String
    let version: Int
    let state: String
    let stateDisplay: String
    let institution: InstitutionReference?
    let served: [InstitutionReference]
    let agreementId: String
    let serviceKind: String
    let serviceKindDisplay: String
    let from: String
    let to: String
    let shifts: [Shift]
    let gaps: [Gap]
    let onDuty: [Presence]
    let unattendedSince: Instant?
    let withdrawal: String?
    let actions: [String]
}

struct DutyCandidatePayload: Encodable {
    let practitionerId: String
    let name: String
    let titleDisplay: String
    let qualified: Bool
    let reasons: [Problem.Body]
}

/// One line of 执业人员.
struct RegisterPayload: Encodable {
    struct RegistryCheck: Encodable {
        let source: String
        let result: String
        let checkedOn: String
    }

    struct RealName: Encodable {
        let method: String
        let verifiedOn: String
    }

    let practitionerId: String
    let name: String
    let version: Int
    let kind: String
    let title: String
    let titleDisplay: String
    let departments: [String]
    let clinicalYears: Int?
    let licenceNumber: String?
    let provincialRegistration: String?
    let diagnosisKinds: [String]
    let state: String
    let stateDisplay: String
    let validTo: String?
    let registryCheck: RegistryCheck?
    let realName: RealName?
    /// The institution's agreement to online visits (NHC-ID 25).
    let onlineConsent: OnlineConsentPayload?
    let reasons: [Problem.Body]
    let mayRecord: Bool
}

struct OnlineConsentPayload: Encodable {
    let reference: String
    let from: String
    let validTo: String?
}
