import Wire

extension RelayEngine {
    /// A listener tells when our packets arrived.
    mutating func takeTransportFeedback(
        _ packet: Span<UInt8>, _ head: FeedbackHead, _ leg: Leg, at now: MonotonicInstant
    ) {
        guard let congestion = leg.congestion else { return }
        guard var statuses = TransportStatusWalker(packet, head) else { return leg.count(.malformedRTCP) }
        congestion.take(&statuses, in: packet, roundTrip: leg.roundTrip.microseconds, at: now)
    }
}

extension Duration {
    var microseconds: Int64 {
        let parts = components
        return parts.seconds &* 1_000_000 &+ parts.attoseconds / 1_000_000_000_000
    }
}
