/// What one listener's path carries, from its transport-wide feedback: the smaller of a delay-based and a loss-based
/// rate (draft-ietf-rmcat-gcc-02), helped by probes. Times are microseconds; rates count IP and UDP headers too.
package struct BandwidthEstimator {
    /// UDP and IPv4 headers in front of each datagram.
    package static let headerBytes = 28

    package enum Limits {
        /// Two Opus streams and their reports: below this nothing is left to shed.
        package static let least = 50_000.0
        package static let start = 300_000.0
        package static let most = 30_000_000.0
    }

    private var grouping = BurstGrouping()
    private var trendline = TrendlineFilter()
    private var acknowledged = AcknowledgedRate()
    private var control = RateControl(start: Limits.start)
    private var lossBound = LossBound(start: Limits.most)
    private var probes = ProbeResults()
    private var heardAt: Int64?
    private var silenceCutAt: Int64?
    private var worst = TrendlineFilter.Usage.normal
    private var lastOveruseAt: Int64?
    private var probed: Double?

    package init() {}

    package var bitsPerSecond: Double {
        min(max(min(control.bitsPerSecond, lossBound.bitsPerSecond), Limits.least), Limits.most)
    }
    package var arrivingBitsPerSecond: Double? { acknowledged.bitsPerSecond }
    package var loss: Double { lossBound.loss }
    package var isOverused: Bool { trendline.usage == .over }

    /// Whether the path was full within `time`.
    package func wasOverused(within time: Int64, at now: Int64) -> Bool {
        lastOveruseAt.map { now &- $0 < time } ?? false
    }

    package mutating func beginProbe(_ cluster: UInt8, bytes: Int) { probes.begin(cluster, bytes: bytes) }

    /// One packet that arrived. Call in order of arrival as far as the feedback tells, then `finish`.
    package mutating func arrived(
        bytes: Int, cluster: UInt8, sent: Int64, at arrival: Int64, isApplicationLimited: Bool
    ) {
        let size = bytes &+ Self.headerBytes
        acknowledged.arrived(bytes: size, at: arrival, isApplicationLimited: isApplicationLimited)
        if let change = grouping.add(sent: sent, arrived: arrival) {
            trendline.add(change)
            if trendline.usage == .over { worst = .over }
        }
        if cluster != 0, let rate = probes.arrived(cluster, bytes: size, sent: sent, at: arrival) {
            probed = max(probed ?? 0, rate)
        }
    }

    package mutating func lost(_ count: Int, arrived: Int, restored: Int) {
        lossBound.count(lost: count, arrived: arrived)
        lossBound.restored(restored)
    }

    /// Ends one feedback message.
    package mutating func finish(roundTrip: Int64, isApplicationLimited: Bool, at now: Int64) {
        heardAt = now
        silenceCutAt = nil
        let usage = worst == .over ? .over : trendline.usage
        worst = .normal
        if usage == .over { lastOveruseAt = now }
        control.update(
            usage, arriving: acknowledged.bitsPerSecond, roundTrip: roundTrip,
            mayGrow: !isApplicationLimited, at: now)
        if let probed, usage != .over, probed > control.bitsPerSecond {
            control.set(min(probed, Limits.most), at: now)
            lossBound.set(probed)
        }
        probed = nil
        lossBound.update(
            delayBased: control.bitsPerSecond, arriving: acknowledged.bitsPerSecond, roundTrip: roundTrip,
            at: now)
        // What loss forbids, delay must not go on climbing above without bound.
        if control.bitsPerSecond > lossBound.bitsPerSecond * 1.5 {
            control.set(lossBound.bitsPerSecond * 1.5, at: now)
        }
    }

    /// Nothing has been heard although packets left: the feedback, or everything, is lost on the way.
    package mutating func reviewSilence(roundTrip: Int64, at now: Int64) {
        guard let heardAt else { return }
        let patience = 500_000 &+ 3 &* roundTrip
        guard now &- heardAt > patience else { return }
        if let silenceCutAt, now &- silenceCutAt < patience { return }
        silenceCutAt = now
        control.set(max(control.bitsPerSecond / 2, Limits.least), at: now)
    }

    /// The traffic takes another path: old delays say nothing about it, the rate is kept until they do. What was cut
    /// for want of feedback over the old path counts for nothing: it starts anew then, and says so.
    @discardableResult
    package mutating func pathChanged(at now: Int64) -> Bool {
        let startsAnew = silenceCutAt != nil
        if startsAnew {
            control.set(max(control.bitsPerSecond, Limits.start), at: now)
            silenceCutAt = nil
            heardAt = now
        }
        grouping.reset()
        trendline = TrendlineFilter()
        control.forgetMaximum()
        lossBound.forget()
        return startsAnew
    }
}
