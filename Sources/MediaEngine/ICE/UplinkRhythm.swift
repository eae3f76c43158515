/// How closely a leg's packets follow one another, so that a silence can be told from a pause. Of each window
/// the longest gap counts, not the mean: video comes in bursts, and the mean of a burst says nothing.
/// Nanoseconds, because this runs for every packet.
struct UplinkRhythm {
    static let window: UInt64 = 100_000_000
    /// Longer gaps are a mute or an outage; counted as this long, so that they are soon forgotten.
    static let longestCounted: UInt64 = 250_000_000
    /// Gaps longer than this are no rhythm: discontinuous transmission, a still picture.
    static let regular: UInt64 = 60_000_000
    /// Windows after which the rhythm is known.
    static let windowsToLearn = 5
    private static let shortestLimit: UInt64 = 60_000_000
    private static let usualLimit: UInt64 = 80_000_000
    private static let longestLimit: UInt64 = 400_000_000

    private(set) var lastAt: UInt64 = 0
    private var windowStart: UInt64 = 0
    private var longest: UInt64 = 0
    private var windows = 0
    /// Smoothed longest gap of a window, and its smoothed deviation (gains as in RFC 6298 §2).
    private(set) var expected: UInt64 = 0
    private(set) var deviation: UInt64 = 0

    mutating func heard(at now: MonotonicInstant) {
        let instant = now.nanoseconds
        guard lastAt != 0 else {
            lastAt = instant
            windowStart = instant
            return
        }
        let gap = instant > lastAt ? instant &- lastAt : 0
        lastAt = max(instant, lastAt)
        if gap > longest { longest = gap }
        if lastAt &- windowStart >= Self.window { fold() }
    }

    private mutating func fold() {
        let sample = min(longest, Self.longestCounted)
        longest = 0
        windowStart = lastAt
        if windows == 0 {
            expected = sample
            deviation = sample / 2
        } else {
            let difference = sample > expected ? sample &- expected : expected &- sample
            deviation = (deviation &* 3 &+ difference) / 4
            expected = (expected &* 7 &+ sample) / 8
        }
        if windows < Self.windowsToLearn { windows += 1 }
    }

    /// Packets have been coming steadily, so that their absence is news.
    var isRegular: Bool { windows >= Self.windowsToLearn && expected <= Self.regular }

    /// Silence after which the path is asked: longer than a gap that one lost packet makes is not needed.
    var probeAfter: Duration {
        .nanoseconds(Int64(clamping: min(60_000_000, max(25_000_000, expected + 2 * deviation + 10_000_000))))
    }

    /// Silence after which the path is believed dead: four gaps, at least 60 ms and at most 80 ms (three
    /// audio packets lost in a row: at 0.5 % loss once in days), but longer where the network's own jitter
    /// is.
    var limit: Duration {
        let usual = max(Self.shortestLimit, min(4 &* expected, Self.usualLimit))
        let wide = min(expected &+ 6 &* deviation, Self.longestLimit)
        return .nanoseconds(Int64(clamping: max(usual, wide)))
    }

    /// The shortest silence that counts when most legs of a link fall silent together.
    var limitInCrowd: Duration {
        .nanoseconds(Int64(clamping: max(Self.shortestLimit, expected &+ 2 &* deviation)))
    }
}
