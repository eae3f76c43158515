/// Packet index state per SSRC, in a table that never grows beyond its limit. Looked up per packet: the last hit is
/// tried first, then a short linear search.
struct StreamTable {
    struct Stream {
        let ssrc: UInt32
        var window = ReplayWindow()
        /// Next SRTCP index to send is this plus one (libsrtp counts the same way).
        var lastSentControlIndex: UInt32 = 0
    }

    private var streams: [Stream] = []
    private var last = 0

    init() { streams.reserveCapacity(16) }

    mutating func find(_ ssrc: UInt32) -> Int? {
        if last < streams.count, streams[last].ssrc == ssrc { return last }
        for position in streams.indices where streams[position].ssrc == ssrc {
            last = position
            return position
        }
        return nil
    }

    /// nil when the table is full.
    mutating func add(_ ssrc: UInt32) -> Int? {
        guard streams.count < PacketProtectionLimit.streams else { return nil }
        streams.append(Stream(ssrc: ssrc))
        last = streams.count - 1
        return last
    }

    subscript(position: Int) -> Stream {
        get { streams[position] }
        _modify { yield &streams[position] }
    }

    /// The 48-bit index a 16-bit sequence number most likely means (RFC 3711 §3.3.1, appendix A).
    static func estimate(_ sequence: UInt16, after window: ReplayWindow) -> UInt64 {
        guard !window.isEmpty else { return UInt64(sequence) }
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
