/// What is kept of a case, for the archive card and the page of requests.
struct CustodyPayload: Encodable {
    struct Package: Encodable {
        let institution: String
        let side: String
        let sha256: String
        let size: Int64
        let storedAt: Instant
    }

    struct Retention: Encodable {
        /// The last days, `YYYY-MM-DD`; the log is kept as long as the record (SC 23(2)).
        let recordTo: String
        let mediaTo: String
        let logTo: String
    }

    struct Hold: Encodable {
        let id: Int
        let ground: String
        let reference: String?
        let at: Instant
        let liftedAt: Instant?
        let mayLift: Bool
    }

    struct Entry: Encodable {
        let side: String
        let institution: String
        let author: String
        let at: Instant
        let signatures: Int
        let contentHash: String?
    }

    let consultationId: String
    let number: String
    let version: Int
    let state: String
    let stateDisplay: String
    let sealedAt: Instant?
    let sealGround: String?
    let isArchived: Bool
    let packages: [Package]
    let manifestHash: String?
    let retention: Retention?
    let disposedAt: Instant?
    let holds: [Hold]
    let requests: [CustodyRequestPayload]
    let entries: [Entry]
    let mayAsk: [Choice]
    let purposes: [Choice]
    let mayHold: Bool
    let mayTakePackage: Bool

    struct Choice: Encodable {
        let value: String
        let display: String
    }
}

struct CustodyRequestPayload: Encodable {
    struct Person: Encodable {
        let name: String
        let institution: String
        let at: Instant
    }

    let id: Int
    let consultationId: String
    let number: String
    let kind: String
    let kindDisplay: String
    let state: String
    let stateDisplay: String
    let purpose: String
    let purposeDisplay: String
    let ground: String
    let by: Person
    let approvals: [Person]
    let approvalsNeeded: Int
    let rejection: Person?
    let rejectionReason: String?
    let usableUntil: Instant?
    let mayAnswer: Bool
}
