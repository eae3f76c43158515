import Wire

/// What a receiver report says about one source (RFC 3550 §6.4.1 and appendix A.8).
struct ReceptionStatistics {
    let clockRate: UInt32
    private var first: UInt64?
    private var highest: UInt64 = 0
    private(set) var received: UInt64 = 0
    private var expectedBefore: UInt64 = 0
    private var receivedBefore: UInt64 = 0
    /// Scaled by 16, in ticks.
    private var jitter: Int64 = 0
    private var lastTransit: Int64?

    init(clockRate: UInt32) { self.clockRate = clockRate }

    var expected: UInt64 { first.map { highest &- $0 &+ 1 } ?? 0 }
    var lost: Int64 { Int64(clamping: expected) - Int64(clamping: received) }

    var arrivalJitter: Duration {
        .nanoseconds(jitter / 16 &* 1_000_000_000 / Int64(max(clockRate, 1)))
    }

    /// A packet as first received; one restored by RTX does not count (RFC 4588 §6.3).
    mutating func arrived(_ index: UInt64, timestamp: UInt32, at now: MonotonicInstant) {
        first = min(first ?? index, index)
        highest = max(highest, index)
        received &+= 1
        let ticks = Int64(truncatingIfNeeded: now.nanoseconds / 1000) &* Int64(clockRate) / 1_000_000
        let transit = Int64(Int32(truncatingIfNeeded: ticks &- Int64(timestamp)))
        if let lastTransit {
            let distance = Int64(Int32(truncatingIfNeeded: transit &- lastTransit).magnitude)
            jitter += distance - (jitter + 8) / 16
        }
        lastTransit = transit
    }

    mutating func block(
        ssrc: UInt32, lastReport: (middle: UInt32, at: MonotonicInstant)?, at now: MonotonicInstant
    ) -> ReportBlock? {
        guard first != nil else { return nil }
        let expectedNow = expected &- expectedBefore
        let receivedNow = received &- receivedBefore
        expectedBefore = expected
        receivedBefore = received
        var fraction: UInt8 = 0
        if expectedNow > receivedNow {
            fraction = UInt8(min((expectedNow - receivedNow) * 256 / expectedNow, 255))
        }
        // In 1/65536 s; capped at an hour, far beyond any report's use.
        let nanoseconds = lastReport.map {
            min(now.nanoseconds &- min($0.at.nanoseconds, now.nanoseconds), 3_600_000_000_000)
        }
        let delay = UInt32(truncatingIfNeeded: (nanoseconds ?? 0) * 65536 / 1_000_000_000)
        return ReportBlock(
            ssrc: ssrc, fractionLost: fraction, cumulativeLost: Int32(clamping: lost),
            highestSequence: UInt32(truncatingIfNeeded: highest),
            jitter: UInt32(truncatingIfNeeded: jitter / 16),
            lastReport: lastReport?.middle ?? 0, delay: delay)
    }
}
