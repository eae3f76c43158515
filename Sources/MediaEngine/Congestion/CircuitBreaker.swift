/// Stops the pictures of a listener whose path cannot carry them at all, whatever the estimate says, and also where
/// there is none (RFC 8083). Sound goes on: it is the consultation.
struct CircuitBreaker {
    /// Nothing at all was heard of the listener (RFC 8083 §4.1).
    private static let silence: Duration = .seconds(10)
    /// Heard so lately that it is there: reports come once in five seconds at the least (RFC 3550 §6.2).
    private static let recent: Duration = .seconds(6)
    private static let pause: Duration = .seconds(10)
    private static let longestPause: Duration = .seconds(80)

    private(set) var openedAt: MonotonicInstant?
    private var pause = Self.pause
    private var heardAt: MonotonicInstant?

    var isOpen: Bool { openedAt != nil }

    /// Any RTCP of the listener.
    mutating func heard(at now: MonotonicInstant) { heardAt = now }

    /// What a report block says of a picture. False when it is open already.
    mutating func open(at now: MonotonicInstant) -> Bool {
        guard openedAt == nil else { return false }
        openedAt = now
        return true
    }

    /// The regular look: opens when the listener has fallen silent, closes after the pause when it is heard. A listener
    /// that `mustReport` agreed to; any other has done so at least once.
    mutating func review(
        isShown: Bool, mustReport: Bool, at now: MonotonicInstant
    ) -> (opened: BreakerCause?, closed: Bool) {
        if let openedAt {
            guard now.since(openedAt) >= pause, let heardAt, now.since(heardAt) < Self.recent else {
                return (nil, false)
            }
            self.openedAt = nil
            pause = min(pause * 2, Self.longestPause)
            return (nil, true)
        }
        guard let heardAt else {
            if mustReport { self.heardAt = now }
            return (nil, false)
        }
        guard isShown, now.since(heardAt) >= Self.silence else { return (nil, false) }
        openedAt = now
        return (.reports, false)
    }
}

/// What the listener's reports say of one picture (RFC 8083 §4.2 and §4.3).
struct PictureWatch {
    /// CB_INTERVAL for reports once a second (RFC 8083 §4.3, §4.5).
    private static let reports = 5
    /// Reports that come sooner are not counted: five of them must take some seconds.
    private static let spacing: Duration = .milliseconds(800)
    /// Ten times what a TCP connection would send (RFC 8083 §4.3).
    private static let excess = 10.0

    private var stuck = 0
    private var congested = 0
    private var highest: UInt32?
    private var packets: UInt32 = 0
    private var octets: UInt32 = 0
    private var countedAt: MonotonicInstant?

    /// A report block; `packets` and `octets` are what has been sent so far, `roundTrip` is in seconds.
    mutating func take(
        _ block: (highest: UInt32, lost: Double), packets: UInt32, octets: UInt32, roundTrip: Double,
        at now: MonotonicInstant
    ) -> BreakerCause? {
        let since = countedAt.map(now.since)
        if let since, since < Self.spacing { return nil }
        defer {
            countedAt = now
            highest = block.highest
            self.packets = packets
            self.octets = octets
        }
        guard let since else { return nil }
        let sent = packets &- self.packets
        stuck = sent > 0 && highest == block.highest ? stuck + 1 : 0
        // The simple TCP equation (RFC 8083 §4.3): s / (R √(2p/3)), with packets of 1200 bytes.
        let fair =
            block.lost > 0
            ? 9600 / (max(roundTrip, 0.01) * (2 * block.lost / 3).squareRoot()) : Double.infinity
        let bytes = Double(octets &- self.octets) + Double(sent) * Double(RateMeter.overheadBytes)
        let rate = bytes * 8_000_000 / Double(max(since.microseconds, 1))
        congested = rate > Self.excess * fair ? congested + 1 : 0
        if stuck >= Self.reports { return .media }
        return congested >= Self.reports ? .congestion : nil
    }
}

/// Why the pictures of a listener were stopped (RFC 8083 §4.1 to §4.3).
package enum BreakerCause: UInt8, Hashable, Sendable { case media, reports, congestion }
