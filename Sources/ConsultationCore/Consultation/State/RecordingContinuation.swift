/// How a new segment of a recording follows the one before.
package enum RecordingContinuation: Codable, Sendable, Equatable {
    /// After the end of the one before, as far as the end is known.
    case afterEnd
    /// The recorder was lost at this instant (its relay ended); what it wrote until then is on its disk.
    case afterLoss(since: WallTime)
    /// Both run at once, while the room moves to another relay: nothing is missed.
    case overlapping
}
