package import ConsultationCore

/// What the consultation stack asks of a media relay. Implemented over `MediaRelay` in `huizhen`; the two stacks
/// do not know each other.
package protocol RelayControl: Sendable {
    /// Creates the room and starts its recorder as segment `segmentOf` (from 1) of the recording; throws when the
    /// recording cannot run (JL-35c): then nobody may join.
    /// Returns the segment that runs: a later one than asked for when a crash left one on disk that nobody knew of.
    func openRoom(_ room: RoomName, recording: RecordingName, segmentOf: UInt32) async throws -> UInt32
    /// Adds a participant and returns the relay's SDP offer. `participant` is opaque and stable over re-joins.
    func join(_ room: RoomName, participant: ParticipantName, session: SessionName) async throws -> String
    /// The same for one whose institution is known: a relay in that institution's own network may take them in.
    func join(
        _ room: RoomName, participant: ParticipantName, session: SessionName, from institution: InstitutionID
    ) async throws -> String
    /// Adds a device that offers first, by ICE and DTLS or with keys in its SDP, and returns the relay's SDP answer.
    func joinForeign(
        _ room: RoomName, participant: ParticipantName, session: SessionName, offer: String, role: DeviceRole
    ) async throws -> String
    func answer(_ session: SessionName, sdp: String) async throws
    /// A new offer for a connected session, that looks for its paths anew while media goes on; `answer` answers it.
    func restart(_ session: SessionName) async throws -> String
    /// This connection wants one participant's camera before all other pictures; nil takes the wish back.
    func pin(_ session: SessionName, participant: ParticipantName?) async throws
    func leave(_ session: SessionName) async
    /// Ends the room and seals its recording segment; nil if the room was not open here.
    func closeRoom(_ room: RoomName) async -> RecordingSeal?
    /// Opens the room once more, on another relay node, as a later segment; the room goes on where it was until
    /// `closeFormerRoom`. Throws when there is no other node. Returns the segment that runs.
    func moveRoom(_ room: RoomName, recording: RecordingName, segmentOf: UInt32) async throws -> UInt32
    /// Ends the room at the place it moved from and seals the segment there; nil when there is no such place.
    func closeFormerRoom(_ room: RoomName) async -> RecordingSeal?
    /// The numbers of one connection; nil when the relay does not know it.
    func statistics(of session: SessionName) async -> SeatStatistics?
    /// What is sent into a room now; empty when the relay does not know the room, or does not see its pictures.
    func pictures(in room: RoomName) async -> [StreamPicture]
    /// The providers' links of every relay that answers, in order of preference.
    func links() async -> [RelayLink]
    /// What is valid of a segment whose writer was lost (a crash, a full disk), read from the disk; nil when
    /// nothing is.
    func sealOfLostSegment(_ segment: UInt32, of recording: RecordingName) async -> RecordingSeal?
    /// Single consumer: `RoomKeeper.run`.
    var events: AsyncStream<RelayEvent> { get }
}

extension RelayControl {
    package func join(
        _ room: RoomName, participant: ParticipantName, session: SessionName, from institution: InstitutionID
    ) async throws -> String {
        try await join(room, participant: participant, session: session)
    }
}

/// A UUID string: the consultation's id.
package struct RoomName: Sendable, Hashable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
}

/// A UUID string.
package struct RecordingName: Sendable, Hashable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
}

/// A UUID string; one seat of one person in one room.
package struct ParticipantName: Sendable, Hashable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
}

/// A UUID string; one connection of a participant.
package struct SessionName: Sendable, Hashable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
}

/// What a closed recording segment amounts to.
package struct RecordingSeal: Sendable, Equatable {
    package struct Stream: Sendable, Equatable {
        package let participant: ParticipantName
        package let source: MediaSource
        package let packets: UInt64

        package init(participant: ParticipantName, source: MediaSource, packets: UInt64) {
            self.participant = participant
            self.source = source
            self.packets = packets
        }
    }

    package let recording: RecordingName
    /// From 1.
    package let segment: UInt32
    /// The segment's final chain hash, 64 hexadecimal digits.
    package let rootHash: String
    package let streams: [Stream]
    package let bytes: UInt64
    /// Packets the relay itself failed to record: must be zero.
    package let lostPackets: UInt64

    package init(
        recording: RecordingName, segment: UInt32, rootHash: String, streams: [Stream], bytes: UInt64,
        lostPackets: UInt64
    ) {
        self.recording = recording
        self.segment = segment
        self.rootHash = rootHash
        self.streams = streams
        self.bytes = bytes
        self.lostPackets = lostPackets
    }
}

package enum MediaSource: String, Sendable, Codable {
    case microphone, camera, screen
}

/// What a slot of one listener's page shows now.
package struct MediaSlot: Sendable, Equatable {
    package enum Kind: String, Sendable, Codable { case audio, video }

    package let mid: String
    package let kind: Kind
    package let participant: ParticipantName?
    package let source: MediaSource?
    /// The line of the one who looks does not carry the picture for now.
    package let isPaused: Bool

    package init(
        mid: String, kind: Kind, participant: ParticipantName?, source: MediaSource?, isPaused: Bool = false
    ) {
        self.mid = mid
        self.kind = kind
        self.participant = participant
        self.source = source
        self.isPaused = isPaused
    }
}

package enum RelayEvent: Sendable {
    /// Media can flow; `link` names the provider in use when it is known.
    case connected(SessionName, link: String?)
    case disconnected(SessionName)
    case slotsChanged(SessionName, [MediaSlot])
    /// This session's end cannot decode what `publisher` sends, and gets nothing of it; nothing is transcoded.
    case unsupported(SessionName, publisher: ParticipantName, source: MediaSource, codec: String)
    /// No media came from this session for the relay's limit; it is still a member of the room.
    case mediaLost(SessionName)
    case mediaBack(SessionName)
    /// The session could not go on if the provider it uses failed now (NHC-TM-2.3.3); and could again.
    case redundancyLost(SessionName)
    case redundancyBack(SessionName)
    /// The consultation goes on; the gap is a violation on record (JL-35c).
    case recordingFailed(RoomName, RecordingName, reason: String)
    /// The recorder runs again, with a new segment.
    case recordingResumed(RoomName, RecordingName, segment: UInt32)
    /// The node that held the room is gone, and with it every connection; nothing was heard of it for so long.
    case roomLost(RoomName, silentFor: Duration)
    /// The node that holds the room will end: the room should go on elsewhere.
    case roomMustMove(RoomName)
    /// The page should look for this connection's paths anew: it would not move otherwise.
    case restartWanted(SessionName)
    /// This connection has lost its way; the page should join again at once, by itself.
    case mustRejoin(SessionName)
    /// A node is there, for the first time or again: segments that it lost can be asked for.
    case nodeReturned
}
