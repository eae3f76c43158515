package struct BrowserSessionRequest: Codable, Hashable, Sendable {
    /// Stable over re-joins.
    package var participant: String
    /// New for each connection; chosen by the caller, so that a lost answer leaves nothing without a name.
    package var session: String

    package init(participant: String, session: String) {
        self.participant = participant
        self.session = session
    }
}
