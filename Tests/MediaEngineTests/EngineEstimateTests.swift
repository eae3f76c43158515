import MediaEngine
import Simulation
import Testing

/// Estimation inside the engine: numbers given, feedback taken, statistics told.
@Suite struct EngineEstimateTests {
    @Test func `a listener behind a narrow line is estimated near what the line carries`() throws {
        let world = EngineWorld(links: [.init(delay: .milliseconds(10))], seed: 21)
        try world.openRoom(1)
        var media = SimulatedBrowser.Media()
        media.packetsPerFrame = 6
        media.payloadBytes = 1100
        try world.join(room: 1, media: media)
        let narrow = try world.join(room: 1, sources: [.microphone])
        let wide = try world.join(room: 1, sources: [.microphone])
        // The publisher sends about 820 kbit/s.
        world.network.access[narrow.address] = .init(
            down: .init(bitsPerSecond: 500_000, delayMilliseconds: 5))
        world.run(for: .seconds(20))
        let estimate = try #require(world.statistics(of: narrow)?.estimate)
        #expect(estimate < 520_000, "\(estimate)")
        let free = try #require(world.statistics(of: wide)?.estimate)
        #expect(free > 700_000, "\(free)")
        #expect(world.statistics(of: wide)?.lossOut == 0)
    }

    @Test func `numbers wrap at sixteen bits without a break in the estimate`() throws {
        let world = EngineWorld(links: [.init(delay: .milliseconds(10))], seed: 22)
        try world.openRoom(1)
        var media = SimulatedBrowser.Media()
        media.frameInterval = .milliseconds(10)
        media.packetsPerFrame = 20
        try world.join(room: 1, media: media)
        let listener = try world.join(room: 1, sources: [])
        world.run(for: .seconds(40))
        let statistics = try #require(world.statistics(of: listener))
        #expect(statistics.packetsOut > 70_000 && statistics.lossOut == 0)
        #expect(statistics.estimate ?? 0 > 1_000_000)
    }
}
