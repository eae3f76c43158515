/// Bounds the rate by loss (draft-ietf-rmcat-gcc-02 §6), with limits moved up: a wireless link that loses five packets
/// in a hundred at any rate must not be taken for a full one, because a lower rate would lose as many.
struct LossBound {
    /// Below it the bound rises, above `cutAbove` it falls, between them it stays. Shares of packets.
    static let raiseBelow = 0.08
    static let cutAbove = 0.14
    static let heavy = 0.3
    private static let raisePerSecond = 0.08
    private static let period: Int64 = 250_000
    private static let fewestPackets = 20
    /// Share of the newest window in the smoothed loss.
    private static let weight = 0.5

    private(set) var loss = 0.0
    private(set) var bitsPerSecond: Double
    private var lost = 0
    private var seen = 0
    private var windowAt: Int64?
    private var cutAt: Int64?

    init(start: Double) { bitsPerSecond = start }

    mutating func count(lost newLost: Int, arrived: Int) {
        lost += newLost
        seen += newLost + arrived
    }

    /// Packets taken for lost came after all.
    mutating func restored(_ count: Int) { lost = max(0, lost - count) }

    /// Never cuts far below `arriving`: that much gets through.
    mutating func update(delayBased: Double, arriving: Double?, roundTrip: Int64, at now: Int64) {
        let start = windowAt ?? now
        windowAt = start
        guard now &- start >= Self.period, seen >= Self.fewestPackets else { return }
        let elapsed = min(Double(now &- start) / 1_000_000, 1)
        let share = min(Double(lost) / Double(seen), 1)
        loss = loss * (1 - Self.weight) + share * Self.weight
        lost = 0
        seen = 0
        windowAt = now
        if loss > Self.cutAbove, share > Self.raiseBelow {
            if let cutAt, now &- cutAt < 200_000 &+ roundTrip { return }
            cutAt = now
            // Half of the loss is the draft's step; where a third is lost, what arrives is what fits.
            let step = share > Self.heavy ? 1 - share : 1 - 0.5 * loss
            bitsPerSecond = max(
                min(bitsPerSecond, delayBased) * step, min((arriving ?? 0) * 0.85, bitsPerSecond),
                BandwidthEstimator.Limits.least)
        } else if loss < Self.raiseBelow {
            bitsPerSecond = bitsPerSecond * (1 + Self.raisePerSecond * elapsed) + 2000 * elapsed
            // Nothing is known against more: follow the delay-based rate at once when loss is no subject.
            if loss < 0.02 { bitsPerSecond = max(bitsPerSecond, delayBased) }
            bitsPerSecond = min(bitsPerSecond, BandwidthEstimator.Limits.most)
        }
    }

    mutating func forget() {
        loss = 0
        lost = 0
        seen = 0
    }

    mutating func set(_ rate: Double) { bitsPerSecond = max(bitsPerSecond, rate) }
}
