/// How long packets stay in this machine, from the kernel's arrival stamp to the return of the send call: 16 buckets an
/// octave (± 3 %) from 1 µs to 8 s, allocated once. Only packets that caused others are counted.
package struct LatencyHistogram: ~Copyable {
    /// Arrivals that may wait for one flush; more are not measured.
    static let pendingLimit = 512
    private static let firstBit = 10
    private static let lastBit = 33
    package static let bucketCount = (lastBit - firstBit) * 16 + 1

    private let counts: UnsafeMutablePointer<UInt64>
    private let pending: UnsafeMutablePointer<UInt64>
    private var waiting = 0

    package init() {
        counts = .allocate(capacity: Self.bucketCount)
        counts.initialize(repeating: 0, count: Self.bucketCount)
        pending = .allocate(capacity: Self.pendingLimit)
        pending.initialize(repeating: 0, count: Self.pendingLimit)
    }

    deinit {
        counts.deallocate()
        pending.deallocate()
    }

    /// A packet that arrived at `arrival` has put something into the batch.
    package mutating func caused(arrival: UInt64) {
        guard waiting < Self.pendingLimit, arrival > 0 else { return }
        pending[waiting] = arrival
        waiting &+= 1
    }

    /// The batch has left.
    package mutating func sent(at now: UInt64) {
        for index in 0..<waiting {
            let place = Self.bucket(of: now > pending[index] ? now &- pending[index] : 0)
            counts[place] &+= 1
        }
        waiting = 0
    }

    package var hasPending: Bool { waiting > 0 }

    package var buckets: [UInt64] { Array(UnsafeBufferPointer(start: counts, count: Self.bucketCount)) }

    static func bucket(of nanoseconds: UInt64) -> Int {
        guard nanoseconds >> UInt64(firstBit) > 0 else { return 0 }
        let bit = 63 - nanoseconds.leadingZeroBitCount
        guard bit < lastBit else { return bucketCount - 1 }
        let part = Int(truncatingIfNeeded: nanoseconds >> UInt64(bit - 4)) & 15
        return (bit - firstBit) * 16 + part + 1
    }

    /// The upper edge of bucket `index` in nanoseconds; the last has none.
    package static func upperEdge(_ index: Int) -> UInt64 {
        guard index > 0 else { return 1 << UInt64(firstBit) }
        let (octave, part) = ((index - 1) / 16, (index - 1) % 16)
        return (UInt64(16 + part + 1)) << UInt64(octave + firstBit - 4)
    }

    /// The latency that `share` (0…1) of the packets stayed below, in nanoseconds; nil when there are none.
    package static func quantile(_ share: Double, of buckets: [UInt64]) -> UInt64? {
        let total = buckets.reduce(0, &+)
        guard total > 0 else { return nil }
        let wanted = UInt64((Double(total) * share).rounded(.up))
        var seen: UInt64 = 0
        for (index, count) in buckets.enumerated() {
            seen &+= count
            if seen >= max(wanted, 1) { return upperEdge(index) }
        }
        return upperEdge(bucketCount - 1)
    }
}
