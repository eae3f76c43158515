/// Answer to a browser's session, and to an ICE restart: the relay's SDP offer.
package struct OfferedSession: Codable, Hashable, Sendable {
    package var offer: String

    package init(offer: String) { self.offer = offer }
}
