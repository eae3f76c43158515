/// Payloads that hang on one case: messages, timeline, recording, room.
struct MessagePayload: Encodable {
    struct Sender: Encodable {
        let name: String
        let institution: String
    }

    let id: String
    let from: Sender
    let text: String
    let at: Instant
}

struct TimelinePayload: Encodable {
    let seq: Int64
    let at: Instant
    let actor: MessagePayload.Sender
    let kind: String
    let text: String
    let hash: String
}

struct RecordingPayload: Encodable {
    struct Segment: Encodable {
        let index: Int
        let state: String
        let startedAt: Instant?
        let endedAt: Instant?
        let root: String?
        /// Media streams in the segment; known when it is sealed.
        let streams: Int?
    }

    let recordingId: String
    /// `recording` or `sealed`.
    let state: String
    let segments: [Segment]
}

struct RoomPayload: Encodable {
    struct Recording: Encodable {
        let on: Bool
        let since: Instant?
    }

    struct Seat: Encodable {
        let participantId: String
        let sessionId: String
        let name: String
        let title: String
        let institution: String
        let side: String
        let connected: Bool
        let audioMuted: Bool
        let videoMuted: Bool
        let screenSharing: Bool
        let link: String?
    }

    let state: String
    let startedAt: Instant?
    let recording: Recording
    let roster: [Seat]
    let missing: [String]
    let redundancyLost: [String]
    let mediaLimits: MediaLimitsPayload?
    let lowMedia: [LowMediaPayload]
}

struct MediaSlotPayload: Encodable {
    let mid: String
    let kind: String
    let participantId: String?
    let source: String?
    /// Only while the picture is paused for want of bandwidth.
    let paused: Bool?
}

struct SeatSlotsPayload: Encodable {
    let sessionId: String
    let slots: [MediaSlotPayload]
}

/// The relay's offer of an ICE restart.
struct RestartPayload: Encodable {
    let offer: String
}

struct RoomSessionPayload: Encodable {
    let sessionId: String
    let offer: String
    let participantId: String
    let roster: [RoomPayload.Seat]
    let slots: [MediaSlotPayload]
}
