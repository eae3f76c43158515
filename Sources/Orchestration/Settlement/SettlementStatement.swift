package import ConsultationCore

/// One consultation in a settlement, as both finance departments see it.
package struct SettlementLine: Sendable, Equatable {
    package let number: ConsultationNumber
    package let consultation: ConsultationID
    package let endedAt: WallTime
    package let serviceKind: ServiceKind
    package let invitingInstitution: String
    package let invitingCode: String
    package let invitedInstitution: String
    package let invitedCode: String
    /// Names of the consulting physicians; they are never payees (JL 42).
    package let specialist: String
    package let fee: Money
    package let invitingShare: Money
    package let invitedShare: Money
    package let invitingParts: Int
    package let invitedParts: Int
    package let payee: Payee
    /// The rule behind the split, for example `JL 44`.
    package let basis: String
    package let state: Charge.State

    package var ratio: String { "\(invitingParts):\(invitedParts)" }

    /// Always an institution.
    package struct Payee: Sendable, Equatable {
        package let institution: String
        package let accountName: String
        /// The account number with all but the last four digits hidden.
        package let accountMasked: String
    }
}

/// The settlement of one institution over one calendar month in Asia/Shanghai.
package struct SettlementStatement: Sendable, Equatable {
    /// For example `2026-11`.
    package let period: String
    package let lines: [SettlementLine]
    package let fee: Money
    package let invitingShare: Money
    package let invitedShare: Money
    /// The lines' fees against the ledger's postings, and debits against credits: zero when all agree.
    package let difference: Money

    package var isBalanced: Bool { difference == .zero && invitingShare + invitedShare == fee }
}
