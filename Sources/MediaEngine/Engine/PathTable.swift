import Wire

/// Which leg a datagram belongs to, by the link it came on and the address it came from: open addressing with linear
/// probing, because this is asked for every packet. Addresses are chosen by strangers, so the hash is keyed.
struct PathTable: ~Copyable {
    fileprivate struct Entry {
        var high: UInt64
        var low: UInt64
        /// Port, family and link; never zero.
        var rest: UInt64
        var leg: Leg?

        func has(_ key: Key) -> Bool { low == key.low && rest == key.rest && high == key.high }
    }

    fileprivate struct Key {
        var high: UInt64
        var low: UInt64
        var rest: UInt64

        @inline(__always)
        init(_ path: PathDescription) {
            high = path.remote.high
            low = path.remote.low
            rest =
                UInt64(path.remote.port) | UInt64(path.link.value) << 16
                | UInt64(path.remote.family.rawValue) << 24
        }
    }

    private var entries = [Entry](repeating: Entry(high: 0, low: 0, rest: 0), count: 64)
    private var mask = 63
    private(set) var count = 0
    private let seed: UInt64

    init(seed: UInt64) { self.seed = seed | 1 }

    subscript(path: PathDescription) -> Leg? {
        @inline(__always)
        get {
            let key = Key(path)
            var place = home(key)
            while entries[place].leg != nil {
                if entries[place].has(key) { return entries[place].leg }
                place = (place &+ 1) & mask
            }
            return nil
        }
        set {
            if let newValue { put(Key(path), newValue) } else { remove(Key(path)) }
        }
    }

    /// Two rounds of multiply and fold: every bit of the key reaches the bits that are used.
    @inline(__always)
    private func home(_ key: Key) -> Int {
        var hash = (key.low ^ seed) &* 0x9E37_79B9_7F4A_7C15
        hash = (hash ^ hash >> 32 ^ key.rest) &* 0xD6E8_FEB8_6659_FD93
        hash = (hash ^ hash >> 32 ^ key.high) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: hash >> 33) & mask
    }

    private mutating func put(_ key: Key, _ leg: Leg) {
        if (count &+ 1) * 2 > entries.count { grow() }
        var place = home(key)
        while entries[place].leg != nil {
            if entries[place].has(key) {
                entries[place].leg = leg
                return
            }
            place = (place &+ 1) & mask
        }
        entries[place] = Entry(high: key.high, low: key.low, rest: key.rest, leg: leg)
        count &+= 1
    }

    private mutating func remove(_ key: Key) {
        var place = home(key)
        while entries[place].leg != nil, !entries[place].has(key) { place = (place &+ 1) & mask }
        guard entries[place].leg != nil else { return }
        count &-= 1
        // Those behind it that would not be found any more move up.
        var hole = place
        var next = (place &+ 1) & mask
        while entries[next].leg != nil {
            let wanted = home(Key(entries[next]))
            if (next &- wanted) & mask >= (next &- hole) & mask {
                entries[hole] = entries[next]
                hole = next
            }
            next = (next &+ 1) & mask
        }
        entries[hole].leg = nil
    }

    private mutating func grow() {
        let old = entries
        entries = [Entry](repeating: Entry(high: 0, low: 0, rest: 0), count: old.count * 2)
        mask = entries.count &- 1
        for entry in old where entry.leg != nil {
            var place = home(Key(entry))
            while entries[place].leg != nil { place = (place &+ 1) & mask }
            entries[place] = entry
        }
    }
}

extension PathTable.Key {
    fileprivate init(_ entry: PathTable.Entry) {
        high = entry.high
        low = entry.low
        rest = entry.rest
    }
}
