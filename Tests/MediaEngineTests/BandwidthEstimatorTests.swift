import MediaEngine
import Simulation
import Testing

/// The estimate on one bottleneck of known capacity. The argument of a failing case tells link and seed.
@Suite struct BandwidthEstimatorTests {
    @Test(arguments: [500_000.0, 1_000_000, 2_500_000], [UInt64(1), 2, 3])
    func `it finds eighty to a hundred per cent of the capacity within some seconds`(
        capacity: Double, seed: UInt64
    ) {
        var run = CongestionRun(
            .init(bitsPerSecond: capacity, delayMilliseconds: 25, jitterMilliseconds: 4), seed: seed)
        run.run(seconds: capacity > 2e6 ? 30 : 15)
        let settled = run.run(seconds: 20)
        #expect(settled.mean >= 0.8 * capacity && settled.mean <= 1.02 * capacity, "\(settled), seed \(seed)")
        #expect(run.longestQueue < 330_000_000, "\(run.longestQueue) ns in the queue")
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `a drop to 300 kbit per second is followed within two seconds, and the way back within a minute`(
        seed: UInt64
    ) {
        var run = CongestionRun(.init(bitsPerSecond: 2_000_000, jitterMilliseconds: 4), seed: seed)
        run.run(seconds: 40)
        run.link.bitsPerSecond = 300_000
        run.run(seconds: 2)
        #expect(run.estimator.bitsPerSecond < 330_000, "\(run.estimator.bitsPerSecond)")
        let squeezed = run.run(seconds: 10)
        #expect(squeezed.mean > 180_000 && squeezed.mean < 320_000, "\(squeezed)")
        run.link.bitsPerSecond = 2_000_000
        run.run(seconds: 50)
        #expect(run.estimator.bitsPerSecond > 1_200_000, "\(run.estimator.bitsPerSecond)")
    }

    @Test(arguments: [UInt64(1), 2, 3, 4])
    func `five packets lost in a hundred at random do not collapse it`(seed: UInt64) {
        var run = CongestionRun(
            .init(bitsPerSecond: 2_000_000, jitterMilliseconds: 4, loss: 0.05), seed: seed)
        run.run(seconds: 35)
        let settled = run.run(seconds: 20)
        #expect(settled.mean > 1_300_000, "\(settled), seed \(seed)")
        run.link.loss = 0
        run.run(seconds: 5)
        #expect(run.run(seconds: 10).mean > 1_500_000)
    }

    @Test func `a policer without a queue is told by loss`() {
        var run = CongestionRun(.init(bitsPerSecond: 2_000_000), seed: 5)
        run.run(seconds: 40)
        run.link.bitsPerSecond = 300_000
        run.link.queue = 5_000_000
        run.run(seconds: 4)
        let squeezed = run.run(seconds: 10)
        #expect(squeezed.mean < 420_000, "\(squeezed)")
    }

    @Test func `when feedback stops the rate goes down, and it comes back`() {
        var run = CongestionRun(.init(bitsPerSecond: 1_000_000), seed: 6)
        run.run(seconds: 20)
        let before = run.estimator.bitsPerSecond
        run.link.loss = 1
        run.run(seconds: 3)
        #expect(run.estimator.bitsPerSecond < before / 4)
        run.link.loss = 0
        run.run(seconds: 40)
        #expect(run.estimator.bitsPerSecond > 700_000, "\(run.estimator.bitsPerSecond)")
    }

    @Test func `what was cut for want of feedback does not outlive the path`() {
        var estimator = BandwidthEstimator()
        func report(at now: Int64) {
            for packet in 0..<10 as Range<Int64> {
                let sent = now + packet * 10_000
                estimator.arrived(
                    bytes: 1000, cluster: 0, sent: sent, at: sent + 20_000, isApplicationLimited: false)
            }
            estimator.finish(roundTrip: 40_000, isApplicationLimited: false, at: now + 100_000)
        }
        for step in 0..<20 as Range<Int64> { report(at: step * 100_000) }
        let before = estimator.bitsPerSecond
        let afterTalk = estimator.pathChanged(at: 2_100_000)
        #expect(!afterTalk)
        #expect(estimator.bitsPerSecond == before, "a move without silence keeps the rate")
        for step in 0..<30 as Range<Int64> {
            estimator.reviewSilence(roundTrip: 40_000, at: 2_100_000 + step * 100_000)
        }
        #expect(estimator.bitsPerSecond < before / 4)
        let afterSilence = estimator.pathChanged(at: 5_100_000)
        #expect(afterSilence)
        #expect(estimator.bitsPerSecond == BandwidthEstimator.Limits.start)
        // And the new path has its own time to be heard of.
        estimator.reviewSilence(roundTrip: 40_000, at: 5_200_000)
        #expect(estimator.bitsPerSecond == BandwidthEstimator.Limits.start)
    }
}
