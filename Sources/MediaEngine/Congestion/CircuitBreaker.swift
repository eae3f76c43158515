/// Stops the pictures of a listener whose path cannot carry them at all, whatever the estimate says (RFC 8083). Sound
/// goes on: it is the consultation.
struct CircuitBreaker {
    /// CB_INTERVAL for reports once a second (RFC 8083 §4.3, §4.5).
    private static let reports = 5
    /// Nothing at all was heard of the listener (RFC 8083 §4.2).
    private static let silence: Duration = .seconds(10)
    /// Ten times what a TCP connection would send (RFC 8083 §4.3).
    private static let excess = 10.0
    private static let pause: Duration = .seconds(10)
    private static let longestPause: Duration = .seconds(80)

    private(set) var openedAt: MonotonicInstant?
    private var pause = Self.pause
    private var stuck = 0
    private var congested = 0
    private var heardAt: MonotonicInstant?
    private var highest: UInt32?

    var isOpen: Bool { openedAt != nil }

    /// A report block about a picture. `sent` says whether packets left since the one before; rates in bit/s.
    mutating func take(
        highestSequence: UInt32, fractionLost: Double, sent: Bool, sendRate: Double, roundTrip: Double,
        at now: MonotonicInstant
    ) -> BreakerCause? {
        if let highest, sent, highest == highestSequence { stuck += 1 } else { stuck = 0 }
        highest = highestSequence
        // The simple TCP equation (RFC 8083 §4.3): s / (R √(2p/3)), with packets of 1200 bytes.
        let fair =
            fractionLost > 0
            ? 9600 / (max(roundTrip, 0.01) * (2 * fractionLost / 3).squareRoot()) : Double.infinity
        congested = sendRate > Self.excess * fair ? congested + 1 : 0
        if stuck >= Self.reports { return open(.media, at: now) }
        if congested >= Self.reports { return open(.congestion, at: now) }
        return nil
    }

    /// Any RTCP of the listener.
    mutating func heard(at now: MonotonicInstant) { heardAt = now }

    /// The regular look: opens when the listener has fallen silent, closes after the pause when it is heard.
    mutating func review(isShown: Bool, at now: MonotonicInstant) -> (opened: BreakerCause?, closed: Bool) {
        if let openedAt {
            guard now.since(openedAt) >= pause, let heardAt, now.since(heardAt) < .seconds(1) else {
                return (nil, false)
            }
            self.openedAt = nil
            pause = min(pause * 2, Self.longestPause)
            stuck = 0
            congested = 0
            return (nil, true)
        }
        guard let heardAt else {
            heardAt = now
            return (nil, false)
        }
        guard isShown, now.since(heardAt) >= Self.silence else { return (nil, false) }
        return (open(.reports, at: now), false)
    }

    private mutating func open(_ cause: BreakerCause, at now: MonotonicInstant) -> BreakerCause? {
        guard openedAt == nil else { return nil }
        openedAt = now
        return cause
    }
}

/// Why the pictures of a listener were stopped (RFC 8083 §4.1 to §4.3).
package enum BreakerCause: UInt8, Hashable, Sendable { case media, reports, congestion }
