/// One direction of one link: what happens to each packet, from the settings and a seeded generator alone. Reads no
/// clock and moves no packet.
package struct LinkDirection: Sendable {
    package enum Verdict: Hashable, Sendable {
        /// Arrives at this moment, in nanoseconds.
        case deliver(at: UInt64)
        case lost(Cause)
    }

    package enum Cause: String, Hashable, Sendable, Codable, CaseIterable {
        case cut, random, burst, queueFull
    }

    package struct Counters: Hashable, Sendable, Codable {
        package var offered = 0
        package var delivered = 0
        package var deliveredBytes = 0
        package var cut = 0
        package var random = 0
        package var burst = 0
        package var queueFull = 0
        package var reordered = 0

        package var lost: Int { cut + random + burst + queueFull }

        mutating func count(_ cause: Cause) {
            switch cause {
            case .cut: cut += 1
            case .random: random += 1
            case .burst: burst += 1
            case .queueFull: queueFull += 1
            }
        }

        package static func - (left: Counters, right: Counters) -> Counters {
            Counters(
                offered: left.offered - right.offered, delivered: left.delivered - right.delivered,
                deliveredBytes: left.deliveredBytes - right.deliveredBytes, cut: left.cut - right.cut,
                random: left.random - right.random, burst: left.burst - right.burst,
                queueFull: left.queueFull - right.queueFull, reordered: left.reordered - right.reordered)
        }
    }

    package var settings: LinkSettings
    package private(set) var counters = Counters()
    private var random: SeededGenerator
    private var isBad = false
    /// When the line has sent all that waits.
    private var lineFreeAt: UInt64 = 0
    private var lastDueAt: UInt64 = 0

    package init(_ settings: LinkSettings = .ideal, seed: UInt64) {
        self.settings = settings
        random = SeededGenerator(seed: seed)
    }

    /// A packet of `bytes` enters at `now`.
    package mutating func offer(bytes: Int, at now: UInt64) -> Verdict {
        counters.offered += 1
        if settings.isCut { return lose(.cut) }
        var leaves = now
        if let rate = settings.bitsPerSecond, rate > 0 {
            let start = max(now, lineFreeAt)
            let waiting = Double(start - now) * rate / 8e9
            if waiting + Double(bytes) > Double(settings.queueBytes) { return lose(.queueFull) }
            leaves = start + UInt64(Double(bytes) * 8e9 / rate)
            lineFreeAt = leaves
        }
        if let bursts = settings.bursts {
            if random.chance(isBad ? bursts.badToGood : bursts.goodToBad) { isBad.toggle() }
            if random.chance(isBad ? bursts.lossWhenBad : bursts.lossWhenGood) { return lose(.burst) }
        }
        if random.chance(settings.loss) { return lose(.random) }
        let milliseconds = max(0, settings.delay + settings.jitter * (2 * random.unit() - 1))
        let due = leaves + UInt64(milliseconds * 1e6)
        if random.chance(settings.reorder) {
            counters.reordered += 1
            return .deliver(at: due + UInt64(max(0, settings.reorderDelay) * 1e6))
        }
        // A line does not let packets overtake each other, however the delay changes.
        lastDueAt = max(lastDueAt, due)
        return .deliver(at: lastDueAt)
    }

    /// A packet under way reaches the end: false when the line was cut meanwhile.
    package mutating func arrive(bytes: Int) -> Bool {
        guard !settings.isCut else {
            counters.count(.cut)
            return false
        }
        counters.delivered += 1
        counters.deliveredBytes += bytes
        return true
    }

    private mutating func lose(_ cause: Cause) -> Verdict {
        counters.count(cause)
        return .lost(cause)
    }
}
