import ConsultationCore

/// The numbers of one connection over the last ten seconds.
struct SeatMeter: Sendable {
    private struct Point: Sendable {
        let at: WallTime
        let statistics: SeatStatistics
    }

    /// Oldest first; the first one is the last before the window.
    private var points: [Point] = []

    var takenAt: WallTime? { points.last?.at }
    var latest: SeatStatistics? { points.last?.statistics }

    mutating func take(_ statistics: SeatStatistics, at now: WallTime) {
        // Counters that fall belong to another connection of the same name: the count begins anew.
        if let last = latest, statistics.packetsIn < last.packetsIn || statistics.lostIn < last.lostIn {
            points.removeAll()
        }
        points.append(Point(at: now, statistics: statistics))
        while points.count > 2, now - points[1].at >= MediaLimits.window { points.removeFirst() }
    }

    /// Share lost of what the person sends or of what is sent to them, the greater, 0 to 1; nil while too young to
    /// tell.
    var loss: Double? {
        guard points.count > 1, let first = points.first?.statistics, let last = latest else { return nil }
        let lossIn = Self.share(
            lost: last.lostIn &- first.lostIn,
            received: last.packetsIn &- min(first.packetsIn, last.packetsIn))
        var weighed = 0.0
        var length = 0.0
        for (before, point) in zip(points, points.dropFirst()) {
            let span = Double((point.at - before.at).milliseconds)
            weighed += point.statistics.lossOut * span
            length += span
        }
        return max(lossIn, length > 0 ? weighed / length : last.lossOut)
    }

    /// Of the path in use, in milliseconds.
    var roundTrip: Double? { latest?.paths.first { $0.isActive }?.roundTripMilliseconds }

    /// Share lost on the way here of one encoding that the person sends.
    func loss(of source: SeatStatistics.Source) -> Double {
        let before = points.first?.statistics.sources.first {
            $0.source == source.source && $0.layer == source.layer
        }
        guard let before, before.received <= source.received else {
            return Self.share(lost: source.lost, received: source.received)
        }
        return Self.share(
            lost: source.lost &- min(before.lost, source.lost), received: source.received &- before.received)
    }

    /// `lost` may fall when a packet comes late.
    private static func share(lost: UInt64, received: UInt64) -> Double {
        lost > 0 && lost < UInt64.max / 2 ? Double(lost) / Double(lost &+ received) : 0
    }
}
