/// A room and its legs. Packets never leave it.
final class Room {
    let id: RoomID
    let tap: any RecordingTap
    var legs: [Leg] = []

    init(id: RoomID, tap: any RecordingTap) {
        self.id = id
        self.tap = tap
    }
}
