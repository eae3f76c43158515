/// Gathers packets into groups sent in one burst, and compares neighbouring groups: how much later did the second one
/// leave, how much later did it arrive (draft-ietf-rmcat-gcc-02 §5.2). Times are microseconds.
struct BurstGrouping {
    /// Packets sent within this time of a group's first one belong to it.
    static let burst: Int64 = 5_000
    /// A burst held up and let go at once is one group up to this length.
    static let longestBurst: Int64 = 100_000
    /// A jump of the arrival clock against ours that no queue makes.
    static let clockJump: Int64 = 3_000_000

    struct Change: Hashable {
        var sent: Int64
        var arrived: Int64
        /// When the newer group had arrived, on the receiver's clock.
        var at: Int64
    }

    private struct Group {
        var firstSent: Int64
        var lastSent: Int64
        var firstArrived: Int64
        var lastArrived: Int64
    }

    private var current: Group?
    private var previous: Group?

    /// Takes packets in order of arrival. Gives a change whenever a group is complete.
    mutating func add(sent: Int64, arrived: Int64) -> Change? {
        guard var group = current else {
            current = Group(firstSent: sent, lastSent: sent, firstArrived: arrived, lastArrived: arrived)
            return nil
        }
        // Reordered: it belongs to a group that is closed.
        if sent < group.firstSent { return nil }
        if belongs(sent, arrived, to: group) {
            group.lastSent = max(group.lastSent, sent)
            group.lastArrived = max(group.lastArrived, arrived)
            current = group
            return nil
        }
        var change: Change?
        if let previous {
            let sentChange = group.lastSent &- previous.lastSent
            let arrivedChange = group.lastArrived &- previous.lastArrived
            if abs(arrivedChange &- sentChange) >= Self.clockJump {
                reset()
                return nil
            }
            if arrivedChange >= 0 {
                change = Change(sent: sentChange, arrived: arrivedChange, at: group.lastArrived)
            }
        }
        previous = group
        current = Group(firstSent: sent, lastSent: sent, firstArrived: arrived, lastArrived: arrived)
        return change
    }

    private func belongs(_ sent: Int64, _ arrived: Int64, to group: Group) -> Bool {
        if sent &- group.firstSent <= Self.burst { return true }
        let arrivedChange = arrived &- group.lastArrived
        let drift = arrivedChange &- (sent &- group.lastSent)
        return drift < 0 && arrivedChange <= Self.burst && arrived &- group.firstArrived < Self.longestBurst
    }

    mutating func reset() {
        current = nil
        previous = nil
    }
}
