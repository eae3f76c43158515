/// Which of the newest packet indices of one SSRC were seen (RFC 3711 §3.3.2). A ring of bits over 48-bit indices.
package struct ReplayWindow: Sendable {
    package enum Verdict: Hashable, Sendable { case fresh, seen, tooOld }

    private static let words = PacketProtectionLimit.replayWindow / 64
    private static let span = UInt64(PacketProtectionLimit.replayWindow)

    private var bits: InlineArray<16, UInt64> = .init(repeating: 0)
    /// One more than the highest index seen; 0 when none was.
    private var end: UInt64 = 0

    package init() {}

    package var isEmpty: Bool { end == 0 }
    /// Meaningless while `isEmpty`.
    package var highest: UInt64 { end &- 1 }

    package func check(_ index: UInt64) -> Verdict {
        if index >= end { return .fresh }
        if end &- index > Self.span { return .tooOld }
        return bits[Self.word(index)] & Self.bit(index) == 0 ? .fresh : .seen
    }

    /// Marks an index that `check` called fresh.
    package mutating func insert(_ index: UInt64) {
        if index >= end {
            let skipped = index &- end
            if skipped >= Self.span {
                for word in 0..<Self.words { bits[word] = 0 }
            } else {
                var passed = end
                while passed < index {
                    bits[Self.word(passed)] &= ~Self.bit(passed)
                    passed &+= 1
                }
            }
            end = index &+ 1
        }
        bits[Self.word(index)] |= Self.bit(index)
    }

    private static func word(_ index: UInt64) -> Int { Int(truncatingIfNeeded: (index >> 6) % UInt64(words)) }
    private static func bit(_ index: UInt64) -> UInt64 { 1 << (index & 63) }
}
