/// What of the register is asked for.
package struct AssetFilter: Sendable, Equatable {
    package enum Listing: String, Sendable, CaseIterable {
        case current, overdue, soon, defective, outOfService, retired
    }

    package var listing: Listing
    package var category: AssetTold.Category?
    /// Only what these keep; nil for all.
    package var keepers: [AssetKeeper]?
    /// What is due before `today` is overdue; what is due before the end of `soonUntil` comes up.
    package var today: CivilDate
    package var soonUntil: CivilDate

    package init(
        listing: Listing, category: AssetTold.Category? = nil, keepers: [AssetKeeper]? = nil,
        today: CivilDate, soonUntil: CivilDate
    ) {
        self.listing = listing
        self.category = category
        self.keepers = keepers
        self.today = today
        self.soonUntil = soonUntil
    }
}

/// How many things wait for somebody.
package struct AssetCounts: Sendable, Equatable {
    package let current: Int
    package let overdue: Int
    package let soon: Int
    package let defective: Int

    package init(current: Int, overdue: Int, soon: Int, defective: Int) {
        self.current = current
        self.overdue = overdue
        self.soon = soon
        self.defective = defective
    }
}
