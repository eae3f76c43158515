/// How one direction of one access link behaves. Every value may change while packets are under way.
package struct LinkSettings: Hashable, Sendable, Codable {
    /// Loss in bursts (Gilbert 1960, Elliott 1963): a chain of two states, stepped once per packet.
    package struct Bursts: Hashable, Sendable, Codable {
        package var goodToBad: Double
        package var badToGood: Double
        package var lossWhenGood: Double
        package var lossWhenBad: Double

        package init(
            goodToBad: Double, badToGood: Double, lossWhenGood: Double = 0, lossWhenBad: Double = 1
        ) {
            self.goodToBad = goodToBad
            self.badToGood = badToGood
            self.lossWhenGood = lossWhenGood
            self.lossWhenBad = lossWhenBad
        }

        /// The share of packets lost in the long run.
        package var meanLoss: Double {
            let bad = goodToBad / (goodToBad + badToGood)
            return bad * lossWhenBad + (1 - bad) * lossWhenGood
        }
    }

    /// One-way, in milliseconds.
    package var delay: Double
    /// Uniform on ± this many milliseconds around `delay`, drawn per packet. Packets keep their order.
    package var jitter: Double
    /// Share of packets lost at random.
    package var loss: Double
    package var bursts: Bursts?
    /// Bits of IP packets per second; nil: unlimited.
    package var bitsPerSecond: Double?
    /// What may wait for the line; a packet that finds more is lost (tail drop).
    package var queueBytes: Int
    /// Share of packets held back by `reorderDelay` milliseconds and overtaken by those behind them.
    package var reorder: Double
    package var reorderDelay: Double
    /// Nothing passes, nobody is told. Packets under way are lost too.
    package var isCut: Bool

    package init(
        delay: Double = 0, jitter: Double = 0, loss: Double = 0, bursts: Bursts? = nil,
        bitsPerSecond: Double? = nil, queueBytes: Int = 64 * 1024, reorder: Double = 0,
        reorderDelay: Double = 0, isCut: Bool = false
    ) {
        self.delay = delay
        self.jitter = jitter
        self.loss = loss
        self.bursts = bursts
        self.bitsPerSecond = bitsPerSecond
        self.queueBytes = queueBytes
        self.reorder = reorder
        self.reorderDelay = reorderDelay
        self.isCut = isCut
    }

    /// No delay, no loss, no limit.
    package static let ideal = LinkSettings()
}
