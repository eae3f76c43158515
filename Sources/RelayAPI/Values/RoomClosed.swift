/// Answer of `DELETE /v1/rooms/{room}`. Repeated within the node's memory, it tells the same seal again.
package struct RoomClosed: Codable, Hashable, Sendable {
    /// nil when the room was not open here, not recorded, or its recorder had failed.
    package var seal: SegmentSeal?

    package init(seal: SegmentSeal?) { self.seal = seal }
}
