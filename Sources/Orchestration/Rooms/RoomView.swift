package import ConsultationCore

/// A room as everybody in it may see it.
package struct RoomView: Sendable, Equatable {
    package enum State: String, Sendable, Codable { case waiting, inSession, interrupted, closed }

    package struct Seat: Sendable, Equatable {
        package let participant: ParticipantName
        package let session: SessionName
        package let practitioner: PractitionerID
        package let name: String
        package let title: String
        package let institution: String
        package let side: PartySide
        package var connected: Bool
        package var audioMuted: Bool
        package var videoMuted: Bool
        package var screenSharing: Bool
        /// The provider in use, when the relay says so.
        package var link: String?
    }

    /// Somebody whose sound or picture has been below the limits for ten seconds or more.
    package struct LowMedia: Sendable, Equatable {
        package let participant: ParticipantName
        package let side: PartySide
        package let since: WallTime
        package let shortfall: MediaShortfall
    }

    package enum Missing: String, Sendable, Codable { case invitingPhysician, invitedPhysician, patient }

    package let consultation: ConsultationID
    package let state: State
    package let startedAt: WallTime?
    /// When the recorder began to run; nil while it does not.
    package let recordingSince: WallTime?
    package let roster: [Seat]
    /// Who must still come before the session can start.
    package let missing: [Missing]
    /// Sides that hang on one provider now (`vio.network.redundancyLost`).
    package let redundancyLost: [PartySide]
    /// What sound and picture must reach; nil while the room is not open.
    package let mediaLimits: MediaLimits?
    /// Whose sound or picture is below that now (`vio.media.qualityLow`).
    package let lowMedia: [LowMedia]
}

/// What a person needs to connect.
package struct RoomEntry: Sendable {
    package let session: SessionName
    package let participant: ParticipantName
    /// The relay's SDP offer.
    package let offer: String
    package let room: RoomView
    package let slots: [MediaSlot]
}

/// What a participant says of their own devices, and of what they look at.
package struct SeatState: Sendable, Equatable {
    package var audioMuted: Bool
    package var videoMuted: Bool
    package var screenSharing: Bool
    /// Whose camera goes before all other pictures.
    package var pinned: ParticipantName?

    package init(
        audioMuted: Bool, videoMuted: Bool, screenSharing: Bool, pinned: ParticipantName? = nil
    ) {
        self.audioMuted = audioMuted
        self.videoMuted = videoMuted
        self.screenSharing = screenSharing
        self.pinned = pinned
    }
}
