package import MediaEngine

/// A sender that follows the estimate over one bottleneck, and a listener that reports every 50 ms: the estimator
/// alone.
package struct CongestionRun {
    package var link: BottleneckLink
    package var estimator = BandwidthEstimator()
    /// What the sender would like to send, in bit/s.
    package var demand = 20_000_000.0
    package private(set) var now: Int64 = 1_000_000_000
    package private(set) var longestQueue: Int64 = 0
    private var random: SeededGenerator
    private var nextSendAt: Int64 = 1_000_000_000
    private var nextFeedbackAt: Int64 = 1_050_000_000
    private var flight: [(sent: Int64, arrives: Int64?, bytes: Int)] = []
    private static let packet = 1200

    package init(_ link: BottleneckLink, seed: UInt64) {
        self.link = link
        random = SeededGenerator(seed: seed)
    }

    /// Smallest and largest estimate while it ran, and the mean, in bit/s.
    @discardableResult
    package mutating func run(seconds: Double) -> (least: Double, most: Double, mean: Double) {
        let end = now + Int64(seconds * 1e9)
        var least = Double.infinity
        var most = 0.0
        var sum = 0.0
        var samples = 0.0
        while now < end {
            now = min(nextSendAt, nextFeedbackAt)
            if now == nextSendAt {
                let bytes = Self.packet
                let arrives = link.carry(bytes: bytes + 28, at: now, using: &random)
                if let arrives { longestQueue = max(longestQueue, arrives - now - link.delay) }
                flight.append((now, arrives, bytes))
                let rate = max(min(estimator.bitsPerSecond, demand), 10_000)
                nextSendAt = now + Int64(Double(bytes + 28) * 8e9 / rate)
            } else {
                nextFeedbackAt = now + 50_000_000
                feedback()
                least = min(least, estimator.bitsPerSecond)
                most = max(most, estimator.bitsPerSecond)
                sum += estimator.bitsPerSecond
                samples += 1
            }
        }
        return (least, most, sum / max(samples, 1))
    }

    /// Reports what arrived up to one way ago; what was overtaken is lost.
    private mutating func feedback() {
        let heard = now - link.delay
        guard let last = flight.lastIndex(where: { $0.arrives.map { $0 <= heard } ?? false }) else {
            estimator.reviewSilence(roundTrip: link.delay / 500, at: now / 1000)
            return
        }
        var lost = 0
        var arrived = 0
        for packet in flight[...last] {
            guard let arrives = packet.arrives else {
                lost += 1
                continue
            }
            arrived += 1
            estimator.arrived(
                bytes: packet.bytes, cluster: 0, sent: packet.sent / 1000, at: arrives / 1000,
                isApplicationLimited: demand < estimator.bitsPerSecond)
        }
        flight.removeFirst(last + 1)
        estimator.lost(lost, arrived: arrived, restored: 0)
        estimator.finish(
            roundTrip: link.delay / 500, isApplicationLimited: demand < estimator.bitsPerSecond,
            at: now / 1000)
    }
}
