/// One batch of one pair of institutions and one month; the same pair and month always give the same id.
package struct BatchID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }

    package init(_ pair: InstitutionPair, _ period: SettlementPeriod) {
        text = String(
            Digest(of: "batch/\(period.text)/\(pair.inviting)/\(pair.invited)").hexadecimal.prefix(32))
    }
}

/// The regular settlement between two institutions (定期结算, JL 42; REQUIREMENTS.md §5.7). It goes forward only: a
/// mistake found later is reversed in the next batch.
package struct SettlementBatch: Codable, Sendable, Equatable {
    package enum State: String, Codable, Sendable, CaseIterable {
        case open, closed, exported, paid, reconciled
    }

    package let id: BatchID
    package let pair: InstitutionPair
    package let period: SettlementPeriod
    package let openedAt: WallTime

    package var version: Int
    package var state: State
    /// Who led it into which state, and when; oldest first.
    package var steps: [BatchStep]
    /// What was proved at closing.
    package var proof: BatchProof?
    /// Both sides as printed when it was closed; nil before, and in batches from before it was kept.
    package var parties: [LegalEntity]?
    package var exports: [BatchExport]
    package var transfer: BankTransfer?
    package var arrival: BankTransfer?
}

package struct BatchStep: Codable, Sendable, Equatable {
    package var state: SettlementBatch.State
    package var at: WallTime
    package var by: AccountID
    package var institution: InstitutionID
}

/// A file that left the service.
package struct BatchExport: Codable, Sendable, Equatable {
    package var format: String
    package var lines: Int
    /// SHA-256 of the file.
    package var digest: Digest

    package init(format: String, lines: Int, digest: Digest) {
        self.format = format
        self.lines = lines
        self.digest = digest
    }
}

/// What the bank's slip says.
package struct BankTransfer: Codable, Sendable, Equatable {
    package var reference: String
    package var day: CivilDate

    package init(reference: String, day: CivilDate) {
        self.reference = reference
        self.day = day
    }
}

/// Fees = shares = ledger, to the 分.
package struct BatchProof: Codable, Sendable, Equatable {
    package var lines: Int
    package var fee: Money
    package var inviting: Money
    package var invited: Money
    /// Income of either side as the ledger has it, summed on its own.
    package var ledgerInviting: Money
    package var ledgerInvited: Money
    /// Entries whose debits are not their credits, and postings of the month that no line stands for.
    package var unbalancedEntries: Int
    package var strayPostings: Int

    package init(
        lines: Int, fee: Money, inviting: Money, invited: Money, ledgerInviting: Money, ledgerInvited: Money,
        unbalancedEntries: Int, strayPostings: Int
    ) {
        self.lines = lines
        self.fee = fee
        self.inviting = inviting
        self.invited = invited
        self.ledgerInviting = ledgerInviting
        self.ledgerInvited = ledgerInvited
        self.unbalancedEntries = unbalancedEntries
        self.strayPostings = strayPostings
    }

    /// Zero, or something is wrong; differences in opposite directions do not cancel out.
    package var difference: Money {
        [fee - inviting - invited, inviting - ledgerInviting, invited - ledgerInvited]
            .reduce(.zero) { $0 + Money(fen: abs($1.fen)) }
    }

    package var holds: Bool { difference == .zero && unbalancedEntries == 0 && strayPostings == 0 }
}
