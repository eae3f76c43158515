/// Payloads of upload duties and settlement.
struct UploadDutyPayload: Encodable {
    struct Group: Encodable {
        let at: Instant?
    }

    let id: String
    let trigger: String
    let patientMasked: String?
    let consultations: [String]
    let openedAt: Instant
    let dueAt: Instant
    let state: String
    let groups: [String: Group]
    let remainingSeconds: Int64
}

struct SettlementLinePayload: Encodable {
    struct Payee: Encodable {
        let institution: String
        let accountName: String
        let accountMasked: String
    }

    let number: String
    let consultationId: String
    let endedAt: Instant
    let serviceKind: String
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
}

struct SettlementPayload: Encodable {
    struct Totals: Encodable {
        let feeFen: Int64
        let invitingFen: Int64
        let invitedFen: Int64
    }

    struct Ledger: Encodable {
        let balanced: Bool
        let differenceFen: Int64
    }

    let period: String
    let lines: [SettlementLinePayload]
    let totals: Totals
    let ledger: Ledger
}
