/// What may be done to a batch.
package enum BatchCommand: Sendable, Equatable {
    case close
    case export(BatchExport)
    case pay(BankTransfer)
    case reconcile(BankTransfer)

    package var action: BatchAction {
        switch self {
        case .close: .close
        case .export: .export
        case .pay: .pay
        case .reconcile: .reconcile
        }
    }
}

/// The commands without their contents, in the order of Protocols/ledger.md.
package enum BatchAction: String, Codable, Sendable, CaseIterable {
    case close, export, pay, reconcile

    package var allowedStates: [SettlementBatch.State] {
        switch self {
        case .close: [.open]
        // A file may be fetched again; only the first one leads on.
        case .export: [.closed, .exported, .paid, .reconciled]
        case .pay: [.exported]
        case .reconcile: [.paid]
        }
    }

    /// The inviting side closes and pays (JL 42); the invited side confirms what arrived.
    package var sides: [PartySide] {
        switch self {
        case .close, .pay: [.inviting]
        case .export: [.inviting, .invited]
        case .reconcile: [.invited]
        }
    }
}

/// Something that happened to a batch: one entry of its journal.
package struct BatchEvent: Codable, Sendable, Equatable {
    package var at: WallTime
    package var by: Caller
    package var policyVersion: PolicyVersionID
    package var change: BatchChange

    package init(at: WallTime, by: Caller, policyVersion: PolicyVersionID, change: BatchChange) {
        self.at = at
        self.by = by
        self.policyVersion = policyVersion
        self.change = change
    }

    package var kind: String { change.kind }
}

package enum BatchChange: Codable, Sendable, Equatable {
    case opened(pair: InstitutionPair, period: SettlementPeriod)
    case closed(BatchProof, parties: [LegalEntity]? = nil)
    case exported(BatchExport)
    case paid(BankTransfer, amount: Money)
    case reconciled(BankTransfer)

    package var kind: String {
        switch self {
        case .opened: "opened"
        case .closed: "closed"
        case .exported: "exported"
        case .paid: "paid"
        case .reconciled: "reconciled"
        }
    }
}
