package import MediaEngine

/// What a relay node tells the control side. Delivered in order per room through a bounded stream.
package enum RelayNodeEvent: Hashable, Sendable {
    /// ICE and DTLS are up: media may flow.
    case connected(RelaySessionName, room: RelayRoomName, participant: RelayParticipantName)
    case disconnected(
        RelaySessionName, room: RelayRoomName, participant: RelayParticipantName,
        reason: RelayDisconnectReason)
    /// Who is shown where, complete after each change.
    case slotsChanged(RelaySessionName, room: RelayRoomName, slots: [RelaySlot])
    /// The session's peer cannot decode what `publisher` sends, and gets nothing of it: nothing is transcoded.
    case unsupported(
        RelaySessionName, room: RelayRoomName, publisher: RelayParticipantName, source: RelaySlot.Source,
        codec: String)
    /// No media of a connected session for some seconds; and heard again.
    case mediaLost(RelaySessionName, room: RelayRoomName, participant: RelayParticipantName)
    case mediaResumed(RelaySessionName, room: RelayRoomName, participant: RelayParticipantName)
    /// The session's peer does not follow moves by itself, or none of its paths answers; `restart` would move it.
    case restartWanted(RelaySessionName, room: RelayRoomName)
    /// The session's media now runs over another provider's link.
    case linkChanged(RelaySessionName, room: RelayRoomName, link: String)
    case trunkChanged(RelayTrunkName, room: RelayRoomName, RelayTrunkState)
    /// The session could not go on if the link it uses failed now (`vio.network.redundancyLost`); and could again.
    case redundancyChanged(
        RelaySessionName, room: RelayRoomName, participant: RelayParticipantName, isRedundant: Bool)
    /// The kernel or the operator has changed what a link may be used for.
    case linkState(String, LinkStatistics.State)
    /// The room goes on, but is no longer recorded: the disk is full or refuses.
    case recordingFailed(RelayRoomName, recording: RelayRecordingName, reason: String)
    /// The room is recorded again, in the next segment; the gap between is counted there.
    case recordingResumed(RelayRoomName, recording: RelayRecordingName, segment: UInt32)
}

/// How a trunk stands.
package enum RelayTrunkState: String, Hashable, Sendable {
    /// Both ends have keys: media flows.
    case connected
    /// Nothing authentic came for some seconds on any link; and comes again.
    case silent, resumed
    /// Never set up, or silent for the consent time: it is gone, and its participants have left the room.
    case closed
}

package enum RelayDisconnectReason: String, Hashable, Sendable {
    /// No authenticated word from the peer for the consent time (RFC 7675).
    case silence
    /// No path, or no DTLS, within the time for connecting.
    case neverConnected
    /// The peer ended its DTLS association.
    case closedByPeer
    /// DTLS did not complete, or the certificate was not the one promised in the SDP answer.
    case handshakeFailed, fingerprintMismatch
    /// `leave`, `closeRoom` or `stop` was called.
    case left
}

/// One receiving slot of a session's offer and the participant it shows.
package struct RelaySlot: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable { case audio, video }
    package enum Source: String, Hashable, Sendable { case microphone, camera, screen }

    package var mid: String
    package var kind: Kind
    /// nil while the slot is empty.
    package var participant: RelayParticipantName?
    package var source: Source?
    /// The listener's line does not carry the picture for now; it comes back by itself.
    package var isPaused: Bool

    package init(
        mid: String, kind: Kind, participant: RelayParticipantName?, source: Source?, isPaused: Bool = false
    ) {
        self.mid = mid
        self.kind = kind
        self.participant = participant
        self.source = source
        self.isPaused = isPaused
    }
}
