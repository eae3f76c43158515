/// Which hospital a participant sits in.
package enum RecordedSide: UInt8, Codable, Sendable {
    case unknown = 0, inviting = 1, invited = 2, observer = 3
}

package enum RecordedKind: UInt8, Codable, Sendable { case audio = 1, video = 2 }

package enum RecordedSource: UInt8, Codable, Sendable {
    case unknown = 0, microphone = 1, camera = 2, screen = 3
}

package enum ClockState: UInt8, Codable, Sendable { case unknown = 0, synchronised = 1, unsynchronised = 2 }

/// A participant under an opaque number; `label` is an opaque identifier or a role, never a person's name.
package struct ParticipantDeclaration: Hashable, Codable, Sendable {
    package var participant: UInt64
    package var side: RecordedSide
    package var label: String

    package init(participant: UInt64, side: RecordedSide, label: String) {
        self.participant = participant
        self.side = side
        self.label = label
    }
}

/// What one RTP payload type of a stream means. `codec` as in the SDP rtpmap: "opus", "VP8", "rtx".
package struct PayloadFormat: Hashable, Codable, Sendable {
    package var payloadType: UInt8
    package var codec: String
    package var clockRate: UInt32
    package var channels: UInt8
    /// For "rtx": the payload type repaired (RFC 4588 apt).
    package var repairedPayloadType: UInt8?

    package init(
        payloadType: UInt8, codec: String, clockRate: UInt32, channels: UInt8 = 1,
        repairedPayloadType: UInt8? = nil
    ) {
        self.payloadType = payloadType
        self.codec = codec
        self.clockRate = clockRate
        self.channels = channels
        self.repairedPayloadType = repairedPayloadType
    }
}

/// One RTP stream of a participant. May be declared after its first packet, and again when it changes.
package struct StreamDeclaration: Hashable, Codable, Sendable {
    package var participant: UInt64
    package var ssrc: UInt32
    package var kind: RecordedKind
    package var source: RecordedSource
    /// Simulcast layer, 0 the smallest; 0 without simulcast.
    package var layer: UInt8
    /// For a retransmission stream (RFC 4588): the SSRC it repairs.
    package var repairs: UInt32?
    package var formats: [PayloadFormat]

    package init(
        participant: UInt64, ssrc: UInt32, kind: RecordedKind, source: RecordedSource, layer: UInt8 = 0,
        repairs: UInt32? = nil, formats: [PayloadFormat]
    ) {
        self.participant = participant
        self.ssrc = ssrc
        self.kind = kind
        self.source = source
        self.layer = layer
        self.repairs = repairs
        self.formats = formats
    }
}

/// Why packets are missing from a recording through our own fault or a restart.
package enum GapReason: UInt8, Codable, Sendable {
    case ringFull = 1, recorderStalled = 2, diskFull = 3, oversize = 4, restart = 5, unspecified = 255
}

/// What happened beside the media. Monotonic nanoseconds.
package enum RecordedEvent: Hashable, Sendable {
    case joined(participant: UInt64, at: UInt64)
    case left(participant: UInt64, at: UInt64)
    case pathChanged(participant: UInt64, from: UInt8, to: UInt8, at: UInt64)
    /// `participant` 0 and `ssrc` 0 mean unknown or all.
    case gap(RecordedGap)
    case clock(wallMilliseconds: Int64, state: ClockState, at: UInt64)
}

/// Packets that reached the relay and not the recording. Their number must be zero (DESIGN §5).
package struct RecordedGap: Hashable, Codable, Sendable {
    package var participant: UInt64
    package var ssrc: UInt32
    package var packets: UInt64
    package var from: UInt64
    package var to: UInt64
    package var reason: GapReason

    package init(
        participant: UInt64 = 0, ssrc: UInt32 = 0, packets: UInt64, from: UInt64, to: UInt64,
        reason: GapReason
    ) {
        self.participant = participant
        self.ssrc = ssrc
        self.packets = packets
        self.from = from
        self.to = to
        self.reason = reason
    }
}

/// The first record of a segment that follows an unclean end.
package struct RecoveryStatement: Hashable, Codable, Sendable {
    package var previousSegment: UInt32
    /// Frames of the previous segment that verify; the rest of its bytes are left as they are.
    package var validFrames: UInt64
    package var validBytes: UInt64
    package var fileBytes: UInt64
    package var lastHash: [UInt8]
}
