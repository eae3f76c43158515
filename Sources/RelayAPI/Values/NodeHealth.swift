/// Answer of `GET /v1/health`: asked every second by those who depend on the node.
package struct NodeHealth: Codable, Hashable, Sendable {
    /// Drawn at start: another value means that the node began anew and its rooms are gone.
    package var instance: String
    package var state: NodeState
    package var rooms: Int
    package var sessions: Int
    /// The newest event's number.
    package var sequence: UInt64

    package init(instance: String, state: NodeState, rooms: Int, sessions: Int, sequence: UInt64) {
        self.instance = instance
        self.state = state
        self.rooms = rooms
        self.sessions = sessions
        self.sequence = sequence
    }
}
