/// Sequence numbers of one publisher's stream that have not come, and when to ask for them again (RFC 4585 §6.2.1).
struct MissingPackets {
    /// Two links may reorder: wait so long before the first question.
    static let reordering: Duration = .milliseconds(10)
    static let triesLimit = 8
    /// After so long nobody would play it.
    static let ageLimit: Duration = .seconds(1)

    private struct Entry {
        var index: UInt64
        var since: MonotonicInstant
        var nextAt: MonotonicInstant
        var tries = 0
    }

    enum Gap { case none, tracked, tooWide }

    private var entries: [Entry] = []
    private var highest: UInt64?
    /// Below it nothing is asked for: the stream began there, as far as we know.
    private var lowest: UInt64 = 0
    /// How long a gap may still close by itself; longer where copies come over a slower link.
    var patience = Self.reordering
    private(set) var recovered: UInt64 = 0
    private(set) var abandoned: UInt64 = 0

    var isEmpty: Bool { entries.isEmpty }
    var nextAt: MonotonicInstant? {
        guard var first = entries.first?.nextAt else { return nil }
        for entry in entries where entry.nextAt < first { first = entry.nextAt }
        return first
    }
    var count: Int { entries.count }

    /// The stream begins with `index`, known before anything of it has come: what is missing from there on is asked
    /// for.
    mutating func expect(from index: UInt64) {
        guard highest == nil else { return }
        highest = index &- 1
        lowest = index
    }

    /// Notes an arrival, and the gap in front of it if there is one.
    mutating func arrived(_ index: UInt64, at now: MonotonicInstant) -> Gap {
        guard let top = highest else {
            highest = index
            lowest = index
            return .none
        }
        if index < lowest {
            // The very first packets came out of order: what lies between is missing too.
            defer { lowest = index }
            return track(index &+ 1..<lowest, at: now)
        }
        if index <= top {
            if let place = entries.firstIndex(where: { $0.index == index }) {
                // What was merely late is no recovery.
                if entries[place].tries > 0 { recovered &+= 1 }
                entries.remove(at: place)
            }
            return .none
        }
        highest = index
        return track(top &+ 1..<index, at: now)
    }

    private mutating func track(_ lost: Range<UInt64>, at now: MonotonicInstant) -> Gap {
        guard !lost.isEmpty else { return .none }
        guard UInt64(entries.count) &+ (lost.upperBound &- lost.lowerBound) <= EngineLimits.missingPerSource
        else {
            abandoned &+= UInt64(entries.count)
            entries.removeAll(keepingCapacity: true)
            return .tooWide
        }
        for index in lost {
            entries.append(Entry(index: index, since: now, nextAt: now.advanced(by: patience)))
        }
        return .tracked
    }

    /// The numbers to ask for now, ascending, at most `limit`; and how many were given up.
    mutating func due(
        at now: MonotonicInstant, roundTrip: Duration, limit: Int
    ) -> (ask: [UInt16], gaveUp: Int) {
        var ask: [UInt16] = []
        let before = entries.count
        entries.removeAll {
            now.since($0.since) > Self.ageLimit + patience - Self.reordering
                || $0.tries >= Self.triesLimit && $0.nextAt <= now
        }
        let gaveUp = before - entries.count
        abandoned &+= UInt64(gaveUp)
        let pause = max(roundTrip * 3 / 2, .milliseconds(40))
        for place in entries.indices where entries[place].nextAt <= now && ask.count < limit {
            ask.append(UInt16(truncatingIfNeeded: entries[place].index))
            entries[place].tries += 1
            entries[place].nextAt = now.advanced(by: pause)
        }
        return (ask, gaveUp)
    }

    mutating func reset() {
        entries.removeAll(keepingCapacity: true)
        highest = nil
    }
}
