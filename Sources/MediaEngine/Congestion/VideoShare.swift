/// Divides what the path carries beside the sound among a listener's pictures: each in turn gets its smallest encoding,
/// then each in turn the largest that fits. Who comes too late gets none. Pure; holds only what keeps it from flapping.
package struct VideoShare {
    package static let layers = 3

    /// One picture that wants to be shown. Rates in bit/s; zero for an encoding that is not being sent.
    package struct Demand {
        package var slot: Int
        /// Smaller comes first.
        package var priority: UInt64
        package var rates: InlineArray<3, Double>
        /// The encoding it has now; -1 for none.
        package var current: Int
        package var choice = -1

        package init(slot: Int, priority: UInt64, rates: InlineArray<3, Double>, current: Int) {
            self.slot = slot
            self.priority = priority
            self.rates = rates
            self.current = current
        }

        fileprivate func next(above layer: Int) -> Int? {
            var candidate = layer + 1
            while candidate < VideoShare.layers {
                if rates[candidate] > 0 { return candidate }
                candidate += 1
            }
            return nil
        }
    }

    /// What is being sent is kept down to this share of its rate, what is not must fit with that much room.
    private static let keep = 0.95
    private static let raise = 1.15
    private static let hold: Int64 = 2_000_000
    private static let longestHold: Int64 = 20_000_000
    /// A raise taken back within this time was a mistake.
    private static let regret: Int64 = 8_000_000

    private var holdUntil: Int64 = 0
    private var holdLength = hold
    private var raisedAt: Int64?
    /// The budget at which the next better picture would be chosen; nil when everything wanted is chosen.
    package private(set) var wanted: Double?

    package init() {}

    /// Others come first from now on: what was learned about raising speaks of another order.
    package mutating func orderChanged() {
        holdUntil = 0
        holdLength = Self.hold
        raisedAt = nil
    }

    /// Sets the choices. `now` in microseconds.
    package mutating func decide(_ demands: inout [Demand], budget: Double, at now: Int64) {
        sort(&demands)
        var left = budget
        wanted = nil
        for place in demands.indices {
            demands[place].choice = -1
            guard let layer = demands[place].next(above: -1) else { continue }
            take(layer, &demands[place], &left, budget: budget, at: now)
        }
        for place in demands.indices where demands[place].choice >= 0 {
            while let layer = demands[place].next(above: demands[place].choice) {
                guard take(layer, &demands[place], &left, budget: budget, at: now) else { break }
            }
        }
        note(demands, at: now)
    }

    @discardableResult
    private mutating func take(
        _ layer: Int, _ demand: inout Demand, _ left: inout Double, budget: Double, at now: Int64
    ) -> Bool {
        let cost = demand.rates[layer] - (demand.choice >= 0 ? demand.rates[demand.choice] : 0)
        let isNew = layer > demand.current
        let needed = cost * (isNew ? Self.raise : Self.keep)
        // A picture that has nothing gets its smallest at once; better ones wait until a mistake is forgotten.
        let isHeld = isNew && demand.current >= 0 && now < holdUntil
        guard left >= needed, !isHeld else {
            if wanted == nil { wanted = budget - left + cost * Self.raise }
            return false
        }
        demand.choice = layer
        left -= cost
        return true
    }

    private mutating func note(_ demands: [Demand], at now: Int64) {
        var raised = false
        var lowered = false
        for demand in demands {
            if demand.choice > demand.current { raised = true }
            // An encoding that ended is no sign of a narrow path.
            if demand.choice < demand.current, demand.rates[demand.current] > 0 { lowered = true }
        }
        if lowered {
            let isRegret = raisedAt.map { now - $0 < Self.regret } ?? false
            holdLength = isRegret ? min(holdLength * 2, Self.longestHold) : Self.hold
            holdUntil = now + holdLength
        }
        if raised { raisedAt = now }
    }

    /// In place and without an allocation: a listener has few pictures.
    private func sort(_ demands: inout [Demand]) {
        var sorted = 1
        while sorted < demands.count {
            var place = sorted
            while place > 0, demands[place].priority < demands[place - 1].priority {
                demands.swapAt(place, place - 1)
                place -= 1
            }
            sorted += 1
        }
    }
}
