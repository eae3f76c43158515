package import Wire

/// Arrival times of one publisher's packets by transport-wide number, until the next feedback goes out.
package struct ArrivalLog {
    /// More arrivals than this between two reports are not reported one by one; the oldest are left out.
    static let capacity = 1024
    /// Keeps one message below 1200 bytes also when every delta needs two bytes.
    static let statusesPerMessage = 400
    /// A packet later than this many numbers is not reported any more.
    static let lateness: UInt64 = 400

    private var unwrapper = CounterUnwrapper.sequence()
    private var arrivals: [(index: UInt64, at: MonotonicInstant)] = []
    private var nextBase: UInt64?
    /// The last message's, kept for the next one.
    private var deltas: [Int16?] = []
    private var feedbackCount: UInt8 = 0

    package init() {}

    package var isEmpty: Bool { arrivals.isEmpty }

    package mutating func record(_ sequence: UInt16, at now: MonotonicInstant) {
        let index = unwrapper.unwrap(sequence)
        if let nextBase, index &+ Self.lateness < nextBase { return }
        if arrivals.count >= Self.capacity { arrivals.removeFirst(Self.capacity / 4) }
        arrivals.append((index, now))
    }

    /// The next message, or nil when everything recorded is reported.
    package mutating func next() -> TransportFeedback? {
        guard !arrivals.isEmpty else { return nil }
        arrivals.sort { $0.index < $1.index }
        // A late packet lowers the base below what was reported; else losses since the last report are named.
        let first = arrivals[0].index
        var base =
            nextBase.map {
                first < $0 ? first : max($0, first &- min(first, UInt64(Self.statusesPerMessage / 2)))
            } ?? first
        if first &- base > UInt64(Self.statusesPerMessage / 2) { base = first }
        let reference = Int64(arrivals[0].at.nanoseconds / 1000) / TransportFeedback.referenceMicroseconds
        var clock = reference &* TransportFeedback.referenceMicroseconds
        deltas.removeAll(keepingCapacity: true)
        var used = 0
        for arrival in arrivals {
            let position = Int(min(arrival.index &- base, 1 << 20))
            if position < deltas.count {  // the same number twice
                used += 1
                continue
            }
            guard position < Self.statusesPerMessage else { break }
            let time = Int64(arrival.at.nanoseconds / 1000)
            let units = Self.rounded(time &- clock)
            guard let delta = Int16(exactly: units) else { break }
            while deltas.count < position { deltas.append(nil) }
            deltas.append(delta)
            clock &+= units &* TransportFeedback.deltaMicroseconds
            used += 1
        }
        guard used > 0 else {
            arrivals.removeAll(keepingCapacity: true)
            return nil
        }
        arrivals.removeFirst(used)
        nextBase = max(nextBase ?? 0, base &+ UInt64(deltas.count))
        defer { feedbackCount &+= 1 }
        return TransportFeedback(
            baseSequence: UInt16(truncatingIfNeeded: base),
            referenceTime: Int32(truncatingIfNeeded: reference & 0x7F_FFFF),
            feedbackCount: feedbackCount, deltas: deltas)
    }

    private static func rounded(_ microseconds: Int64) -> Int64 {
        let unit = TransportFeedback.deltaMicroseconds
        return microseconds >= 0 ? (microseconds + unit / 2) / unit : -((-microseconds + unit / 2) / unit)
    }
}
