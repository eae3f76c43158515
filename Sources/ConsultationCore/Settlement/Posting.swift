/// One line of a balanced entry in the dedicated ledger of an institution pair (JL 42; Protocols/ledger.md).
package struct Posting: Codable, Sendable, Equatable {
    package enum Side: String, Codable, Sendable, CaseIterable {
        case debit, credit
    }

    /// Lines with the same entry name belong together and balance.
    package var entry: LedgerEntryID
    package var consultation: ConsultationID
    package var pair: InstitutionPair
    package var account: LedgerAccount
    package var side: Side
    package var amount: Money
    package var at: WallTime
}

package struct InstitutionPair: Codable, Sendable, Hashable {
    package var inviting: InstitutionID
    package var invited: InstitutionID

    package init(inviting: InstitutionID, invited: InstitutionID) {
        self.inviting = inviting
        self.invited = invited
    }
}

/// An account of an institution. There is no account of a person: money cannot reach a specialist here (JL 42).
package struct LedgerAccount: Codable, Sendable, Hashable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// What the patient owes the inviting institution.
        case patientReceivable
        /// What an institution earned by the service.
        case serviceIncome
        /// What the inviting institution owes the invited one, and the mirror of it in the invited one's book.
        case payableToPartner, receivableFromPartner
        /// Money of the institution, in its bank account or till.
        case bank
        /// Sent by the partner and not yet confirmed as arrived.
        case paymentInTransit
        /// What an institution owes the platform's operator for its service, and the operator's mirror of it. Apart
        /// from the accounts of consultations: no share of a fee ever stands here (NHC-TM 四(一)5).
        case platformFeeExpense, platformFeePayable, platformFeeReceivable, platformFeeIncome
    }

    package var holder: InstitutionID
    package var kind: Kind

    package init(holder: InstitutionID, kind: Kind) {
        self.holder = holder
        self.kind = kind
    }
}
