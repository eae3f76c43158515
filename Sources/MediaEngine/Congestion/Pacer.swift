/// Spreads a leg's video over time: a bucket that empties at two and a half times the estimate. Sound and RTCP never
/// wait, repairs go before video. Held packets are not copied: the queue names them in their source's cache.
struct Pacer {
    /// A packet in its source's cache, and how it is to be renumbered.
    struct Held {
        /// Place among the leg's slots.
        var slot: Int
        var source: SourceStream
        var index: UInt64
        var mapping: SlotMapping
        var since: MonotonicInstant
    }

    private static let pace = 2.5
    /// While the path is full, what waits must not keep it full.
    private static let paceWhenFull = 0.9
    /// Packets that may leave at once: a frame of a usual picture.
    static let burstBytes = 10_000.0
    private static let packetBytes = 1250.0
    /// Held packets leave in groups of this length, so that a timer serves several.
    private static let groupNanoseconds = 4_000_000.0

    private(set) var video = HeldPackets(limit: EngineLimits.pacedPackets)
    private(set) var repairs = HeldPackets(limit: EngineLimits.pacedRepairs)
    /// Bytes sent and not yet worn off.
    private var debt = 0.0
    private var settledAt: UInt64 = 0
    private var bytesPerNanosecond = 0.0

    var isEmpty: Bool { video.count == 0 && repairs.count == 0 }
    var count: Int { video.count + repairs.count }

    /// `estimate` in bit/s.
    mutating func setRate(estimate: Double, isFull: Bool) {
        bytesPerNanosecond = estimate * (isFull ? Self.paceWhenFull : Self.pace) / 8e9
    }

    private mutating func settle(at now: MonotonicInstant) {
        let elapsed = now.nanoseconds > settledAt ? now.nanoseconds &- settledAt : 0
        settledAt = max(settledAt, now.nanoseconds)
        debt = max(0, debt - Double(elapsed) * bytesPerNanosecond)
    }

    mutating func hasBudget(at now: MonotonicInstant) -> Bool {
        settle(at: now)
        return debt < Self.burstBytes
    }

    mutating func mayPassVideo(at now: MonotonicInstant) -> Bool { isEmpty && hasBudget(at: now) }
    mutating func mayPassRepair(at now: MonotonicInstant) -> Bool { repairs.count == 0 && hasBudget(at: now) }

    /// Something left; also what never waits takes its share.
    mutating func sent(bytes: Int) { debt = min(debt + Double(bytes), Self.burstBytes * 4) }

    mutating func hold(_ packet: Held, isRepair: Bool) -> Bool {
        isRepair ? repairs.append(packet) : video.append(packet)
    }

    /// The packet whose turn it is.
    mutating func next() -> (packet: Held, isRepair: Bool)? {
        if let packet = repairs.removeFirst() { return (packet, true) }
        if let packet = video.removeFirst() { return (packet, false) }
        return nil
    }

    /// Forgets what waits of one slot. Repairs of it stay: they were asked for.
    mutating func removeVideo(of slot: Int) { video.remove { $0.slot == slot } }

    /// When the next held packets may leave.
    var nextAt: MonotonicInstant? {
        guard !isEmpty, bytesPerNanosecond > 0 else { return nil }
        let group = max(Self.packetBytes, bytesPerNanosecond * Self.groupNanoseconds)
        let excess = debt - max(Self.burstBytes - group, 0)
        guard excess > 0 else { return MonotonicInstant(nanoseconds: settledAt) }
        let wait = min(excess / bytesPerNanosecond, 1e9)
        return MonotonicInstant(nanoseconds: settledAt &+ UInt64(wait))
    }
}

/// A ring of held packets; its memory is taken with the first one.
struct HeldPackets {
    let limit: Int
    private var places: [Pacer.Held?] = []
    private var first = 0
    private(set) var count = 0

    init(limit: Int) { self.limit = limit }

    var oldest: Pacer.Held? { count > 0 ? places[first] : nil }

    mutating func append(_ packet: Pacer.Held) -> Bool {
        guard count < limit else { return false }
        if places.isEmpty { places = [Pacer.Held?](repeating: nil, count: limit) }
        places[(first + count) % limit] = packet
        count += 1
        return true
    }

    mutating func removeFirst() -> Pacer.Held? {
        guard count > 0 else { return nil }
        let packet = places[first]
        places[first] = nil
        first = (first + 1) % limit
        count -= 1
        return packet
    }

    mutating func remove(where isUnwanted: (Pacer.Held) -> Bool) {
        var kept = 0
        for offset in 0..<count {
            let place = (first + offset) % limit
            guard let packet = places[place] else { continue }
            places[place] = nil
            guard !isUnwanted(packet) else { continue }
            places[(first + kept) % limit] = packet
            kept += 1
        }
        count = kept
    }
}
