/// Why a command was refused; in order of precedence.
package enum EngineRefusal: Error, Hashable, Sendable {
    case roomExists, unknownRoom, sessionExists, unknownSession
    case tooManyRooms, tooManyLegs, roomFull
    /// Nobody in the room was ever called so.
    case unknownParticipant
    /// Another leg uses this local username fragment: checks could not be told apart.
    case usernameInUse
    case alreadyAnswered
    /// An ICE restart of a leg without ICE or without a connection; or its answer when none is under way.
    case noRestart
    /// The answer to a restart shows another certificate or DTLS role: that would be another end.
    case otherEnd
    /// A room has one core, and a branch has one trunk.
    case trunkTopology
}
