/// When a trunk takes new keys, and how long the old ones are still understood.
package struct TrunkRekeying: Hashable, Sendable {
    /// Packets protected with one key; far below the 2^48 of SRTP and the 2^31 of SRTCP (RFC 7714 §8.1).
    package var packets: UInt64
    package var interval: Duration
    /// Packets on the way when the keys change: two links' delay and more.
    package var overlap: Duration

    package init(
        packets: UInt64 = 1 << 31, interval: Duration = .seconds(6 * 3600), overlap: Duration = .seconds(10)
    ) {
        self.packets = packets
        self.interval = interval
        self.overlap = overlap
    }
}
