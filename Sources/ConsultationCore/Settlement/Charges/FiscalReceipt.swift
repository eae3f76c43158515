/// A receipt supervised by the finance authority (收费票据, JL 41): its code and number are printed on the paper.
package struct FiscalReceipt: Codable, Sendable, Equatable {
    package var code: String
    package var number: String
    package var issuedAt: WallTime
    package var issuedBy: AccountID
    /// Who issued it, as printed; nil in receipts from before it was kept.
    package var entity: LegalEntity?
    package var voidedAt: WallTime?
    package var voidReason: Redacted<String>?

    package init(
        code: String, number: String, issuedAt: WallTime, issuedBy: AccountID, voidedAt: WallTime? = nil,
        voidReason: Redacted<String>? = nil, entity: LegalEntity? = nil
    ) {
        self.code = code
        self.number = number
        self.issuedAt = issuedAt
        self.issuedBy = issuedBy
        self.voidedAt = voidedAt
        self.voidReason = voidReason
        self.entity = entity
    }
}

/// What a person copies from the paper.
package struct ReceiptNumber: Codable, Sendable, Hashable {
    package var code: String
    package var number: String

    package init(code: String, number: String) {
        self.code = code
        self.number = number
    }
}
