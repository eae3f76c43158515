/// How a fee is divided between the two institutions. The shares always add up to the fee.
package struct SettlementSplit: Codable, Sendable, Equatable {
    package let invitingParts: Int
    package let invitedParts: Int
    package let inviting: Money
    package let invited: Money

    /// The statutory 2:8 (JL 44¶2): floor(fee × 2 / 10) 分 stay, the rest goes to the invited side (AMB-13).
    package static func statutory(fee: Money) -> SettlementSplit {
        SettlementSplit(fee: fee, invitingParts: 2, invitedParts: 8)
    }

    /// Parts are not negative and add up to more than zero; otherwise everything goes to the invited side.
    package init(fee: Money, invitingParts: Int, invitedParts: Int) {
        let parts = max(0, invitingParts)
        let total = parts + max(0, invitedParts)
        let quotient = total == 0 ? 0 : fee.fen / Int64(total) * Int64(parts)
        let remainder = total == 0 ? 0 : fee.fen % Int64(total) * Int64(parts) / Int64(total)
        self.invitingParts = parts
        self.invitedParts = max(0, invitedParts)
        inviting = Money(fen: quotient + remainder)
        invited = fee - inviting
    }

    package var fee: Money { inviting + invited }
}
