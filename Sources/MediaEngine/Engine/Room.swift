/// A room and its legs. Packets never leave it.
final class Room {
    let id: RoomID
    let tap: any RecordingTap
    var legs: [Leg] = []
    /// Names of the participants here and beyond trunks, so that one who comes back another way is the same.
    var participants: [[UInt8]: ParticipantID] = [:]
    var names: [ParticipantID: [UInt8]] = [:]
    private var remoteCount: UInt64 = 0

    init(id: RoomID, tap: any RecordingTap) {
        self.id = id
        self.tap = tap
    }

    func learn(_ name: [UInt8], of participant: ParticipantID) {
        guard !name.isEmpty, names.count < EngineLimits.namesPerRoom else { return }
        participants[name] = participant
        names[participant] = name
    }

    /// The number of a participant that a trunk named; one that nobody had before has the highest bit set, so that it
    /// is none of those the control side gives. nil when the room remembers no more names.
    func number(of name: [UInt8]) -> ParticipantID? {
        if let known = participants[name] { return known }
        guard names.count < EngineLimits.namesPerRoom else { return nil }
        remoteCount += 1
        let number = ParticipantID(value: 1 << 63 | remoteCount)
        learn(name, of: number)
        return number
    }
}
