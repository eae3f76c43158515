package import ConsultationCore
import Storage

/// A batch with what still stands against its next step.
package struct BatchView: Sendable {
    package let batch: SettlementBatch
    /// Sums and gaps as they are now; of a closed batch, the sums it was closed with.
    package let facts: BatchFacts
    /// Display names beside `batch.steps`.
    package let stepNames: [String]
    package let side: PartySide
    /// The month is over.
    package let isOver: Bool

    /// The step that leads on, and whether the reader's side takes it.
    package var next: (action: BatchAction, isMine: Bool)? {
        let action: BatchAction? =
            switch batch.state {
            case .open: .close
            case .closed: .export
            case .exported: .pay
            case .paid: .reconcile
            case .reconciled: nil
            }
        return action.map { ($0, $0.sides.contains(side)) }
    }
}

package struct ChargeView: Sendable {
    package let charge: CaseCharge
    package let line: SettlementLineRow
    package let period: SettlementPeriod
    package let state: Charge.State
    package let postings: [BookedPosting]
    /// Nil while the hospital's cashier has told nothing.
    package let insurance: InsuranceShare?
}

package struct SubsidyView: Sendable {
    package let period: SettlementPeriod
    package let retained: Money
    package let standing: SubsidyStanding
    package let isOver: Bool
}

package struct PriceVersion: Sendable {
    package enum Standing: String, Sendable, CaseIterable {
        case coming, valid, ended, superseded

        init(_ effective: PriceEntry?, on today: CivilDate) {
            guard let effective else {
                self = .superseded
                return
            }
            if today < effective.validFrom {
                self = .coming
            } else {
                self = effective.isValid(on: today) ? .valid : .ended
            }
        }
    }

    package let entry: PriceEntry
    /// With the end that a later version gives it.
    package let validTo: CivilDate?
    package let standing: Standing
    package let isNewest: Bool
}

/// A posting of one case: debit positive, credit negative.
package struct BookedPosting: Sendable, Equatable {
    package let entry: LedgerEntryID
    package let at: WallTime
    package let holder: InstitutionID
    package let account: String
    package let amount: Money

    init(_ posting: LedgerPosting) {
        entry = posting.entry
        at = posting.at
        holder = posting.line.institution
        account = posting.line.account
        amount = posting.line.amount
    }
}
