import LinkLab
import Testing

/// One direction of an emulated line, without a clock and without a packet.
@Suite struct `A line of the laboratory` {
    static let millisecond: UInt64 = 1_000_000

    /// Offers packets at an even pace and gives the delay of each that is not lost, in milliseconds.
    static func pass(
        _ settings: LinkSettings, packets: Int = 20_000, every interval: UInt64 = millisecond,
        bytes: Int = 200, seed: UInt64 = 7
    ) -> (delays: [Double], line: LinkDirection, order: [UInt64]) {
        var line = LinkDirection(settings, seed: seed)
        var delays: [Double] = []
        var arrivals: [UInt64] = []
        for number in 0..<packets {
            let now = UInt64(number) * interval
            guard case .deliver(let due) = line.offer(bytes: bytes, at: now) else { continue }
            let arrived = line.arrive(bytes: bytes)
            #expect(arrived)
            delays.append(Double(due - now) / 1e6)
            arrivals.append(due)
        }
        return (delays, line, arrivals)
    }

    @Test func `an ideal line delivers at once`() {
        let (delays, line, _) = Self.pass(.ideal, packets: 100)
        #expect(delays == Array(repeating: 0, count: 100))
        #expect(line.counters.delivered == 100 && line.counters.lost == 0)
        #expect(line.counters.deliveredBytes == 20_000)
    }

    @Test func `jitter stays within its bounds, has the right mean, and overtakes nothing`() {
        let sparse = Samples(
            Self.pass(LinkSettings(delay: 35, jitter: 10), every: 21 * Self.millisecond).delays)
        #expect(sparse.min >= 25 && sparse.min < 25.1)
        #expect(sparse.max <= 45 && sparse.max > 44.9)
        #expect(abs(sparse.mean - 35) < 0.2)
        let dense = Self.pass(LinkSettings(delay: 35, jitter: 10)).order
        #expect(dense == dense.sorted())
    }

    @Test(arguments: [0.005, 0.05, 0.5]) func `random loss has its share`(share: Double) {
        let line = Self.pass(LinkSettings(loss: share)).line
        let deviation = (share * (1 - share) / 20_000).squareRoot()
        #expect(abs(Double(line.counters.random) / 20_000 - share) < 4 * deviation)
    }

    @Test func `burst loss has its share and its length`() {
        let bursts = LinkSettings.Bursts(goodToBad: 0.01, badToGood: 0.25)
        var line = LinkDirection(LinkSettings(bursts: bursts), seed: 3)
        var runs: [Double] = []
        var run = 0.0
        for number in 0..<200_000 {
            if case .lost(.burst) = line.offer(bytes: 100, at: UInt64(number)) {
                run += 1
            } else if run > 0 {
                runs.append(run)
                run = 0
            }
        }
        #expect(abs(Double(line.counters.burst) / 200_000 - bursts.meanLoss) < 0.003)
        #expect(abs(Samples(runs).mean - 4) < 0.3)
    }

    @Test func `a narrow line sends at its rate, queues up to its limit, and drops the rest`() {
        // 8 Mbit/s offered into 1: a packet of 1,000 bytes every millisecond.
        let settings = LinkSettings(bitsPerSecond: 1_000_000, queueBytes: 25_000)
        let (delays, line, order) = Self.pass(settings, packets: 4000, bytes: 1000)
        let seconds = Double(order[order.count - 1] - order[0]) / 1e9
        #expect(abs(Double((order.count - 1) * 8000) / seconds - 1_000_000) < 10_000)
        // 25,000 bytes are 200 ms of such a line.
        #expect((delays.max() ?? 0) <= 200 && (delays.max() ?? 0) > 190)
        #expect(line.counters.queueFull + line.counters.delivered == 4000)
    }

    @Test func `a cut is silent, takes what is under way, and ends`() {
        var line = LinkDirection(LinkSettings(delay: 20), seed: 1)
        let before = line.offer(bytes: 100, at: 0)
        #expect(before == .deliver(at: 20 * Self.millisecond))
        line.settings.isCut = true
        let underWay = line.arrive(bytes: 100)
        #expect(!underWay)
        let during = line.offer(bytes: 100, at: 5 * Self.millisecond)
        #expect(during == .lost(.cut))
        line.settings.isCut = false
        let after = line.offer(bytes: 100, at: 30 * Self.millisecond)
        #expect(after == .deliver(at: 50 * Self.millisecond))
        #expect(line.counters.cut == 2)
    }

    @Test func `reordering holds back its share`() {
        let (_, line, order) = Self.pass(LinkSettings(delay: 5, reorder: 0.1, reorderDelay: 10))
        #expect(abs(Double(line.counters.reordered) / 20_000 - 0.1) < 0.01)
        #expect(order != order.sorted())
    }

    @Test func `the same seed gives the same line`() {
        let settings = LinkSettings(delay: 20, jitter: 5, loss: 0.1)
        #expect(Self.pass(settings).delays == Self.pass(settings).delays)
        #expect(Self.pass(settings).delays != Self.pass(settings, seed: 8).delays)
    }
}
