/// What one finished case costs, from the issued report on: receipt, refunds, reversal. The consultation itself may be
/// archived meanwhile; money has a journal of its own.
package struct CaseCharge: Codable, Sendable, Equatable {
    package let consultation: ConsultationID
    package let number: ConsultationNumber
    package let pair: InstitutionPair
    package let serviceKind: ServiceKind
    package let fee: Money
    /// What the signed consent states; the fee is never above it (NHC-TM-3.2c).
    package let consented: Money
    package let split: SettlementSplit
    package let batch: BatchID
    package let openedAt: WallTime
    /// Whose the invited part is, where several institutions take part, and the batch of each pair; nil elsewhere.
    package let shares: [ChargeShare]?

    /// The number of events applied.
    package var version: Int
    package var isReversed: Bool
    /// Oldest first; all but the last are void.
    package var receipts: [FiscalReceipt]
    package var refunds: [Refund]
    package var violations: [Violation]
}

extension CaseCharge {
    /// The receipt that counts.
    package var receipt: FiscalReceipt? { receipts.last.flatMap { $0.voidedAt == nil ? $0 : nil } }

    /// A free case needs no receipt (AMB-45).
    package var lacksReceipt: Bool { receipt == nil && fee > .zero && !isReversed }

    /// What was taken back by approved refunds.
    package var refunded: Money { sum { $0.state == .approved || $0.state == .completed } }

    /// What the patient has paid and not asked back: the most a further refund may be.
    package var refundable: Money {
        receipt == nil || isReversed ? .zero : fee - sum { $0.state != .rejected }
    }

    /// Fee and shares as they stand after refunds.
    package var net: SettlementSplit {
        SettlementSplit(
            fee: isReversed ? .zero : fee - refunded, invitingParts: split.invitingParts,
            invitedParts: split.invitedParts)
    }

    /// The state of §5.7: what is allocated and settled follows from the batch the charge is in.
    package func state(in batch: SettlementBatch.State) -> Charge.State {
        if isReversed { return .reversed }
        switch batch {
        case .open: return receipt == nil ? .billable : .receipted
        case .closed, .exported: return .allocated
        case .paid, .reconciled: return .settled
        }
    }

    private func sum(where counts: (Refund) -> Bool) -> Money {
        refunds.filter(counts).reduce(.zero) { $0 + $1.amount }
    }
}

/// One pair's part of a team's charge.
package struct ChargeShare: Codable, Sendable, Equatable {
    package var part: TeamShare.Part
    package var batch: BatchID

    package init(part: TeamShare.Part, batch: BatchID) {
        self.part = part
        self.batch = batch
    }
}

extension CaseCharge {
    /// What taking back `amount` means for each pair, `earlier` having gone back before: the difference of the nets,
    /// so that many refunds never drift from the parts of the net fee.
    package func reductions(of amount: Money, after earlier: Money) -> [(ChargeShare, TeamShare)] {
        let parts = (shares ?? []).map(\.part)
        func net(_ fee: Money) -> [TeamShare] {
            SettlementSplit(
                fee: fee, invitingParts: split.invitingParts, invitedParts: split.invitedParts
            ).shares(among: parts)
        }
        let before = net(fee - earlier)
        let rest = net(fee - earlier - amount)
        return zip(shares ?? [], zip(before, rest)).map { share, nets in
            (
                share,
                TeamShare(
                    institution: share.part.institution, weight: share.part.weight,
                    inviting: nets.0.inviting - nets.1.inviting, invited: nets.0.invited - nets.1.invited)
            )
        }
    }
}

/// The beginning of a charge: the moment the report is issued.
package struct ChargeOpening: Codable, Sendable, Equatable {
    package var consultation: ConsultationID
    package var number: ConsultationNumber
    package var pair: InstitutionPair
    package var serviceKind: ServiceKind
    package var consented: Money
    package var split: SettlementSplit
    package var batch: BatchID
    package var shares: [ChargeShare]?

    package init(
        consultation: ConsultationID, number: ConsultationNumber, pair: InstitutionPair,
        serviceKind: ServiceKind, consented: Money, split: SettlementSplit, batch: BatchID,
        shares: [ChargeShare]? = nil
    ) {
        self.consultation = consultation
        self.number = number
        self.pair = pair
        self.serviceKind = serviceKind
        self.consented = consented
        self.split = split
        self.batch = batch
        self.shares = shares
    }
}
