import Wire

/// What a leg with transport-wide feedback knows about its path towards the listener. A class of its own, so that legs
/// without feedback pay nothing for it.
final class LegCongestion {
    /// Below this share of the estimate the application, not the path, limits what is sent.
    private static let limitedBelow = 0.7
    private static let rateWindow: Int64 = 300_000
    /// Sent and unheard of: less than this says nothing about the path.
    private static let silenceBytes: UInt64 = 2000

    var sent: SentPacketLog
    var estimator = BandwidthEstimator()
    private(set) var isApplicationLimited = true
    /// bit/s over the last window.
    private(set) var sendRate = 0.0
    private(set) var feedbacks: UInt64 = 0
    private(set) var packetsLost: UInt64 = 0
    private var reference = CounterUnwrapper(bits: 24)
    private var windowAt: Int64?
    private var windowBytes: UInt64 = 0
    private var bytesAtFeedback: UInt64 = 0

    init(firstSequence: UInt16) { sent = SentPacketLog(first: firstSequence) }

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
