/// Payloads of settlement: lines, batches, subsidies, findings.
struct SettlementLinePayload: Encodable {
    struct Payee: Encodable {
        let institution: String
        let accountMasked: String
    }

    let entry: String
    let kind: String
    let number: String
    let consultationId: String
    let at: Instant
    let endedAt: Instant?
    let serviceKind: String
    let itemName: String
    let invitingInstitution: String
    let invitingCode: String
    let invitedInstitution: String
    let invitedCode: String
    let specialist: String
    let feeFen: Int64
    let invitingShareFen: Int64
    let invitedShareFen: Int64
    let ratio: String
    let payee: Payee
    let basis: String
    let state: String
    let receipt: String?
}

struct MoneyTotals: Encodable {
    let feeFen: Int64
    let invitingFen: Int64
    let invitedFen: Int64
}

struct LedgerCheckPayload: Encodable {
    let balanced: Bool
    let differenceFen: Int64
}

struct SettlementPayload: Encodable {
    let period: String
    let count: Int
    let lines: [SettlementLinePayload]
    let totals: MoneyTotals
    let ledger: LedgerCheckPayload
}

struct BatchPayload: Encodable {
    struct Step: Encodable {
        let state: String
        let at: Instant
        let by: String
        let side: String
    }

    struct Transfer: Encodable {
        let reference: String
        let day: String
    }

    struct Gaps: Encodable {
        let withoutReceipt: [String]
        let withoutEvidence: [String]
        let duplicates: [String]
        let payee: Bool
    }

    let id: String
    let period: String
    let state: String
    let side: String
    let invitingInstitution: String
    let invitedInstitution: String
    /// Both sides as printed when the batch was closed.
    let parties: [LegalEntityPayload]?
    let count: Int
    let totals: MoneyTotals
    let ledger: LedgerCheckPayload
    let payableFen: Int64
    let periodOver: Bool
    let nextAction: String?
    let nextIsMine: Bool
    let gaps: Gaps
    let steps: [Step]
    let transfer: Transfer?
    let arrival: Transfer?
    let exports: Int
}

struct SubsidyPayload: Encodable {
    let period: String
    let retainedFen: Int64
    let requiredFen: Int64
    let declaredFen: Int64?
    let periodOver: Bool
}

struct AnomalyPayload: Encodable {
    let kind: String
    let number: String
    let consultationId: String
    let invitingInstitution: String
    let invitedInstitution: String
    let feeFen: Int64
    let figure: Int64
}
