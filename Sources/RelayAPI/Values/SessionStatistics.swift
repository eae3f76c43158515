/// Answer of `GET /v1/sessions/{session}/statistics`. "In" is what the participant sends to the relay.
package struct SessionStatistics: Codable, Hashable, Sendable {
    package struct Path: Codable, Hashable, Sendable {
        package var link: String
        package var isActive: Bool
        package var roundTripMilliseconds: Double?
        package var jitterMilliseconds: Double
        /// Share of checks that went unanswered lately, 0 to 1.
        package var loss: Double
        /// Since the path last answered a check, and since media last came in on it.
        package var sinceAnswerMilliseconds: Double?
        package var sinceMediaMilliseconds: Double?

        package init(
            link: String, isActive: Bool, roundTripMilliseconds: Double?, jitterMilliseconds: Double,
            loss: Double, sinceAnswerMilliseconds: Double?, sinceMediaMilliseconds: Double?
        ) {
            self.link = link
            self.isActive = isActive
            self.roundTripMilliseconds = roundTripMilliseconds
            self.jitterMilliseconds = jitterMilliseconds
            self.loss = loss
            self.sinceAnswerMilliseconds = sinceAnswerMilliseconds
            self.sinceMediaMilliseconds = sinceMediaMilliseconds
        }
    }

    /// One encoding that the participant sends, counted since it began.
    package struct Source: Codable, Hashable, Sendable {
        package var source: MediaSourceName
        /// Place among the encodings of the source, 0 the smallest.
        package var layer: UInt8
        package var isActive: Bool
        package var received: UInt64
        package var lost: UInt64
        package var jitterMilliseconds: Double
    }

    /// One picture that the participant is shown.
    package struct Shown: Codable, Hashable, Sendable {
        package var participant: String
        package var source: MediaSourceName
        /// The encoding chosen for this participant's line; absent while it carries none.
        package var layer: UInt8?
        /// Share of its packets lost on the way to the participant, by their last report, 0 to 1.
        package var loss: Double
    }

    package var session: String
    package var participant: String
    package var isConnected: Bool
    package var packetsIn: UInt64 = 0
    package var bytesIn: UInt64 = 0
    package var packetsOut: UInt64 = 0
    package var bytesOut: UInt64 = 0
    package var lostIn: UInt64 = 0
    package var recoveredIn: UInt64 = 0
    package var nacksSent: UInt64 = 0
    package var nacksReceived: UInt64 = 0
    package var retransmitted: UInt64 = 0
    package var keyframesAsked: UInt64 = 0
    package var pathChanges: UInt64 = 0
    /// What the way to the participant carries, estimated from its feedback; nil without.
    package var estimateBitsPerSecond: Double?
    /// Share of packets towards the participant that were lost lately, 0 to 1.
    package var lossOut = 0.0
    package var drops: [String: UInt64] = [:]
    package var paths: [Path] = []
    /// nil from a node that does not tell them.
    package var sources: [Source]?
    package var shown: [Shown]?

    package init(session: String, participant: String, isConnected: Bool) {
        self.session = session
        self.participant = participant
        self.isConnected = isConnected
    }
}
