/// Answer of `GET /v1/rooms`: everything after event `sequence` is not yet in it, everything up to it is.
package struct RoomList: Codable, Hashable, Sendable {
    package var instance: String
    package var sequence: UInt64
    package var rooms: [RoomStatus]

    package init(instance: String, sequence: UInt64, rooms: [RoomStatus]) {
        self.instance = instance
        self.sequence = sequence
        self.rooms = rooms
    }
}
