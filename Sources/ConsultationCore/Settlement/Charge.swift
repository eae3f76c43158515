/// What the patient owes for the service, from quotation to settlement (REQUIREMENTS.md §5.7).
package struct Charge: Codable, Sendable, Equatable {
    package enum State: String, Codable, Sendable, CaseIterable {
        case quoted, confirmed, billable, receipted, allocated, settled, reversed
    }

    package var state: State
    package var fee: Money
    package var price: PriceID?
    package var level: InstitutionLevel?
    package var split: SettlementSplit?
    /// Whose the split is, where several institutions take part; nil elsewhere.
    package var shares: [TeamShare]?

    package init(
        state: State, fee: Money, price: PriceID? = nil, level: InstitutionLevel? = nil,
        split: SettlementSplit? = nil
    ) {
        self.state = state
        self.fee = fee
        self.price = price
        self.level = level
        self.split = split
    }
}
