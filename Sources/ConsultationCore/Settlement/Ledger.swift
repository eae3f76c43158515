/// Turns what is owed into balanced lines (Protocols/ledger.md). Two books, one for each institution, mirror
/// each other.
package enum Ledger {
    /// The inviting side collects the whole fee from the patient, keeps its share and owes the rest to the invited
    /// institution (JL 42, JL 44, AMB-15). Lines of zero 分 are left out.
    package static func billable(
        _ consultation: ConsultationID, _ pair: InstitutionPair, _ split: SettlementSplit, at now: WallTime
    ) -> [Posting] {
        lines(of: split, "billable", consultation, pair, at: now) { $0 }
    }

    /// The same for a team: each pair of institutions has its own entries, which add up to the fee (AT-41).
    package static func billable(
        _ consultation: ConsultationID, _ inviting: InstitutionID, _ shares: [TeamShare], at now: WallTime
    ) -> [Posting] {
        shares.flatMap { share in
            lines(
                of: share, act("billable", share.institution), consultation,
                InstitutionPair(inviting: inviting, invited: share.institution), at: now
            ) { $0 }
        }
    }

    /// Names what belongs to one pair of several.
    package static func act(_ act: String, _ institution: InstitutionID) -> String { "\(act)@\(institution)" }

    /// Takes an amount back, so that the net shares are the split of the net fee (SC-32b). Nothing is edited.
    package static func reversal(
        _ consultation: ConsultationID, _ pair: InstitutionPair, of charge: Charge, refund: Money,
        refundNumber: Int, at now: WallTime
    ) throws(Refusal) -> [Posting] {
        guard charge.state != .quoted, charge.state != .confirmed, let split = charge.split else {
            throw .noServiceEvidence
        }
        let reduction = try split.reduction(byRefund: refund)
        return lines(of: reduction, "refund-\(refundNumber)", consultation, pair, at: now) {
            $0 == .debit ? .credit : .debit
        }
    }

    static func lines(
        of split: some FeeShares, _ act: String, _ consultation: ConsultationID, _ pair: InstitutionPair,
        at now: WallTime, turned: (Posting.Side) -> Posting.Side
    ) -> [Posting] {
        let invitingBook = LedgerEntryID("\(consultation)/\(act)/inviting")
        let invitedBook = LedgerEntryID("\(consultation)/\(act)/invited")
        let rows: [(LedgerEntryID, InstitutionID, LedgerAccount.Kind, Posting.Side, Money)] = [
            (invitingBook, pair.inviting, .patientReceivable, .debit, split.inviting + split.invited),
            (invitingBook, pair.inviting, .serviceIncome, .credit, split.inviting),
            (invitingBook, pair.inviting, .payableToPartner, .credit, split.invited),
            (invitedBook, pair.invited, .receivableFromPartner, .debit, split.invited),
            (invitedBook, pair.invited, .serviceIncome, .credit, split.invited),
        ]
        return rows.filter { $0.4 != .zero }.map { entry, holder, kind, side, amount in
            Posting(
                entry: entry, consultation: consultation, pair: pair,
                account: LedgerAccount(holder: holder, kind: kind), side: turned(side), amount: amount,
                at: now)
        }
    }

    /// Where money for `institution` may go; a personal account does not exist here (JL 42).
    package static func payee(of institution: Institution) throws(Refusal) -> SettlementAccount {
        guard let account = institution.settlementAccount, account.holder == institution.id else {
            throw .payeeMustBeInstitution
        }
        return account
    }
}

/// Two amounts that make up a fee or a part of it.
package protocol FeeShares {
    var inviting: Money { get }
    var invited: Money { get }
}

extension SettlementSplit: FeeShares {}

/// What a refund takes back from each side.
package struct SplitReduction: FeeShares, Codable, Sendable, Equatable {
    package let inviting: Money
    package let invited: Money

    package var total: Money { inviting + invited }
}

extension SettlementSplit {
    /// The split of what remains, subtracted from this one.
    package func reduction(byRefund refund: Money) throws(Refusal) -> SplitReduction {
        try reduction(byRefund: refund, after: .zero)
    }

    /// The same when `earlier` was taken back before: several refunds never drift from the split of the net fee.
    package func reduction(byRefund refund: Money, after earlier: Money) throws(Refusal) -> SplitReduction {
        guard earlier >= .zero, earlier <= fee, refund >= .zero, refund <= fee - earlier else {
            throw .refundExceedsPaid(paid: fee - earlier)
        }
        let before = with(fee: fee - earlier)
        let rest = with(fee: fee - earlier - refund)
        return SplitReduction(
            inviting: before.inviting - rest.inviting, invited: before.invited - rest.invited)
    }

    private func with(fee: Money) -> SettlementSplit {
        SettlementSplit(fee: fee, invitingParts: invitingParts, invitedParts: invitedParts)
    }

    /// The split a price leads to: by statute where the province fixes it, else as the agreement says (JL 44).
    package static func determined(
        for price: PriceEntry, at agreement: Agreement, under policy: Policy
    ) throws(Refusal) -> SettlementSplit {
        if isStatutory(price.serviceKind, price.level, under: policy) {
            return SettlementSplit(
                fee: price.amount, invitingParts: policy.statutoryInvitingParts,
                invitedParts: policy.statutoryInvitedParts)
        }
        guard let agreed = agreement.negotiatedSplits.first(where: { $0.serviceKind == price.serviceKind }),
            agreed.invitingParts >= 0, agreed.invitedParts >= 0, agreed.invitingParts <= maximumParts,
            agreed.invitedParts <= maximumParts, agreed.invitingParts + agreed.invitedParts > 0
        else { throw .agreementSplitMissing }
        return SettlementSplit(
            fee: price.amount, invitingParts: agreed.invitingParts, invitedParts: agreed.invitedParts)
    }

    /// Parts are small whole numbers; a larger one is a slip of the keyboard.
    package static let maximumParts = 10_000

    /// AMB-11: a consultation priced at province, city or county level.
    package static func isStatutory(
        _ kind: ServiceKind, _ level: InstitutionLevel, under policy: Policy
    ) -> Bool {
        (kind == .remoteConsultation || kind == .remoteMultidisciplinaryTeam)
            && policy.statutorySplitLevels.contains(level)
    }

    /// Refuses any other ratio where the statute fixes it (JL-44a).
    package static func checkProposal(
        invitingParts: Int, invitedParts: Int, for kind: ServiceKind, at level: InstitutionLevel,
        under policy: Policy
    ) throws(Refusal) {
        guard isStatutory(kind, level, under: policy) else { return }
        let (left, leftOverflow) = invitingParts.multipliedReportingOverflow(by: policy.statutoryInvitedParts)
        let (right, rightOverflow) = invitedParts.multipliedReportingOverflow(
            by: policy.statutoryInvitingParts)
        guard !leftOverflow, !rightOverflow, left == right, invitingParts > 0 else {
            throw .splitNotStatutory
        }
    }
}

extension SettlementSplit {
    /// Everything, as a reversal takes it back.
    package var whole: SplitReduction { SplitReduction(inviting: inviting, invited: invited) }
}
