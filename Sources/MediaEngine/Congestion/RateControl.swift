/// Raises the rate while the path carries it and cuts it when its queue grows (draft-ietf-rmcat-gcc-02 §5.5): by 8 % a
/// second far from the last known maximum, by about one packet per response time near it, down to 85 % of what arrived.
struct RateControl {
    private enum State { case hold, increase }

    private static let decrease = 0.85
    private static let growthPerSecond = 0.08
    /// How far above the arriving rate the estimate may grow: the rest is unproven.
    private static let headroom = 1.5
    private static let headroomBase = 10_000.0
    private static let packetBits = 1200.0 * 8

    private(set) var bitsPerSecond: Double
    private var state = State.increase
    private var changedAt: Int64?
    private var decreasedAt: Int64?
    private var maximum = LinkMaximum()

    init(start: Double) { bitsPerSecond = start }

    mutating func update(
        _ usage: TrendlineFilter.Usage, arriving: Double?, roundTrip: Int64, mayGrow: Bool, at now: Int64
    ) {
        switch usage {
        case .over:
            cut(arriving: arriving, roundTrip: roundTrip, at: now)
            state = .hold
        case .under:
            state = .hold  // the queue drains: let it
        case .normal:
            if state == .hold { changedAt = now }
            state = .increase
        }
        guard state == .increase else {
            changedAt = now
            return
        }
        if mayGrow { grow(arriving: arriving, roundTrip: roundTrip, at: now) } else { changedAt = now }
    }

    private mutating func grow(arriving: Double?, roundTrip: Int64, at now: Int64) {
        let elapsed = Double(min(max(now &- (changedAt ?? now), 0), 1_000_000)) / 1_000_000
        changedAt = now
        if let arriving, maximum.isBelow(arriving) { maximum = LinkMaximum() }
        var next = bitsPerSecond
        if maximum.bitsPerSecond != nil {
            let response = Double(roundTrip &+ 100_000) / 1_000_000
            next += max(4000, Self.packetBits / response) * elapsed
        } else {
            next *= 1 + Self.growthPerSecond * elapsed
            next += 1000 * elapsed
        }
        if let arriving { next = min(next, arriving * Self.headroom + Self.headroomBase) }
        bitsPerSecond = max(bitsPerSecond, next)
    }

    /// One cut per round trip: its effect must be seen before the next.
    private mutating func cut(arriving: Double?, roundTrip: Int64, at now: Int64) {
        let pause = min(max(roundTrip, 10_000), 200_000)
        if let decreasedAt, now &- decreasedAt < pause {
            guard let arriving, arriving < bitsPerSecond / 2 else { return }
        }
        decreasedAt = now
        guard let arriving else {
            bitsPerSecond /= 2
            return
        }
        var next = max(Self.decrease * arriving, BandwidthEstimator.Limits.least)
        if next > bitsPerSecond, let known = maximum.bitsPerSecond { next = Self.decrease * known }
        bitsPerSecond = min(bitsPerSecond, next)
        if maximum.isAbove(arriving) { maximum = LinkMaximum() }
        maximum.learn(arriving)
    }

    /// A measurement from outside: a probe that got through, or a loss-based cut.
    mutating func set(_ rate: Double, at now: Int64) {
        bitsPerSecond = rate
        changedAt = now
    }

    mutating func forgetMaximum() { maximum = LinkMaximum() }
}

/// What arrived when the link was last full, with its normalised variance.
struct LinkMaximum {
    private static let weight = 0.05
    /// kbit/s.
    private var mean: Double?
    private var variance = 0.4

    var bitsPerSecond: Double? { mean.map { $0 * 1000 } }
    private func deviation(_ mean: Double) -> Double { (variance * mean).squareRoot() }

    func isBelow(_ rate: Double) -> Bool { mean.map { rate / 1000 > $0 + 3 * deviation($0) } ?? false }
    func isAbove(_ rate: Double) -> Bool { mean.map { rate / 1000 < $0 - 3 * deviation($0) } ?? false }

    mutating func learn(_ rate: Double) {
        let sample = rate / 1000
        let updated = mean.map { (1 - Self.weight) * $0 + Self.weight * sample } ?? sample
        mean = updated
        let error = updated - sample
        variance = (1 - Self.weight) * variance + Self.weight * error * error / max(updated, 1)
        variance = min(max(variance, 0.4), 2.5)
    }
}
