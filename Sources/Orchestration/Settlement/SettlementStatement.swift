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

        package init(institution: String, accountName: String, accountMasked: String) {
            self.institution = institution
            self.accountName = accountName
            self.accountMasked = accountMasked
        }
    }

    package init(
        number: ConsultationNumber, consultation: ConsultationID, endedAt: WallTime, serviceKind: ServiceKind,
        invitingInstitution: String, invitingCode: String, invitedInstitution: String, invitedCode: String,
        specialist: String, split: SettlementSplit, payee: Payee, basis: String, state: Charge.State
    ) {
        self.number = number
        self.consultation = consultation
        self.endedAt = endedAt
        self.serviceKind = serviceKind
        self.invitingInstitution = invitingInstitution
        self.invitingCode = invitingCode
        self.invitedInstitution = invitedInstitution
        self.invitedCode = invitedCode
        self.specialist = specialist
        fee = split.fee
        invitingShare = split.inviting
        invitedShare = split.invited
        invitingParts = split.invitingParts
        invitedParts = split.invitedParts
        self.payee = payee
        self.basis = basis
        self.state = state
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

    package init(period: String, lines: [SettlementLine], difference: Money) {
        func sum(_ part: KeyPath<SettlementLine, Money>) -> Money {
            lines.reduce(.zero) { $0 + $1[keyPath: part] }
        }
        self.period = period
        self.lines = lines
        fee = sum(\.fee)
        invitingShare = sum(\.invitingShare)
        invitedShare = sum(\.invitedShare)
        self.difference = difference
    }

    package var isBalanced: Bool { difference == .zero && invitingShare + invitedShare == fee }
}
