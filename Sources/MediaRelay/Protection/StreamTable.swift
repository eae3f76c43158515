import MediaEngine

/// Packet index state per SSRC, in a table that never grows beyond its limit. Looked up per packet, from memory that is
/// mostly cold: everything of one stream lies together, and the last hit is tried first.
///
///     cells   of each stream:  SSRC, last control index · one more than the highest index · bits of the window
struct StreamTable {
    /// Where a stream's cells begin.
    typealias Place = Int

    private static let ssrcCell = 0
    private static let endCell = 1
    private static let headCells = 2

    /// A power of two.
    private let windowWords: Int
    /// Roll-over count in which a stream begins whose first packet is yet to come.
    private let firstRollOver: UInt32
    private var cells: [UInt64] = []
    private var last: Place = 0

    /// Remembers at least `windowPackets` of the newest indices of each stream: the next power of two, not less
    /// than 64.
    init(windowPackets: Int, firstRollOver: UInt32 = 0) {
        var words = 1
        while words * 64 < windowPackets, words < 1 << 16 { words *= 2 }
        windowWords = words
        self.firstRollOver = firstRollOver
    }

    private var stride: Int { Self.headCells &+ windowWords }

    private mutating func find(_ ssrc: UInt32) -> Place? {
        if last < cells.count, holds(last, ssrc) { return last }
        var place = 0
        while place < cells.count {
            if holds(place, ssrc) {
                last = place
                return place
            }
            place &+= stride
        }
        return nil
    }

    private func holds(_ place: Place, _ ssrc: UInt32) -> Bool {
        UInt32(truncatingIfNeeded: cells[place &+ Self.ssrcCell]) == ssrc
    }

    /// nil when the table is full.
    private mutating func add(_ ssrc: UInt32) -> Place? {
        guard cells.count < PacketProtectionLimit.streams &* stride else { return nil }
        last = cells.count
        cells.append(UInt64(ssrc))
        for _ in 1..<stride { cells.append(0) }
        return last
    }

    // MARK: Sending

    /// The index of a packet to seal, taken for good: a vector used twice gives GCM's key away, so an index is sealed
    /// once, or not at all.
    mutating func claim(_ ssrc: UInt32, _ sequence: UInt16) throws(ProtectionFailure) -> UInt64 {
        guard let place = find(ssrc) ?? add(ssrc) else { throw .noRoom }
        let index = estimate(sequence, at: place)
        guard isFresh(index, at: place) else { throw .replayed }
        guard index < Self.end else { throw .internalFault }
        insert(index, at: place)
        return index
    }

    /// The next SRTCP index to send is one more than the last (libsrtp counts the same way).
    mutating func claimControl(_ ssrc: UInt32) throws(ProtectionFailure) -> UInt32 {
        guard let place = find(ssrc) ?? add(ssrc) else { throw .noRoom }
        let index = UInt32(truncatingIfNeeded: cells[place &+ Self.ssrcCell] >> 32) &+ 1
        guard index < 0x8000_0000 else { throw .internalFault }
        cells[place &+ Self.ssrcCell] = UInt64(index) << 32 | UInt64(ssrc)
        return index
    }

    // MARK: Receiving

    /// What a packet's 16-bit number most likely means, if that was not seen yet. `place` is for `accept`.
    mutating func expect(
        _ ssrc: UInt32, _ sequence: UInt16
    ) throws(ProtectionFailure) -> (place: Place?, index: UInt64) {
        guard let place = find(ssrc) else { return (nil, first(sequence)) }
        let index = estimate(sequence, at: place)
        // Behind the last index the vectors of the first packets would come again: those were seen.
        guard isFresh(index, at: place), index < Self.end else { throw .replayed }
        return (place, index)
    }

    /// The index a packet most likely has, for work done ahead; nil when it would be refused anyhow.
    mutating func foresee(_ ssrc: UInt32, _ sequence: UInt16) -> UInt64? {
        guard let place = find(ssrc) else { return first(sequence) }
        let index = estimate(sequence, at: place)
        return isFresh(index, at: place) && index < Self.end ? index : nil
    }

    mutating func expectControl(_ ssrc: UInt32, _ index: UInt64) throws(ProtectionFailure) -> Place? {
        guard let place = find(ssrc) else { return nil }
        guard isFresh(index, at: place) else { throw .replayed }
        return place
    }

    /// The packet was authentic. An SSRC gets its place only now, so that forged ones fill no table.
    mutating func accept(_ place: Place?, _ ssrc: UInt32, _ index: UInt64) throws(ProtectionFailure) {
        guard let place = place ?? add(ssrc) else { throw .noRoom }
        insert(index, at: place)
    }

    // MARK: Which indices were seen (RFC 3711 §3.3.2)

    private func isFresh(_ index: UInt64, at place: Place) -> Bool {
        let end = cells[place &+ Self.endCell]
        if index >= end { return true }
        guard end &- index <= UInt64(windowWords) << 6 else { return false }
        return cells[cell(of: index, at: place)] & Self.bit(index) == 0
    }

    /// Marks an index that `isFresh`.
    private mutating func insert(_ index: UInt64, at place: Place) {
        let end = cells[place &+ Self.endCell]
        if index >= end {
            if index &- end >= UInt64(windowWords) << 6 {
                for word in 0..<windowWords { cells[place &+ Self.headCells &+ word] = 0 }
            } else {
                var passed = end
                while passed < index {
                    cells[cell(of: passed, at: place)] &= ~Self.bit(passed)
                    passed &+= 1
                }
            }
            cells[place &+ Self.endCell] = index &+ 1
        }
        cells[cell(of: index, at: place)] |= Self.bit(index)
    }

    private func cell(of index: UInt64, at place: Place) -> Int {
        place &+ Self.headCells &+ (Int(truncatingIfNeeded: index >> 6) & (windowWords &- 1))
    }

    private static func bit(_ index: UInt64) -> UInt64 { 1 << (index & 63) }

    /// A key ends with its 48-bit index (RFC 3711 §9.2).
    private static let end: UInt64 = 1 << 48

    private func first(_ sequence: UInt16) -> UInt64 { UInt64(firstRollOver) << 16 | UInt64(sequence) }

    /// The 48-bit index a 16-bit sequence number most likely means (RFC 3711 §3.3.1, appendix A).
    private func estimate(_ sequence: UInt16, at place: Place) -> UInt64 {
        let end = cells[place &+ Self.endCell]
        guard end > 0 else { return first(sequence) }
        let highest = end &- 1
        let rollover = highest >> 16
        let newest = UInt16(truncatingIfNeeded: highest)
        if newest < 0x8000 {
            // A number far above the newest is an old one from before the roll-over; before the first there is none.
            let isOld = Int(sequence) - Int(newest) > 0x8000 && rollover > 0
            return ((isOld ? rollover - 1 : rollover) << 16) | UInt64(sequence)
        }
        let isNext = Int(newest) - 0x8000 > Int(sequence)
        return ((isNext ? rollover + 1 : rollover) << 16) | UInt64(sequence)
    }
}
