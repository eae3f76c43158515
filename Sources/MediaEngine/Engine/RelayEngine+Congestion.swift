import Wire

extension RelayEngine {
    /// A listener tells when our packets arrived.
    mutating func takeTransportFeedback(
        _ packet: Span<UInt8>, _ head: FeedbackHead, _ leg: Leg, at now: MonotonicInstant
    ) {
        guard let congestion = leg.congestion else { return }
        guard var statuses = TransportStatusWalker(packet, head) else { return leg.count(.malformedRTCP) }
        congestion.breaker.heard(at: now)
        congestion.take(&statuses, in: packet, roundTrip: leg.roundTrip.microseconds, at: now)
        // A path that became narrow is not given two more tenths of a second.
        if congestion.estimator.bitsPerSecond < congestion.allocatedFor * 0.9 { allocate(leg, at: now) }
    }

    /// The regular look at a leg's rate.
    mutating func reviewCongestion(_ leg: Leg, at now: MonotonicInstant) {
        guard let congestion = leg.congestion, leg.isEstablished else { return }
        congestion.reviewSilence(roundTrip: leg.roundTrip.microseconds, at: now)
        let isShown = leg.slots.contains { $0.plan.kind == .video && $0.publication != nil }
        let change = congestion.breaker.review(isShown: isShown, at: now)
        if let cause = change.opened { stopVideo(of: leg, cause, at: now) }
        if change.closed {
            leg.isVideoStopped = false
            events.append(.videoResumed(leg.session))
        }
        guard now >= congestion.nextAllocationAt else { return }
        congestion.nextAllocationAt = now.advanced(by: EngineTimes.allocation)
        allocate(leg, at: now)
        if let rate = congestion.probeRate(at: now) { beginProbe(leg, rate: rate, at: now) }
    }
}

extension RelayEngine {
    /// What a listener's report says of one picture, for the circuit breaker.
    mutating func watch(_ block: ReportBlock, _ slot: ListenerSlot, _ leg: Leg, at now: MonotonicInstant) {
        guard let congestion = leg.congestion, slot.isRunning else { return }
        let cause = congestion.breaker.take(
            highestSequence: block.highestSequence, fractionLost: Double(block.fractionLost) / 256,
            sent: slot.packets != slot.packetsAtReport, sendRate: congestion.sendRate,
            roundTrip: Double(leg.roundTrip.microseconds) / 1_000_000, at: now)
        slot.packetsAtReport = slot.packets
        if let cause { stopVideo(of: leg, cause, at: now) }
    }

    private mutating func stopVideo(of leg: Leg, _ cause: BreakerCause, at now: MonotonicInstant) {
        leg.isVideoStopped = true
        leg.statistics.videoStops &+= 1
        events.append(.videoStopped(leg.session, cause))
        allocate(leg, at: now)
    }
}

extension Duration {
    var microseconds: Int64 {
        let parts = components
        return parts.seconds &* 1_000_000 &+ parts.attoseconds / 1_000_000_000_000
    }
}
