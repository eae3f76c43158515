/// A thing as a province reads it. The members of each class, and no others, stand in Protocols/supervision-feed.md
/// (NHC-SUP 25: no more than is needed); a patient is a pseudonym, sex and year of birth.
package struct FeedDocument: Encodable, Sendable {
    package struct Party: Encodable, Sendable, Equatable {
        let code: String
        let name: String
    }

    let `class`: String
    let key: String
    let seq: Int64
    let day: String
    /// Milliseconds since 1970, UTC.
    let at: Int64
    let institution: Party
    let content: Content

    enum Content: Encodable, Sendable {
        case institution(InstitutionContent)
        case departments([DepartmentContent])
        case practitioner(PractitionerContent)
        case disease(DiseaseContent)
        case encounter(EncounterContent)
        case record(RecordContent)
        case dialogue(DialogueContent)
        case recording(RecordingContent)
        case prescription(PrescriptionContent)
        case review(ReviewContent)
        case routing(RoutingContent)
        case evaluation(EvaluationContent)
        case drugUse(DrugUseContent)
        case satisfaction(SatisfactionContent)
        case complaint(ComplaintContent)
        case adverseEvent(AdverseEventContent)
        /// It is there no more: archived elsewhere, or withdrawn.
        case gone

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .institution(let content): try content.encode(to: encoder)
            case .departments(let content): try content.encode(to: encoder)
            case .practitioner(let content): try content.encode(to: encoder)
            case .disease(let content): try content.encode(to: encoder)
            case .encounter(let content): try content.encode(to: encoder)
            case .record(let content): try content.encode(to: encoder)
            case .dialogue(let content): try content.encode(to: encoder)
            case .recording(let content): try content.encode(to: encoder)
            case .prescription(let content): try content.encode(to: encoder)
            case .review(let content): try content.encode(to: encoder)
            case .routing(let content): try content.encode(to: encoder)
            case .evaluation(let content): try content.encode(to: encoder)
            case .drugUse(let content): try content.encode(to: encoder)
            case .satisfaction(let content): try content.encode(to: encoder)
            case .complaint(let content): try content.encode(to: encoder)
            case .adverseEvent(let content): try content.encode(to: encoder)
            case .gone:
                var container = encoder.singleValueContainer()
                try container.encodeNil()
            }
        }
    }
}

struct InstitutionContent: Encodable, Sendable {
    struct OnlineHospital: Encodable {
        let state: String
        let kind: String
        let name: String
        let licenceNumber: String
        let verificationDue: String?
        let departments: [String]
    }

    let code: String
    let level: String
    let grade: String
    let licenceNumber: String?
    let licenceAuthority: String?
    let licenceValidTo: String?
    let scope: String?
    let standing: String
    let onlineHospital: OnlineHospital?
}

struct DepartmentContent: Encodable, Sendable {
    let code: String
    let name: String
    let approved: Bool
}

/// NHC-SUP 14: identity number, photo, qualification, place of practice, clinical years.
struct PractitionerContent: Encodable, Sendable {
    struct MultiSite: Encodable {
        let institution: String
        let authority: String
        let number: String
        let kind: String
        let validTo: String?
    }

    let name: String
    let state: String
    let identityNumber: String?
    /// SHA-256 of the picture; the picture itself is asked for by it.
    let photo: String?
    let title: String
    let licenceNumber: String?
    let licenceValidTo: String?
    let registryConfirmedOn: String?
    let practicePlaces: [String]
    let clinicalYears: Int?
    let multiSite: [MultiSite]
}

struct FeedPatient: Encodable, Sendable {
    let pseudonym: String
    let sex: String?
    let birthYear: Int?
}

struct DiseaseContent: Encodable, Sendable {
    let encounter: String
    let department: String
    /// ICD-10.
    let code: String
}

struct EncounterContent: Encodable, Sendable {
    let kind: String
    let state: String
    let number: String?
    let department: String?
    let practitioner: String?
    let inviting: String?
    let invited: [String]?
    let patient: FeedPatient?
    let createdAt: Int64
    let startedAt: Int64?
    let endedAt: Int64?
}

struct RecordContent: Encodable, Sendable {
    struct Evidence: Encodable {
        let kind: String
        let institution: String
        let diagnosedOn: String
        let diagnoses: [String]
        let document: String
    }

    let diagnosis: String?
    let diagnosisName: String?
    let evidence: [Evidence]
    let prescriptions: [Int]
    let endReason: String?
    let advice: String?
    /// Of a consultation: the digest of the signed report, who signed, when. Its text stays with the hospitals.
    let report: String?
    let signers: Int?
    let issuedAt: Int64?
}

struct DialogueContent: Encodable, Sendable {
    let encounter: String
    let medium: String
    let text: String
    let at: Int64
}

struct RecordingContent: Encodable, Sendable {
    struct Segment: Encodable {
        let index: Int
        let openedAt: Int64
        let sealedAt: Int64?
        let root: String?
        let streams: Int?
    }

    let recording: String
    let segments: [Segment]
}

struct PrescriptionLineContent: Encodable, Sendable {
    let drug: String
    let quantity: Int
    let usage: String
}

/// The chain of one prescription (NHC-SUP 20): drafted, signed, reviewed, routed, delivered, each with its instant.
struct PrescriptionContent: Encodable, Sendable {
    struct Step: Encodable {
        let event: String
        let at: Int64
        let by: String?
        let note: String?
    }

    let encounter: String
    let number: Int
    let state: String
    let lines: [PrescriptionLineContent]
    let chain: [Step]
}

struct ReviewContent: Encodable, Sendable {
    let encounter: String
    let number: Int
    let pharmacist: String
    let approved: Bool
    let note: String
    let at: Int64
}

struct RoutingContent: Encodable, Sendable {
    let encounter: String
    let number: Int
    let event: String
    let route: String?
    let at: Int64
}

struct EvaluationContent: Encodable, Sendable {
    let encounter: String
    let number: Int
    let verdict: String
    let note: String
    let at: Int64
}

struct DrugUseContent: Encodable, Sendable {
    let encounter: String
    let department: String
    let lines: [PrescriptionLineContent]
}

struct SatisfactionContent: Encodable, Sendable {
    let month: String
    let ratings: Int
    /// Hundredths; absent below the number from which means are shown.
    let meanHundredths: Int?
}

struct ComplaintContent: Encodable, Sendable {
    let subject: String
    let state: String
    let receivedAt: Int64
    let dueAt: Int64
    let overdue: Bool
}

struct AdverseEventContent: Encodable, Sendable {
    let category: String
    let grade: String
    let state: String
    let occurredAt: Int64
    let reportedTo: String?
    let reportedOn: String?
}
