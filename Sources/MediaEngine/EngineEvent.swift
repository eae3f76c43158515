package import Wire

/// What the engine tells its worker. Taken one by one with `RelayEngine.nextEvent()`.
package enum EngineEvent: Hashable, Sendable {
    /// ICE has a pair and DTLS is up: media may flow.
    case legConnected(SessionID)
    /// Final. The leg's sources have left the room; the worker still calls `removeLeg`.
    case legDisconnected(SessionID, DisconnectReason)
    /// A connected leg that publishes has been silent for `EngineTimes.mediaLost`, or a listening one has
    /// answered no check for so long; and is heard again.
    case mediaLost(SessionID)
    case mediaResumed(SessionID)
    /// The whole picture for one listener, every time it changes.
    case slotsChanged(SessionID, [SlotAssignment])
    case trackStarted(SessionID, TrackDescription)
    case trackEnded(SessionID, ssrc: UInt32, SourceKind)
    /// The first session listens and cannot decode this track: it gets nothing of it (no transcoding).
    case sourceUnsupported(SessionID, TrackDescription)
    /// A trunk tells of a participant at its other end, under the number it has in this room.
    case remoteParticipant(SessionID, ParticipantID, name: [UInt8])
    /// The listener's path is so bad that its pictures were stopped (RFC 8083); and are tried again.
    case videoStopped(SessionID, BreakerCause)
    case videoResumed(SessionID)
    case speaking(RoomID, ParticipantID, Bool)
    case pathChanged(SessionID, PathChange)
    /// Whether the leg could go on if the link it uses failed now. Told once after connecting, then on every
    /// change.
    case redundancyChanged(SessionID, isRedundant: Bool)
    /// The leg's end does not follow our moves by itself (it takes nominations), or no path answers any more: an ICE
    /// restart would move it.
    case restartWanted(SessionID)
}

package enum DisconnectReason: Hashable, Sendable {
    /// No answer to any check for 30 s (RFC 7675 §5.1).
    case consentLost
    /// No pair ever answered, or DTLS did not finish, within `EngineTimes.connectLimit`.
    case neverConnected
    case security(SecureTransportFailure)
}

package struct SlotAssignment: Hashable, Sendable {
    /// Index of the m-line, which is also its `a=mid`.
    package var mediaLine: Int
    package var kind: MediaKind
    package var participant: ParticipantID?
    package var source: SourceKind?
    /// The path to this listener does not carry the picture for now; it comes back by itself.
    package var isPaused = false
    package var mid: String { String(mediaLine) }
}

package struct TrackDescription: Hashable, Sendable {
    package var participant: ParticipantID
    package var ssrc: UInt32
    package var source: SourceKind
    package var codec: Codec
    package var payloadType: UInt8
    /// Ticks per second of the RTP timestamp.
    package var clockRate: UInt32
    /// Simulcast encoding, 0 the smallest; 0 without simulcast.
    package var layer: UInt8 = 0
}

/// A leg's traffic moved from one pair to another.
package struct PathChange: Hashable, Sendable {
    package enum Cause: UInt8, Hashable, Sendable {
        case first, silence, checksUnanswered, linkDown, commanded
        /// Most sessions of the link fell silent at once; and the planned return to a better link that is
        /// healthy again.
        case crowd, returned
        /// An ICE restart brought new paths.
        case restarted
    }
    package var from: PathDescription?
    package var to: PathDescription
    package var cause: Cause
    package var at: MonotonicInstant
}

package struct PathDescription: Hashable, Sendable {
    package var link: LinkID
    package var remote: PeerAddress
}
