package import ConsultationCore

/// The settlement of one institution over one calendar month in Asia/Shanghai.
package struct SettlementStatement: Sendable, Equatable {
    package let period: SettlementPeriod
    /// The first lines; `count` says how many there are.
    package let lines: [SettlementEntry]
    package let sums: LineSums
    /// Lines against the ledger and debits against credits: zero when all agree.
    package let difference: Money

    package init(
        period: SettlementPeriod, lines: [SettlementEntry], sums: LineSums, difference: Money
    ) {
        self.period = period
        self.lines = lines
        self.sums = sums
        self.difference = difference
    }

    package var isBalanced: Bool { difference == .zero && sums.inviting + sums.invited == sums.fee }
}
