import MediaEngine

/// Packet index state per SSRC, in a table that never grows beyond its limit. Looked up per packet: the last hit is
/// tried first, then a short linear search.
struct StreamTable {
    struct Stream {
        var window: ReplayWindow
        /// Next SRTCP index to send is this plus one (libsrtp counts the same way).
        var lastSentControlIndex: UInt32 = 0
    }

    private let windowPackets: Int
    /// Roll-over count in which a stream begins whose first packet is yet to come.
    private let firstRollOver: UInt32
    private var sources: [UInt32] = []
    private var streams: [Stream] = []
    private var last = 0

    init(windowPackets: Int, firstRollOver: UInt32 = 0) {
        self.windowPackets = windowPackets
        self.firstRollOver = firstRollOver
        sources.reserveCapacity(8)
        streams.reserveCapacity(8)
    }

    mutating func find(_ ssrc: UInt32) -> Int? {
        if last < sources.count, sources[last] == ssrc { return last }
        for position in sources.indices where sources[position] == ssrc {
            last = position
            return position
        }
        return nil
    }

    /// nil when the table is full.
    private mutating func add(_ ssrc: UInt32) -> Int? {
        guard streams.count < PacketProtectionLimit.streams else { return nil }
        sources.append(ssrc)
        streams.append(Stream(window: ReplayWindow(packets: windowPackets)))
        last = streams.count - 1
        return last
    }

    // MARK: Sending

    /// The index of a packet to seal, taken for good: a vector used twice gives GCM's key away, so an index is sealed
    /// once, or not at all.
    mutating func claim(_ ssrc: UInt32, _ sequence: UInt16) throws(ProtectionFailure) -> UInt64 {
        guard let position = find(ssrc) ?? add(ssrc) else { throw .noRoom }
        let index = estimate(sequence, after: streams[position].window)
        guard streams[position].window.check(index) == .fresh else { throw .replayed }
        guard index < Self.end else { throw .internalFault }
        streams[position].window.insert(index)
        return index
    }

    mutating func claimControl(_ ssrc: UInt32) throws(ProtectionFailure) -> UInt32 {
        guard let position = find(ssrc) ?? add(ssrc) else { throw .noRoom }
        let index = streams[position].lastSentControlIndex + 1
        guard index < 0x8000_0000 else { throw .internalFault }
        streams[position].lastSentControlIndex = index
        return index
    }

    // MARK: Receiving

    /// What a packet's 16-bit number most likely means, if that was not seen yet. `position` is for `accept`.
    mutating func expect(
        _ ssrc: UInt32, _ sequence: UInt16
    ) throws(ProtectionFailure) -> (position: Int?, index: UInt64) {
        guard let position = find(ssrc) else { return (nil, first(sequence)) }
        let index = estimate(sequence, after: streams[position].window)
        // Behind the last index the vectors of the first packets would come again: those were seen.
        guard streams[position].window.check(index) == .fresh, index < Self.end else { throw .replayed }
        return (position, index)
    }

    mutating func expectControl(_ ssrc: UInt32, _ index: UInt64) throws(ProtectionFailure) -> Int? {
        guard let position = find(ssrc) else { return nil }
        guard streams[position].window.check(index) == .fresh else { throw .replayed }
        return position
    }

    /// The packet was authentic. An SSRC gets its place only now, so that forged ones fill no table.
    mutating func accept(_ position: Int?, _ ssrc: UInt32, _ index: UInt64) throws(ProtectionFailure) {
        guard let position = position ?? add(ssrc) else { throw .noRoom }
        streams[position].window.insert(index)
    }

    /// A key ends with its 48-bit index (RFC 3711 §9.2).
    private static let end: UInt64 = 1 << 48

    private func first(_ sequence: UInt16) -> UInt64 { UInt64(firstRollOver) << 16 | UInt64(sequence) }

    /// The 48-bit index a 16-bit sequence number most likely means (RFC 3711 §3.3.1, appendix A).
    private func estimate(_ sequence: UInt16, after window: borrowing ReplayWindow) -> UInt64 {
        guard !window.isEmpty else { return first(sequence) }
        let highest = window.highest
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
