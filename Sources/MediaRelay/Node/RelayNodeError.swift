/// Why a relay node refused a call. Closed; carries facts, not prose.
package enum RelayNodeError: Error, Hashable, Sendable {
    /// A link's address could not be bound. `code` is the system's errno.
    case cannotBind(link: String, address: String, port: UInt16, code: Int32)
    case badConfiguration(String)
    case notRunning
    case unknownLink(String)
    case roomExists(RelayRoomName)
    case unknownRoom(RelayRoomName)
    case unknownSession(RelaySessionName)
    case sessionExists(RelaySessionName)
    /// Nobody of this name is or was in the room.
    case unknownParticipant(RelayParticipantName)
    case trunkExists(RelayTrunkName)
    /// A room is a star of one core and its branches: this trunk would make it something else.
    case trunkTopology(RelayRoomName)
    case roomFull(RelayRoomName, limit: Int)
    case nodeFull(limit: Int)
    /// Only a connected session that this node offered to can look for its paths anew.
    case noRestart(RelaySessionName)
    /// The SDP answer cannot be used; `reason` is the reader's, without any of the text.
    case badAnswer(reason: String)
    /// The offer of a foreign end cannot be used; `reason` is `ForeignProblem.code`.
    case badOffer(reason: String)
    /// A fixed leg or a trunk that cannot be: an unknown link, an address that is none, keys of the wrong length.
    case badRequest(reason: String)
    /// The recorder cannot run, so the room may not open (JL 35c).
    case recorderFailed(RelayRecordingName, reason: String)
    case badRecordingName(RelayRecordingName)
    /// A worker's mailbox is full or its thread has ended.
    case workerBusy
}
