/// What a receiving slot of a session shows.
package struct SlotValue: Codable, Hashable, Sendable {
    package var mid: String
    package var kind: MediaKindName
    /// nil while the slot is empty.
    package var participant: String?
    package var source: MediaSourceName?
    /// True while the listener's line does not carry the picture.
    package var paused: Bool?

    package init(
        mid: String, kind: MediaKindName, participant: String?, source: MediaSourceName?, paused: Bool? = nil
    ) {
        self.mid = mid
        self.kind = kind
        self.participant = participant
        self.source = source
        self.paused = paused
    }
}
