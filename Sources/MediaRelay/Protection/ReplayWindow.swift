/// Which of the newest packet indices of one SSRC were seen (RFC 3711 §3.3.2). A ring of bits over 48-bit indices.
package struct ReplayWindow: Sendable {
    package enum Verdict: Hashable, Sendable { case fresh, seen, tooOld }

    private var bits: [UInt64]
    private let mask: UInt64
    /// One more than the highest index seen; 0 when none was.
    private var end: UInt64 = 0

    /// Remembers at least `packets` indices: the next power of two, not less than 64.
    package init(packets: Int = PacketProtectionLimit.replayWindow) {
        var words = 1
        while words * 64 < packets, words < 1 << 16 { words *= 2 }
        bits = [UInt64](repeating: 0, count: words)
        mask = UInt64(words &- 1)
    }

    package var isEmpty: Bool { end == 0 }
    /// Meaningless while `isEmpty`.
    package var highest: UInt64 { end &- 1 }
    private var span: UInt64 { (mask &+ 1) << 6 }

    package func check(_ index: UInt64) -> Verdict {
        if index >= end { return .fresh }
        if end &- index > span { return .tooOld }
        return bits[word(index)] & Self.bit(index) == 0 ? .fresh : .seen
    }

    /// Marks an index that `check` called fresh.
    package mutating func insert(_ index: UInt64) {
        if index >= end {
            let skipped = index &- end
            if skipped >= span {
                for word in bits.indices { bits[word] = 0 }
            } else {
                var passed = end
                while passed < index {
                    bits[word(passed)] &= ~Self.bit(passed)
                    passed &+= 1
                }
            }
            end = index &+ 1
        }
        bits[word(index)] |= Self.bit(index)
    }

    private func word(_ index: UInt64) -> Int { Int(truncatingIfNeeded: (index >> 6) & mask) }
    private static func bit(_ index: UInt64) -> UInt64 { 1 << (index & 63) }
}
