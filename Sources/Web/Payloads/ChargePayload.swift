/// One charge with its papers, refunds and ledger.
struct CaseChargePayload: Encodable {
    struct Receipt: Encodable {
        let code: String
        let number: String
        let issuedAt: Instant
        let voidedAt: Instant?
        let entity: LegalEntityPayload?
    }

    struct RefundPayload: Encodable {
        let number: Int
        let state: String
        let amountFen: Int64
        let appliedAt: Instant
        let dueAt: Instant
        /// Years whose holidays were unknown; empty normally.
        let unknownYears: [Int]
        let overdue: Bool
        let completedAt: Instant?
        let receipt: Receipt?
        /// Only for the inviting side.
        let reason: String?
        let rejection: String?
    }

    struct LedgerPosting: Encodable {
        let entry: String
        let at: Instant
        let holder: String
        let account: String
        let amountFen: Int64
    }

    let consultationId: String
    let number: String
    let period: String
    let batchId: String
    let state: String
    let side: String
    let serviceKind: String
    let itemCode: String
    let itemName: String
    let patientMasked: String
    let invitingInstitution: String
    let invitedInstitution: String
    let specialist: String
    let openedAt: Instant
    let feeFen: Int64
    let consentedFen: Int64
    let ratio: String
    let invitingShareFen: Int64
    let invitedShareFen: Int64
    let netFen: Int64
    let refundableFen: Int64
    let insurancePartFen: Int64?
    let selfPayPartFen: Int64?
    let receipt: Receipt?
    let voidReceipts: [Receipt]
    let refunds: [RefundPayload]
    let ledger: [LedgerPosting]
    let actions: [String]
}

/// One version of an item, for the office that keeps the catalogue.
struct PriceVersionPayload: Encodable {
    let id: String
    let code: String
    let name: String
    let unit: String
    let serviceKind: String
    let level: String
    let amountFen: Int64
    let authorityDocument: String
    let authorityDate: String?
    let validFrom: String
    let validTo: String?
    let publishedAt: Instant?
    let standing: String
    let newest: Bool
    let supersedes: String?
}
