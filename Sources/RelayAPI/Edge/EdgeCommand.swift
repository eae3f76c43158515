package import Foundation

/// What the service tells a site edge to do: the relay's own calls, sent down the line that the edge holds open.
package struct EdgeCommand: Codable, Hashable, Sendable {
    package enum Call: Codable, Hashable, Sendable {
        /// A branch of a room: not recorded here, joined to its core.
        case openRoom(room: String, trunk: EdgeTrunk)
        case closeRoom(room: String)
        case join(room: String, BrowserSessionRequest)
        case answer(session: String, SessionAnswer)
        case restart(session: String)
        case pin(session: String, PinRequest)
        case leave(session: String)
        case statistics(session: String)
    }

    package var id: UInt64
    package var call: Call

    package init(id: UInt64, call: Call) {
        self.id = id
        self.call = call
    }
}

/// The edge's end of a trunk.
package struct EdgeTrunk: Codable, Hashable, Sendable {
    package var name: String
    /// 256 bits; base64 on the wire.
    package var secret: Data
    /// The core's addresses, one per link; the edge pairs them with its uplinks in order.
    package var core: [FixedSessionOpened.Address]

    package init(name: String, secret: Data, core: [FixedSessionOpened.Address]) {
        self.name = name
        self.secret = secret
        self.core = core
    }
}

/// The answer to one command.
package struct EdgeReply: Codable, Hashable, Sendable {
    package var id: UInt64
    /// nil when it was done.
    package var problem: RelayProblem?
    package var offer: String?
    package var statistics: SessionStatistics?

    package init(
        id: UInt64, problem: RelayProblem? = nil, offer: String? = nil, statistics: SessionStatistics? = nil
    ) {
        self.id = id
        self.problem = problem
        self.offer = offer
        self.statistics = statistics
    }
}

/// What an edge posts: at least once a second, so that its silence is noticed.
package struct EdgeReport: Codable, Hashable, Sendable {
    /// Drawn at the edge's start: an edge that was started anew knows none of its rooms.
    package var instance: String
    /// Rises by one; a report that is posted again after a lost answer is known by it.
    package var number: UInt64
    package var replies: [EdgeReply]
    package var events: [NodeEvent]

    package init(instance: String, number: UInt64, replies: [EdgeReply], events: [NodeEvent]) {
        self.instance = instance
        self.number = number
        self.replies = replies
        self.events = events
    }
}
