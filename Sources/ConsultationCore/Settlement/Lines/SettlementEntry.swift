/// A line with what may still change about it: its receipt and the state of its batch.
package struct SettlementEntry: Sendable, Equatable {
    package var line: SettlementLineRow
    package var batchState: SettlementBatch.State
    /// Code and number; empty while there is none.
    package var receipt: String
    package var receiptedAt: WallTime?
    /// What the hospital's cashier told that insurance bears of the case; nil where nothing was told.
    package var insurance: Money?

    package init(
        line: SettlementLineRow, batchState: SettlementBatch.State, receipt: String, receiptedAt: WallTime?,
        insurance: Money? = nil
    ) {
        self.line = line
        self.batchState = batchState
        self.receipt = receipt
        self.receiptedAt = receiptedAt
        self.insurance = insurance
    }

    /// Of a charge alone: what is taken back is in the cashier's sum already. A team's lines are parts of one fee, and
    /// the cashier does not say whose part insurance bears.
    package var insuranceShare: InsuranceShare? {
        guard line.kind == .charge, line.serviceKind != ServiceKind.remoteMultidisciplinaryTeam.rawValue
        else {
            return nil
        }
        return insurance.map { InsuranceShare(of: line.fee, booked: $0) }
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
