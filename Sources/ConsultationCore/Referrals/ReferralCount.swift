/// How many referrals of one direction and state an institution sent or received.
package struct ReferralCount: Sendable, Equatable {
    package let side: PartySide
    package let direction: ReferralDirection
    package let state: TwoWayReferral.State
    package let count: Int

    package init(
        side: PartySide, direction: ReferralDirection, state: TwoWayReferral.State, count: Int
    ) {
        self.side = side
        self.direction = direction
        self.state = state
        self.count = count
    }
}
