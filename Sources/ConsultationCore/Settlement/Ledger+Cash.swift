/// The entries of money that moves: from the patient, back to the patient, between institutions (Protocols/ledger.md).
extension Ledger {
    /// The patient paid and got a receipt: the receivable becomes money in the bank.
    static func paid(_ charge: CaseCharge, at now: WallTime) -> [Posting] {
        let entry = "receipt-\(charge.receipts.count + 1)"
        return moved(charge, entry, charge.fee, .bank, .patientReceivable, at: now)
    }

    /// The receipt was made out wrongly: the entry is turned round, never edited.
    static func paymentVoided(_ charge: CaseCharge, at now: WallTime) -> [Posting] {
        moved(charge, "receipt-\(charge.receipts.count)-void", charge.fee, .patientReceivable, .bank, at: now)
    }

    /// The refund left the bank.
    static func repaid(_ charge: CaseCharge, _ refund: Refund, at now: WallTime) -> [Posting] {
        let entry = "refund-\(refund.number)-paid"
        return moved(charge, entry, refund.amount, .patientReceivable, .bank, at: now)
    }

    /// What a refund or a reversal takes back: the lines of `billable` with sides exchanged.
    static func takenBack(
        _ charge: CaseCharge, _ reduction: SplitReduction, _ act: String, at now: WallTime
    ) -> [Posting] {
        guard charge.shares == nil else {
            return charge.reductions(of: reduction.total, after: charge.refunded).flatMap { share, part in
                lines(
                    of: part, Self.act(act, share.part.institution), charge.consultation,
                    InstitutionPair(inviting: charge.pair.inviting, invited: share.part.institution), at: now
                ) { $0 == .debit ? .credit : .debit }
            }
        }
        return lines(of: reduction, act, charge.consultation, charge.pair, at: now) {
            $0 == .debit ? .credit : .debit
        }
    }

    private static func moved(
        _ charge: CaseCharge, _ act: String, _ amount: Money, _ debit: LedgerAccount.Kind,
        _ credit: LedgerAccount.Kind, at now: WallTime
    ) -> [Posting] {
        entry(
            LedgerEntryID("\(charge.consultation)/\(act)/inviting"), charge.consultation, charge.pair,
            charge.pair.inviting, amount, debit, credit, at: now)
    }

    /// The inviting institution sent the balance of a batch to the invited one; a negative balance goes the other way.
    static func sent(_ batch: SettlementBatch, _ amount: Money, at now: WallTime) -> [Posting] {
        balance(
            batch, "payment", amount, at: now,
            [
                ("inviting", batch.pair.inviting, .payableToPartner, .bank),
                ("invited", batch.pair.invited, .paymentInTransit, .receivableFromPartner),
            ])
    }

    /// It arrived.
    static func arrived(_ batch: SettlementBatch, _ amount: Money, at now: WallTime) -> [Posting] {
        balance(
            batch, "arrival", amount, at: now, [("invited", batch.pair.invited, .bank, .paymentInTransit)])
    }

    private static func balance(
        _ batch: SettlementBatch, _ act: String, _ amount: Money, at now: WallTime,
        _ books: [(String, InstitutionID, LedgerAccount.Kind, LedgerAccount.Kind)]
    ) -> [Posting] {
        books.flatMap { book, holder, debit, credit in
            let turned = amount < .zero
            return entry(
                LedgerEntryID("batch/\(batch.id)/\(act)/\(book)"), noCase, batch.pair, holder,
                turned ? .zero - amount : amount, turned ? credit : debit, turned ? debit : credit, at: now)
        }
    }

    /// Stands where an entry is about a whole batch.
    package static let noCase = ConsultationID("")

    static func entry(
        _ id: LedgerEntryID, _ consultation: ConsultationID, _ pair: InstitutionPair, _ holder: InstitutionID,
        _ amount: Money, _ debit: LedgerAccount.Kind, _ credit: LedgerAccount.Kind, at now: WallTime
    ) -> [Posting] {
        guard amount != .zero else { return [] }
        return [(debit, Posting.Side.debit), (credit, .credit)].map { kind, side in
            Posting(
                entry: id, consultation: consultation, pair: pair,
                account: LedgerAccount(holder: holder, kind: kind), side: side, amount: amount, at: now)
        }
    }
}
