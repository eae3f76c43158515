/// The relay's numbers of one connection, counted since it joined. "In" is what the person sends.
package struct SeatStatistics: Sendable, Equatable {
    package struct Path: Sendable, Equatable {
        /// The provider's name.
        package var link: String
        package var isActive: Bool
        package var roundTripMilliseconds: Double?
        package var jitterMilliseconds: Double
        /// Share of checks that went unanswered lately, 0 to 1.
        package var loss: Double
        /// Since the path last answered a check.
        package var sinceAnswerMilliseconds: Double?

        package init(
            link: String, isActive: Bool, roundTripMilliseconds: Double?, jitterMilliseconds: Double,
            loss: Double, sinceAnswerMilliseconds: Double?
        ) {
            self.link = link
            self.isActive = isActive
            self.roundTripMilliseconds = roundTripMilliseconds
            self.jitterMilliseconds = jitterMilliseconds
            self.loss = loss
            self.sinceAnswerMilliseconds = sinceAnswerMilliseconds
        }
    }

    package var packetsIn: UInt64 = 0
    package var bytesIn: UInt64 = 0
    package var packetsOut: UInt64 = 0
    package var bytesOut: UInt64 = 0
    /// Never arrived, and of these mended by repair.
    package var lostIn: UInt64 = 0
    package var recoveredIn: UInt64 = 0
    /// Sent again because the person's side asked for it.
    package var retransmitted: UInt64 = 0
    /// What the way to the person carries, as the relay estimates it; nil without an estimate.
    package var estimateBitsPerSecond: Double?
    /// Share of what is sent to the person that was lost lately, 0 to 1.
    package var lossOut = 0.0
    package var paths: [Path] = []

    package init() {}
}
