/// One direction of a link: a queue in front of a fixed rate, then a delay; drops when the queue is full, and at
/// random.
package struct BottleneckLink: Sendable {
    /// nil for a link that is never full.
    package var bitsPerSecond: Double?
    /// Longest time a packet may wait in the queue, in ns.
    package var queue: Int64
    package var delay: Int64
    package var jitter: Int64
    package var loss: Double
    private var freeAt: Int64 = 0

    package init(
        bitsPerSecond: Double? = nil, queueMilliseconds: Int64 = 300, delayMilliseconds: Int64 = 20,
        jitterMilliseconds: Int64 = 0, loss: Double = 0
    ) {
        self.bitsPerSecond = bitsPerSecond
        queue = queueMilliseconds * 1_000_000
        delay = delayMilliseconds * 1_000_000
        jitter = jitterMilliseconds * 1_000_000
        self.loss = loss
    }

    /// When a packet that enters now leaves at the other end; nil when it does not. Nanoseconds.
    package mutating func carry(bytes: Int, at now: Int64, using random: inout SeededGenerator) -> Int64? {
        var leaves = now
        if let bitsPerSecond {
            let start = max(freeAt, now)
            guard start - now <= queue else { return nil }
            freeAt = start + Int64(Double(bytes) * 8e9 / bitsPerSecond)
            leaves = freeAt
        }
        if loss > 0, random.chance(loss) { return nil }
        return leaves + delay + (jitter > 0 ? Int64.random(in: 0...jitter, using: &random) : 0)
    }
}
