/// Every leg at a small number that stays its own as long as it lives, with the heap of their deadlines over those
/// numbers.
struct LegTable: ~Copyable {
    private var legs: [Leg?] = []
    private var free: [Int] = []
    private(set) var deadlines = DeadlineHeap()

    mutating func add(_ leg: Leg) {
        if let place = free.popLast() {
            leg.place = place
            legs[place] = leg
        } else {
            leg.place = legs.count
            legs.append(leg)
        }
    }

    mutating func remove(_ leg: Leg) {
        guard leg.place >= 0, leg.place < legs.count, legs[leg.place] === leg else { return }
        deadlines.remove(leg.place)
        legs[leg.place] = nil
        free.append(leg.place)
        leg.place = -1
    }

    mutating func schedule(_ leg: Leg, at deadline: MonotonicInstant?) {
        guard leg.place >= 0 else { return }
        deadlines.set(leg.place, to: deadline)
    }

    /// The leg whose deadline comes first, if that is not after `now`.
    func due(at now: MonotonicInstant) -> Leg? {
        guard let first = deadlines.first, first.at <= now else { return nil }
        return legs[first.place]
    }
}

/// Raised by a leg, seen by the engine: spares a look at every leg.
final class Notice {
    var slotsChanged = false
}
