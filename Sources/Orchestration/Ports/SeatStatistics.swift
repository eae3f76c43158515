package import ConsultationCore

/// One encoding of somebody's camera or screen, as the relay measures it without decoding.
package struct StreamPicture: Sendable, Equatable {
    package var participant: ParticipantName
    package var source: MediaSource
    /// Place among the encodings of the source, 0 the smallest.
    package var layer: Int
    /// nil until a keyframe has told it.
    package var size: PictureSize?
    package var framesPerSecond: Double

    package init(
        participant: ParticipantName, source: MediaSource, layer: Int, size: PictureSize?,
        framesPerSecond: Double
    ) {
        self.participant = participant
        self.source = source
        self.layer = layer
        self.size = size
        self.framesPerSecond = framesPerSecond
    }
}

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

    /// One encoding that the person sends, counted since it began.
    package struct Source: Sendable, Equatable {
        package var source: MediaSource
        /// Place among the encodings of the source, 0 the smallest.
        package var layer: Int
        package var isActive: Bool
        package var received: UInt64
        package var lost: UInt64
        package var jitterMilliseconds: Double

        package init(
            source: MediaSource, layer: Int, isActive: Bool, received: UInt64, lost: UInt64,
            jitterMilliseconds: Double
        ) {
            self.source = source
            self.layer = layer
            self.isActive = isActive
            self.received = received
            self.lost = lost
            self.jitterMilliseconds = jitterMilliseconds
        }
    }

    /// One picture that the person is shown.
    package struct Shown: Sendable, Equatable {
        package var participant: ParticipantName
        package var source: MediaSource
        /// The encoding chosen for the person's line; nil while it carries none.
        package var layer: Int?
        /// Share of its packets lost on the way to the person, 0 to 1.
        package var loss: Double

        package init(participant: ParticipantName, source: MediaSource, layer: Int?, loss: Double) {
            self.participant = participant
            self.source = source
            self.layer = layer
            self.loss = loss
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
    package var sources: [Source] = []
    package var shown: [Shown] = []

    package init() {}
}
