package struct ForeignSessionRequest: Codable, Hashable, Sendable {
    package enum Role: String, Codable, Hashable, Sendable, CaseIterable { case publish, watch }

    package var participant: String
    package var session: String
    /// The other end's SDP offer.
    package var offer: String
    package var role: Role

    package init(participant: String, session: String, offer: String, role: Role) {
        self.participant = participant
        self.session = session
        self.offer = offer
        self.role = role
    }
}
