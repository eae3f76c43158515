import Wire

/// A stream an end receives: which numbers have not come, and when to ask for them.
struct RepairedStream {
    private struct Hole {
        var since: UInt64
        var nextAt: UInt64
        var tries = 0
    }

    /// The slower line may still bring it: its longest delay less the other's shortest, and the machine.
    private static let patience: UInt64 = 50_000_000
    /// Longer than a round trip over the slower line with all its jitter.
    private static let pause: UInt64 = 100_000_000
    private static let tries = 10

    let ssrc: UInt32
    let repairSSRC: UInt32?
    private var unwrapper = CounterUnwrapper.sequence()
    private var holes: [UInt64: Hole] = [:]

    init(ssrc: UInt32, repairSSRC: UInt32?) {
        self.ssrc = ssrc
        self.repairSSRC = repairSSRC
    }

    var nextQuestionAt: UInt64 { holes.values.map(\.nextAt).min() ?? .max }

    mutating func arrived(_ sequence: UInt16, at now: UInt64) -> UInt64 {
        let highest = unwrapper.highest
        let index = unwrapper.unwrap(sequence)
        holes[index] = nil
        if let highest, index > highest + 1 {
            for lost in highest + 1..<index {
                holes[lost] = Hole(since: now, nextAt: now + Self.patience)
            }
        }
        return index
    }

    /// A repeated packet with this original number.
    mutating func repaired(_ sequence: UInt16) -> UInt64 {
        let index = unwrapper.extend(UInt32(sequence))
        holes[index] = nil
        return index
    }

    mutating func due(_ now: UInt64) -> [UInt16] {
        var ask: [UInt16] = []
        for (index, hole) in holes.sorted(by: { $0.key < $1.key }) where hole.nextAt <= now && ask.count < 64
        {
            guard hole.tries < Self.tries else {
                holes[index] = nil
                continue
            }
            ask.append(UInt16(truncatingIfNeeded: index))
            holes[index]?.tries += 1
            holes[index]?.nextAt = now + Self.pause
        }
        return ask
    }
}
