import Wire

extension RelayEngine {
    /// A listener tells when our packets arrived.
    mutating func takeTransportFeedback(
        _ packet: Span<UInt8>, _ head: FeedbackHead, _ leg: Leg, at now: MonotonicInstant
    ) {
        guard let congestion = leg.congestion else { return }
        guard var statuses = TransportStatusWalker(packet, head) else { return leg.count(.malformedRTCP) }
        leg.breaker.heard(at: now)
        congestion.take(&statuses, in: packet, roundTrip: leg.roundTrip.microseconds, at: now)
        // A path that became narrow is not given two more tenths of a second.
        if congestion.estimator.bitsPerSecond < congestion.allocatedFor * 0.9 { allocate(leg, at: now) }
        // With more room what waits may leave sooner.
        reschedule(leg)
    }

    /// The regular look at a leg's rate.
    mutating func reviewCongestion(_ leg: Leg, at now: MonotonicInstant) {
        guard let congestion = leg.congestion else { return }
        congestion.reviewSilence(roundTrip: leg.roundTrip.microseconds, at: now)
        guard now >= congestion.nextAllocationAt else { return }
        congestion.nextAllocationAt = now.advanced(by: EngineTimes.allocation)
        allocate(leg, at: now)
        if let rate = congestion.probeRate(at: now) { beginProbe(leg, rate: rate, at: now) }
    }
}

// MARK: The circuit breaker

extension RelayEngine {
    /// What a listener's report says of one picture.
    mutating func watch(_ block: ReportBlock, _ slot: ListenerSlot, _ leg: Leg, at now: MonotonicInstant) {
        guard slot.isRunning, !leg.isTrunk else { return }
        let cause = slot.watch.take(
            (block.highestSequence, Double(block.fractionLost) / 256), packets: slot.packets,
            octets: slot.octets, roundTrip: Double(leg.roundTrip.microseconds) / 1_000_000, at: now)
        guard let cause, leg.breaker.open(at: now) else { return }
        stopVideo(of: leg, cause, at: now)
    }

    mutating func reviewBreaker(_ leg: Leg, at now: MonotonicInstant) {
        guard !leg.isTrunk else { return }
        let isShown = leg.slots.contains { $0.plan.kind == .video && $0.publication != nil }
        let change = leg.breaker.review(isShown: isShown, mustReport: leg.congestion != nil, at: now)
        if let cause = change.opened { stopVideo(of: leg, cause, at: now) }
        guard change.closed else { return }
        for slot in leg.slots { slot.watch = PictureWatch() }
        events.append(.videoResumed(leg.session))
        allocate(leg, at: now)
    }

    private mutating func stopVideo(of leg: Leg, _ cause: BreakerCause, at now: MonotonicInstant) {
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
