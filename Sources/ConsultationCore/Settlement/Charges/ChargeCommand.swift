/// What may be done to a charge.
package enum ChargeCommand: Sendable, Equatable {
    case issueReceipt(ReceiptNumber)
    case voidReceipt(reason: Redacted<String>)
    case requestRefund(amount: Money, reason: Redacted<String>, appliedAt: WallTime)
    case approveRefund(Int)
    case rejectRefund(Int, reason: Redacted<String>)
    case completeRefund(Int, ReceiptNumber)
    /// The limit of a refund has passed.
    case markRefundOverdue
    case reverse(reason: Redacted<String>)

    package var action: ChargeAction {
        switch self {
        case .issueReceipt: .issueReceipt
        case .voidReceipt: .voidReceipt
        case .requestRefund: .requestRefund
        case .approveRefund: .approveRefund
        case .rejectRefund: .rejectRefund
        case .completeRefund: .completeRefund
        case .markRefundOverdue: .markRefundOverdue
        case .reverse: .reverse
        }
    }
}

/// The commands without their contents, in the order of Protocols/ledger.md.
package enum ChargeAction: String, Codable, Sendable, CaseIterable {
    case issueReceipt, voidReceipt, requestRefund, approveRefund, rejectRefund, completeRefund
    case markRefundOverdue, reverse

    /// States of §5.7 in which the command is considered at all.
    package var allowedStates: [Charge.State] {
        switch self {
        case .issueReceipt, .reverse: [.billable]
        case .voidReceipt: [.receipted]
        case .requestRefund, .approveRefund, .rejectRefund: [.receipted, .allocated, .settled]
        // The whole fee may be on its way back while the charge counts as reversed already.
        case .completeRefund, .markRefundOverdue: [.receipted, .allocated, .settled, .reversed]
        }
    }

    /// Who of the inviting institution may; empty for the service itself.
    package var roles: [Role] {
        switch self {
        case .issueReceipt, .voidReceipt, .requestRefund, .completeRefund, .reverse: [.finance]
        case .approveRefund, .rejectRefund: [.finance, .institutionAdmin]
        case .markRefundOverdue: []
        }
    }
}

/// Something that happened to a charge: one entry of its journal.
package struct ChargeEvent: Codable, Sendable, Equatable {
    package var at: WallTime
    package var by: Caller
    package var policyVersion: PolicyVersionID
    package var change: ChargeChange

    package init(at: WallTime, by: Caller, policyVersion: PolicyVersionID, change: ChargeChange) {
        self.at = at
        self.by = by
        self.policyVersion = policyVersion
        self.change = change
    }

    package var kind: String { change.kind }
}

package enum ChargeChange: Codable, Sendable, Equatable {
    case opened(ChargeOpening)
    case receiptIssued(FiscalReceipt)
    case receiptVoided(reason: Redacted<String>)
    case refundRequested(Refund)
    case refundApproved(Int, SplitReduction)
    case refundRejected(Int, reason: Redacted<String>)
    case refundCompleted(Int, FiscalReceipt, late: Violation?)
    case refundBecameOverdue(Int, Violation)
    case reversed(reason: Redacted<String>)

    package var kind: String {
        switch self {
        case .opened: "opened"
        case .receiptIssued: "receiptIssued"
        case .receiptVoided: "receiptVoided"
        case .refundRequested: "refundRequested"
        case .refundApproved: "refundApproved"
        case .refundRejected: "refundRejected"
        case .refundCompleted: "refundCompleted"
        case .refundBecameOverdue: "refundBecameOverdue"
        case .reversed: "reversed"
        }
    }
}
