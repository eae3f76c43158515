/// Body of `PUT /v1/sessions/{session}/pin`.
package struct PinRequest: Codable, Hashable, Sendable {
    /// Whose camera goes before all other pictures; nil for nobody's.
    package var participant: String?

    package init(participant: String?) { self.participant = participant }
}
