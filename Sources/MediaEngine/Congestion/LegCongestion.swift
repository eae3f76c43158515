import Wire

/// What a leg with transport-wide feedback knows about its path towards the listener. A class of its own, so that legs
/// without feedback pay nothing for it.
final class LegCongestion {
    /// Below this share of the estimate the application, not the path, limits what is sent.
    private static let limitedBelow = 0.7
    private static let firstProbePause: Duration = .milliseconds(700)
    private static let longestProbePause: Duration = .seconds(10)
    /// First probes: so many times the start rate, as nothing is known yet.
    private static let boldness = 3.0
    private static let rateWindow: Int64 = 300_000
    /// Sent and unheard of: less than this says nothing about the path.
    private static let silenceBytes: UInt64 = 2000

    var sent: SentPacketLog
    var estimator = BandwidthEstimator()
    var pacer = Pacer()
    var probe = ProbeRun()
    var share = VideoShare()
    /// Scratch of the allocation.
    var demands: [VideoShare.Demand] = []
    /// The estimate of the last allocation, and what sound takes of it, in bit/s.
    var allocatedFor = 0.0
    var soundRate = 0.0
    var nextAllocationAt = MonotonicInstant(nanoseconds: 0)
    private var nextProbeAt = MonotonicInstant(nanoseconds: 0)
    private var probePause = LegCongestion.firstProbePause
    private var probedFrom = 0.0
    private var pathChangedAt: Int64 = 0
    private(set) var isApplicationLimited = true
    /// bit/s over the last window.
    private(set) var sendRate = 0.0
    private(set) var feedbacks: UInt64 = 0
    private(set) var packetsLost: UInt64 = 0
    private var reference = CounterUnwrapper(bits: 24)
    private var windowAt: Int64?
    private var windowBytes: UInt64 = 0
    private var bytesAtFeedback: UInt64 = 0

    init(firstSequence: UInt16) {
        sent = SentPacketLog(first: firstSequence)
        pacer.setRate(estimate: estimator.bitsPerSecond, isFull: false)
    }

    /// Takes one feedback message. `roundTrip` is that of the path, without the feedback's own interval.
    func take(
        _ statuses: inout TransportStatusWalker, in packet: Span<UInt8>, roundTrip: Int64,
        at now: MonotonicInstant
    ) {
        let base =
            Int64(clamping: reference.unwrap(statuses.referenceTime))
            &* TransportFeedback.referenceMicroseconds
        let microseconds = Int64(clamping: now.nanoseconds / 1000)
        measureSendRate(at: microseconds)
        var lost = 0
        var arrived = 0
        var restored = 0
        while let status = statuses.next(in: packet) {
            guard let (known, before) = sent.resolve(status.sequence, arrived: status.arrival != nil) else {
                continue
            }
            // What left on another path says nothing about this one.
            guard known.sentMicroseconds >= pathChangedAt else { continue }
            guard let arrival = status.arrival else {
                lost += 1
                continue
            }
            if before == .lost { restored += 1 } else { arrived += 1 }
            estimator.arrived(
                bytes: Int(known.bytes), cluster: known.cluster, sent: known.sentMicroseconds,
                at: base &+ arrival, isApplicationLimited: isApplicationLimited)
        }
        feedbacks &+= 1
        packetsLost = packetsLost &+ UInt64(lost) &- min(packetsLost, UInt64(restored))
        bytesAtFeedback = sent.bytesSent
        estimator.lost(lost, arrived: arrived, restored: restored)
        estimator.finish(
            roundTrip: roundTrip, isApplicationLimited: isApplicationLimited, at: microseconds)
        pacer.setRate(estimate: estimator.bitsPerSecond, isFull: isFull)
    }

    /// The queue of the path grows, or it drops what does not fit.
    var isFull: Bool { estimator.isOverused || estimator.loss > LossBound.heavy }

    /// When held packets or a probe want to be sent.
    var nextAt: MonotonicInstant? {
        guard probe.isRunning else { return pacer.nextAt }
        return pacer.nextAt.map { min($0, probe.nextAt) } ?? probe.nextAt
    }

    /// The rate at which to probe now, if a better picture is wanted than the estimate allows and nothing speaks
    /// against it.
    func probeRate(at now: MonotonicInstant) -> Double? {
        let estimate = estimator.bitsPerSecond
        guard let wanted = share.wanted, !probe.isRunning, now >= nextProbeAt,
            feedbacks > 0 || sent.bytesSent > 0,
            !estimator.wasOverused(within: 1_500_000, at: Int64(clamping: now.nanoseconds / 1000))
        else { return nil }
        let needed = (wanted + soundRate) / (1 - min(estimator.loss, 0.5)) * 1.1
        guard needed > estimate else { return nil }
        // The last one brought something: go on soon. It did not: wait longer each time.
        if estimate > probedFrom * 1.15 {
            probePause = Self.firstProbePause
        } else {
            probePause = min(probePause * 3 / 2, Self.longestProbePause)
        }
        probedFrom = estimate
        nextProbeAt = now.advanced(by: probePause)
        let floor = BandwidthEstimator.Limits.start * Self.boldness
        return min(max(needed, min(floor, estimate * Self.boldness)), estimate * Self.boldness)
    }

    func pathChanged(at now: MonotonicInstant) {
        pathChangedAt = Int64(clamping: now.nanoseconds / 1000)
        guard estimator.pathChanged(at: pathChangedAt) else { return }
        probePause = Self.firstProbePause
        nextProbeAt = min(nextProbeAt, now.advanced(by: probePause))
        probedFrom = 0
        pacer.setRate(estimate: estimator.bitsPerSecond, isFull: isFull)
    }

    func reviewSilence(roundTrip: Int64, at now: MonotonicInstant) {
        guard sent.bytesSent &- bytesAtFeedback > Self.silenceBytes else { return }
        estimator.reviewSilence(roundTrip: roundTrip, at: Int64(clamping: now.nanoseconds / 1000))
    }

    private func measureSendRate(at now: Int64) {
        guard let start = windowAt else {
            windowAt = now
            windowBytes = sent.bytesSent
            return
        }
        guard now &- start >= Self.rateWindow else { return }
        sendRate = Double(sent.bytesSent &- windowBytes) * 8_000_000 / Double(now &- start)
        windowAt = now
        windowBytes = sent.bytesSent
        isApplicationLimited = sendRate < estimator.bitsPerSecond * Self.limitedBelow
    }
}
