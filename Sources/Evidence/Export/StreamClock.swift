/// Lays the RTP timestamps of one SSRC on a line and notices when a sender starts a new one.
///
/// Deterministic: fed the same packets in the same order it gives the same epochs, so that a second pass over the
/// recording finds the offsets a first pass worked out.
struct StreamClock {
    struct Position: Equatable {
        var epoch: Int
        /// Media time within the epoch, nanoseconds since timestamp 0.
        var nanoseconds: Int64
    }

    /// Timestamps and arrivals that disagree by more are two clocks, not jitter.
    private static let jump: Int64 = 5_000_000_000

    private let ticksPerSecond: Double
    private var epoch = 0
    private var last: (ticks: Int64, arrival: Int64)?

    init(clockRate: UInt32) { ticksPerSecond = Double(max(1, clockRate)) }

    mutating func note(ticks: UInt32, arrival: Int64) -> Position {
        guard let last else { return restart(ticks, arrival) }
        let extended = extend(ticks, from: last.ticks)
        let moved = nanoseconds(extended) &- nanoseconds(last.ticks)
        let (difference, overflow) = moved.subtractingReportingOverflow(arrival &- last.arrival)
        guard !overflow, difference.magnitude <= Self.jump.magnitude else {
            epoch += 1
            return restart(ticks, arrival)
        }
        if extended > last.ticks { self.last = (extended, arrival) }
        return Position(epoch: epoch, nanoseconds: nanoseconds(extended))
    }

    /// Where a sender report's timestamp falls, without moving the clock; nil before the first packet.
    func place(ticks: UInt32) -> Position? {
        last.map { Position(epoch: epoch, nanoseconds: nanoseconds(extend(ticks, from: $0.ticks))) }
    }

    private mutating func restart(_ ticks: UInt32, _ arrival: Int64) -> Position {
        last = (Int64(ticks), arrival)
        return Position(epoch: epoch, nanoseconds: nanoseconds(Int64(ticks)))
    }

    private func extend(_ ticks: UInt32, from last: Int64) -> Int64 {
        last &+ Int64(Int32(truncatingIfNeeded: Int64(ticks) &- last))
    }

    private func nanoseconds(_ ticks: Int64) -> Int64 { Int64(Double(ticks) / ticksPerSecond * 1e9) }
}
