/// How long nothing at all was recorded of a participant who was in the room: a line that failed, a browser that hung.
package struct ParticipantPause: Hashable, Codable, Sendable {
    package var participant: UInt64
    package var segment: UInt32
    /// Monotonic nanoseconds of the segment's machine.
    package var from: UInt64
    package var nanoseconds: UInt64

    package var milliseconds: Double { Double(nanoseconds) / 1e6 }
}

/// A participant's packets came over another of the relay's links from then on.
package struct RecordedPathChange: Hashable, Codable, Sendable {
    package var participant: UInt64
    package var from: UInt8
    package var to: UInt8
    package var at: UInt64
}

/// Follows who was heard when. A participant's time begins with the first packet, and again after leaving.
struct ParticipantPauses {
    private var lastHeard: [UInt64: UInt64] = [:]
    private(set) var longest: [UInt64: ParticipantPause] = [:]

    mutating func heard(_ participant: UInt64, at arrival: UInt64, in segment: UInt32) {
        let before = lastHeard.updateValue(arrival, forKey: participant)
        guard let before, arrival > before else { return }
        let pause = arrival &- before
        if pause > longest[participant]?.nanoseconds ?? 0 {
            longest[participant] = ParticipantPause(
                participant: participant, segment: segment, from: before, nanoseconds: pause)
        }
    }

    mutating func left(_ participant: UInt64) { lastHeard[participant] = nil }

    /// Another segment may have been written by another machine, with another clock.
    mutating func beginSegment() { lastHeard = [:] }
}
