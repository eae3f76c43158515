import Wire

extension RelayEngine {
    /// A listener tells when our packets arrived.
    mutating func takeTransportFeedback(
        _ packet: Span<UInt8>, _ head: FeedbackHead, _ leg: Leg, at now: MonotonicInstant
    ) {
        guard let congestion = leg.congestion else { return }
        guard var statuses = TransportStatusWalker(packet, head) else { return leg.count(.malformedRTCP) }
        congestion.take(&statuses, in: packet, roundTrip: leg.roundTrip.microseconds, at: now)
        // A path that became narrow is not given two more tenths of a second.
        if congestion.estimator.bitsPerSecond < congestion.allocatedFor * 0.9 { allocate(leg, at: now) }
    }

    /// The regular look at a leg's rate.
    mutating func reviewCongestion(_ leg: Leg, at now: MonotonicInstant) {
        guard let congestion = leg.congestion, leg.isEstablished else { return }
        congestion.reviewSilence(roundTrip: leg.roundTrip.microseconds, at: now)
        guard now >= congestion.nextAllocationAt else { return }
        congestion.nextAllocationAt = now.advanced(by: EngineTimes.allocation)
        allocate(leg, at: now)
        if let rate = congestion.probeRate(at: now) { beginProbe(leg, rate: rate, at: now) }
    }
}

extension Duration {
    var microseconds: Int64 {
        let parts = components
        return parts.seconds &* 1_000_000 &+ parts.attoseconds / 1_000_000_000_000
    }
}
