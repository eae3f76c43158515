/// One provider's link of a relay.
package struct RelayLink: Sendable, Equatable {
    /// up, down (says the kernel), left (taken out of use), silent (no connection gets an answer over it).
    package enum State: String, Sendable, Codable, CaseIterable { case up, down, left, silent }

    /// The relay node; nil for the relay in the service's own process.
    package let node: String?
    package let name: String
    package let state: State
    /// Connections whose media runs over it.
    package let sessions: Int

    package init(node: String?, name: String, state: State, sessions: Int) {
        self.node = node
        self.name = name
        self.state = state
        self.sessions = sessions
    }
}
