/// What wants to be woken when, by place: a binary heap that knows where each place lies, so that a deadline is moved
/// in a few steps. Plain numbers in arrays; grows to the number of places and never beyond.
struct DeadlineHeap {
    private struct Entry {
        var at: UInt64
        var place: Int32

        /// Ties go by place, so that a run can be replayed.
        func isBefore(_ other: Entry) -> Bool { at < other.at || at == other.at && place < other.place }
    }

    private var entries: [Entry] = []
    /// Where a place's entry lies in `entries`; -1 when it has none.
    private var positions: [Int32] = []

    var first: (place: Int, at: MonotonicInstant)? {
        entries.first.map { (Int($0.place), MonotonicInstant(nanoseconds: $0.at)) }
    }
    var count: Int { entries.count }

    func deadline(of place: Int) -> MonotonicInstant? {
        guard place < positions.count, positions[place] >= 0 else { return nil }
        return MonotonicInstant(nanoseconds: entries[Int(positions[place])].at)
    }

    /// nil: it wants nothing any more.
    mutating func set(_ place: Int, to deadline: MonotonicInstant?) {
        guard let deadline else { return remove(place) }
        while positions.count <= place { positions.append(-1) }
        let entry = Entry(at: deadline.nanoseconds, place: Int32(truncatingIfNeeded: place))
        let position = Int(positions[place])
        guard position >= 0 else {
            entries.append(entry)
            return rise(entry, from: entries.count &- 1)
        }
        if entry.isBefore(entries[position]) {
            rise(entry, from: position)
        } else {
            sink(entry, from: position)
        }
    }

    mutating func remove(_ place: Int) {
        guard place < positions.count, positions[place] >= 0 else { return }
        let position = Int(positions[place])
        positions[place] = -1
        guard let last = entries.popLast(), position < entries.count else { return }
        if position > 0, last.isBefore(entries[(position &- 1) / 2]) {
            rise(last, from: position)
        } else {
            sink(last, from: position)
        }
    }

    private mutating func put(_ entry: Entry, at position: Int) {
        entries[position] = entry
        positions[Int(entry.place)] = Int32(truncatingIfNeeded: position)
    }

    private mutating func rise(_ entry: Entry, from start: Int) {
        var position = start
        while position > 0 {
            let parent = (position &- 1) / 2
            guard entry.isBefore(entries[parent]) else { break }
            put(entries[parent], at: position)
            position = parent
        }
        put(entry, at: position)
    }

    private mutating func sink(_ entry: Entry, from start: Int) {
        var position = start
        while true {
            var child = 2 &* position &+ 1
            guard child < entries.count else { break }
            if child &+ 1 < entries.count, entries[child &+ 1].isBefore(entries[child]) { child &+= 1 }
            guard entries[child].isBefore(entry) else { break }
            put(entries[child], at: position)
            position = child
        }
        put(entry, at: position)
    }
}
