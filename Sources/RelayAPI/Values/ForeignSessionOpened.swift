/// The relay's SDP answer to a foreign end's offer.
package struct ForeignSessionOpened: Codable, Hashable, Sendable {
    package var answer: String

    package init(answer: String) { self.answer = answer }
}
