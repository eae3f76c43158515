/// One line of `GET /v1/events`. Only the members that the kind needs are there.
package struct NodeEvent: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// ICE and DTLS are up, or the first packet of a fixed session authenticated.
        case connected
        case disconnected
        case slotsChanged
        /// The session's end cannot decode what `participant` sends from `source`, in `codec`.
        case unsupported
        case mediaLost, mediaResumed
        /// The session's media runs over another provider.
        case linkChanged
        /// `reason` is connected, silent, resumed or closed.
        case trunkChanged
        /// The session's end does not follow moves by itself, or none of its paths answers: a restart would move it.
        case restartWanted
        /// The session could not go on if its link failed now; and could again.
        case redundancyLost, redundancyBack
        /// What the node's link may be used for has changed; `reason` is up, down or left.
        case linkState
        case recordingFailed, recordingResumed
        /// The node takes no new rooms any more.
        case draining
    }

    /// Counts by one from 1; begins anew with the node.
    package var sequence: UInt64
    package var kind: Kind
    package var room: String?
    package var session: String?
    package var participant: String?
    package var link: String?
    package var reason: String?
    package var slots: [SlotValue]?
    package var recording: String?
    package var segment: UInt32?
    package var source: MediaSourceName?
    package var codec: String?
    package var trunk: String?

    package init(
        sequence: UInt64 = 0, kind: Kind, room: String? = nil, session: String? = nil,
        participant: String? = nil,
        link: String? = nil, reason: String? = nil, slots: [SlotValue]? = nil, recording: String? = nil,
        segment: UInt32? = nil, source: MediaSourceName? = nil, codec: String? = nil, trunk: String? = nil
    ) {
        self.trunk = trunk
        self.sequence = sequence
        self.kind = kind
        self.room = room
        self.session = session
        self.participant = participant
        self.link = link
        self.reason = reason
        self.slots = slots
        self.recording = recording
        self.segment = segment
        self.source = source
        self.codec = codec
    }
}
