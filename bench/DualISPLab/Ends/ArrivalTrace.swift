/// What came of one stream, packet by packet, in order of arrival.
struct ArrivalTrace: Sendable {
    struct Arrival: Sendable {
        /// Sequence number extended over its wraps; starts anywhere.
        var index: UInt64
        /// Monotonic nanoseconds.
        var at: UInt64
        var isRepair = false
    }

    private(set) var arrivals: [Arrival] = []
    /// Further copies that reached this point.
    private(set) var copies = 0
    private var seen: Set<UInt64> = []
    /// Those that came by themselves.
    private var unasked: Set<UInt64> = []

    /// False for one that came before.
    mutating func note(_ index: UInt64, at: UInt64, isRepair: Bool = false) -> Bool {
        guard seen.insert(index).inserted else {
            copies += 1
            return false
        }
        if !isRepair { unasked.insert(index) }
        arrivals.append(Arrival(index: index, at: at, isRepair: isRepair))
        return true
    }

    var repaired: Int { arrivals.count(where: \.isRepair) }

    /// Numbers between the first and the last that never came.
    var missing: [UInt64] {
        guard let low = seen.min(), let high = seen.max() else { return [] }
        return (low...high).filter { !seen.contains($0) }
    }

    /// A number that never came: when its successor did, against the first cut and the end of the trace, in
    /// milliseconds.
    struct Missing: Sendable, Codable {
        var afterCut: Double
        var beforeEnd: Double
        /// Its repair may still have been under way when the trace ended: neither missing nor received.
        var isOpen: Bool { beforeEnd < ArrivalTrace.settling }
    }

    /// A second line's longest delay and a few questions over the longer round trip.
    static let settling = 500.0

    func missing(cutAt: UInt64) -> [Missing] {
        guard let end = arrivals.last?.at else { return [] }
        return missing.map { index in
            let at = arrivals.first { $0.index > index }?.at ?? end
            return Missing(
                afterCut: (Double(at) - Double(cutAt)) / 1e6, beforeEnd: (Double(end) - Double(at)) / 1e6)
        }
    }

    struct Gap: Sendable, Codable {
        /// The largest distance between neighbours in time, in milliseconds.
        var longest = 0.0
        /// The largest with lost packets in it, 0 where nothing was lost; and the largest without.
        var withLoss = 0.0
        var intact = 0.0
        /// Packets that had to be repaired or never came.
        var lost = 0

        /// What a listener would call the gap: a delivery that only stalls loses nothing.
        var heard: Double { withLoss > 0 ? withLoss : longest }
    }

    /// The largest distance between two neighbours: the second not before `start`, the first not after `end`; with
    /// `isClosed` the second not after it either.
    func gap(from start: UInt64, to end: UInt64, isClosed: Bool = false) -> Gap {
        var gap = Gap()
        var lastAt: UInt64?
        var highest: UInt64?
        for arrival in arrivals where !arrival.isRepair {
            defer {
                lastAt = arrival.at
                highest = max(highest ?? 0, arrival.index)
            }
            guard arrival.at >= start, let lastAt, let highest else { continue }
            if lastAt > end || isClosed && arrival.at > end { break }
            let distance = Double(arrival.at - min(lastAt, arrival.at)) / 1e6
            gap.longest = max(gap.longest, distance)
            // Where two lines overtake each other, a hole closes by itself.
            let lost =
                arrival.index > highest + 1
                ? (highest + 1..<arrival.index).count { !unasked.contains($0) } : 0
            if lost > 0 {
                gap.lost += lost
                gap.withLoss = max(gap.withLoss, distance)
            } else {
                gap.intact = max(gap.intact, distance)
            }
        }
        return gap
    }
}
