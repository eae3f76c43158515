/// A line with what may still change about it: its receipt and the state of its batch.
package struct SettlementEntry: Sendable, Equatable {
    package var line: SettlementLineRow
    package var batchState: SettlementBatch.State
    /// Code and number; empty while there is none.
    package var receipt: String
    package var receiptedAt: WallTime?

    package init(
        line: SettlementLineRow, batchState: SettlementBatch.State, receipt: String, receiptedAt: WallTime?
    ) {
        self.line = line
        self.batchState = batchState
        self.receipt = receipt
        self.receiptedAt = receiptedAt
    }
}

/// Which lines are wanted.
package enum LineSelection: Sendable, Equatable {
    case batch(BatchID)
    case month(SettlementPeriod)
}

/// Sums over a selection, made by the database.
package struct LineSums: Sendable, Equatable {
    package var count: Int
    package var fee: Money
    package var inviting: Money
    package var invited: Money
    /// What the institution whose lines they are keeps of them, on either side.
    package var retained: Money

    package init(count: Int, fee: Money, inviting: Money, invited: Money, retained: Money = .zero) {
        self.count = count
        self.fee = fee
        self.inviting = inviting
        self.invited = invited
        self.retained = retained
    }

    package static let none = LineSums(count: 0, fee: .zero, inviting: .zero, invited: .zero)

    package static func + (left: LineSums, right: LineSums) -> LineSums {
        LineSums(
            count: left.count + right.count, fee: left.fee + right.fee,
            inviting: left.inviting + right.inviting,
            invited: left.invited + right.invited, retained: left.retained + right.retained)
    }
}
