/// Why a command was refused; in order of precedence.
package enum EngineRefusal: Error, Hashable, Sendable {
    case roomExists, unknownRoom, sessionExists, unknownSession
    case tooManyRooms, tooManyLegs, roomFull
    /// Another leg uses this local username fragment: checks could not be told apart.
    case usernameInUse
    case alreadyAnswered
    /// A room has one core, and a branch has one trunk.
    case trunkTopology
}
