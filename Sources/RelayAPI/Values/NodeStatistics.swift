/// Answer of `GET /v1/statistics`. Counters only grow, and begin at zero with the node.
package struct NodeStatistics: Codable, Hashable, Sendable {
    package struct Worker: Codable, Hashable, Sendable {
        package var worker: Int
        package var rooms = 0
        package var sessions = 0
        package var datagramsIn: UInt64 = 0
        package var bytesIn: UInt64 = 0
        package var datagramsOut: UInt64 = 0
        package var bytesOut: UInt64 = 0
        package var truncated: UInt64 = 0
        package var receiveErrors: UInt64 = 0
        package var sendCongested: UInt64 = 0
        package var sendRefused: UInt64 = 0
        /// Packets the rooms' recorders had no room for; must be zero.
        package var unrecorded: UInt64 = 0
        /// Not forwarded, by reason; only reasons that occurred.
        package var drops: [String: UInt64] = [:]

        package init(worker: Int) { self.worker = worker }
    }

    /// One provider's link, over all workers.
    package struct Link: Codable, Hashable, Sendable {
        package var name: String
        /// up, down (says the kernel), left (says the operator), silent (no session gets an answer over it).
        package var state: String
        /// Sessions whose media runs over it, and sessions that could use it.
        package var sessions: Int
        package var standby: Int
        /// Means over those sessions, by the relay's own checks.
        package var roundTripMilliseconds: Double?
        package var jitterMilliseconds: Double
        /// 0 to 1.
        package var loss: Double

        package init(
            name: String, state: String, sessions: Int, standby: Int, roundTripMilliseconds: Double?,
            jitterMilliseconds: Double, loss: Double
        ) {
            self.name = name
            self.state = state
            self.sessions = sessions
            self.standby = standby
            self.roundTripMilliseconds = roundTripMilliseconds
            self.jitterMilliseconds = jitterMilliseconds
            self.loss = loss
        }
    }

    package var instance: String
    package var state: NodeState
    package var rooms: Int
    package var sessions: Int
    /// Rooms and sessions turned away since the start, by the problem's code.
    package var refusals: [String: UInt64]
    package var eventsDropped: UInt64
    package var workers: [Worker]
    /// In order of preference.
    package var links: [Link]

    package init(
        instance: String, state: NodeState, rooms: Int, sessions: Int, refusals: [String: UInt64],
        eventsDropped: UInt64, workers: [Worker], links: [Link] = []
    ) {
        self.instance = instance
        self.state = state
        self.rooms = rooms
        self.sessions = sessions
        self.refusals = refusals
        self.eventsDropped = eventsDropped
        self.workers = workers
        self.links = links
    }
}
