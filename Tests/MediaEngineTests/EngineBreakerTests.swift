import MediaEngine
import Simulation
import Testing

/// A path that carries no pictures gets none (RFC 8083), whatever the other end can say about it; sound goes on.
@Suite struct EngineBreakerTests {
    private func room(
        estimates: Bool, cameras: Int = 1, seed: UInt64
    ) throws -> (EngineWorld, SimulatedBrowser, [SimulatedBrowser]) {
        let world = EngineWorld(links: [.init(delay: .milliseconds(20))], seed: seed)
        try world.openRoom(1)
        var media = SimulatedBrowser.Media()
        media.payloadBytes = 1100
        media.packetsPerFrame = 10
        let others = try (0..<cameras).map { _ in try world.join(room: 1, media: media) }
        let listener = try world.join(room: 1, sources: [.microphone], agreesToFeedback: estimates)
        world.run(for: .seconds(6))
        #expect(pictures(world, listener) == cameras)
        return (world, listener, others)
    }

    private func pictures(_ world: EngineWorld, _ listener: SimulatedBrowser) -> Int {
        world.statistics(of: listener)?.pictures.count { $0.layer != nil } ?? 0
    }

    private func sound(_ listener: SimulatedBrowser) throws -> BrowserReception {
        try #require(
            listener.plan.slots.filter { $0.kind == .audio }.compactMap { listener.receptions[$0.ssrc] }.first
        )
    }

    /// Nothing longer than sound comes through: the new path's MTU is smaller than anybody knows.
    @Test(arguments: [1, 3])
    func `pictures that never arrive are stopped in some seconds, and tried again`(cameras: Int) throws {
        let (world, listener, _) = try room(estimates: false, cameras: cameras, seed: 61)
        listener.longestHeard = 300
        world.run(for: .seconds(10))
        #expect(world.events.contains(.videoStopped(listener.session, .media)))
        #expect(pictures(world, listener) == 0)
        let sound = try sound(listener)
        sound.longestGap = .zero
        let heard = sound.arrived.count
        let before = world.statistics(of: listener)?.bytesOut ?? 0
        world.run(for: .seconds(5))
        let rate = Double((world.statistics(of: listener)?.bytesOut ?? 0) - before) * 8 / 5
        #expect(rate < 60_000 * Double(cameras), "only sound is sent: \(rate) bit/s")
        #expect(sound.arrived.count - heard > 240 && sound.longestGap < .milliseconds(60))
        // Still no better: the pauses grow.
        world.run(for: .seconds(60))
        let stops = world.statistics(of: listener)?.videoStops ?? 0
        #expect((2...3).contains(stops), "\(stops) stops")
        listener.longestHeard = .max
        world.run(for: .seconds(45))
        #expect(world.events.contains(.videoResumed(listener.session)))
        #expect(pictures(world, listener) == cameras)
        #expect(sound.missing == 0 && listener.violations == [] && world.violations == [])
    }

    /// 1.3 Mbit/s into a line of 100 kbit/s, and an end that gives no estimate: nine of ten packets are lost.
    @Test func `pictures that choke a line are stopped, and the sound behind them is whole again`() throws {
        let (world, listener, _) = try room(estimates: false, seed: 62)
        world.network.access[listener.address] = .init(
            down: .init(bitsPerSecond: 100_000, queueMilliseconds: 300, delayMilliseconds: 250))
        world.run(for: .seconds(12))
        #expect(world.events.contains(.videoStopped(listener.session, .congestion)))
        #expect(pictures(world, listener) == 0)
        let sound = try sound(listener)
        world.run(for: .seconds(1))
        let (lost, heard) = (sound.missing, sound.arrived.count)
        world.run(for: .seconds(4))
        #expect(sound.missing == lost && sound.arrived.count - heard >= 198)
        world.network.access[listener.address] = nil
        world.run(for: .seconds(15))
        #expect(world.events.contains(.videoResumed(listener.session)) && pictures(world, listener) == 1)
        #expect(world.statistics(of: listener)?.videoStops == 1)
        #expect(listener.violations == [])
    }

    @Test(arguments: [false, true])
    func `five in a hundred lost is no reason to stop`(estimates: Bool) throws {
        let (world, listener, _) = try room(estimates: estimates, cameras: 2, seed: 63)
        world.network.conditions[0].loss = 0.05
        world.run(for: .seconds(60))
        #expect(world.statistics(of: listener)?.videoStops == 0 && pictures(world, listener) >= 1)
    }

    @Test func `an end that never reports, and was never asked to, keeps its pictures`() throws {
        let (world, listener, _) = try room(estimates: false, seed: 64)
        let mute = try world.join(room: 1, sources: [], agreesToFeedback: false)
        mute.reportsNothing = true
        world.run(for: .seconds(30))
        #expect(pictures(world, mute) == 1 && pictures(world, listener) == 1)
        #expect(world.statistics(of: mute)?.videoStops == 0)
        // One that did report, and falls silent while its checks go on, does not.
        listener.reportsNothing = true
        world.run(for: .seconds(14))
        #expect(world.events.contains(.videoStopped(listener.session, .reports)))
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `a line squeezed to 160 kbit per second sheds every picture before any sound`(seed: UInt64) throws {
        let (world, listener, _) = try room(estimates: true, cameras: 2, seed: seed)
        world.network.access[listener.address] = .init(
            down: .init(bitsPerSecond: 160_000, queueMilliseconds: 400, delayMilliseconds: 5))
        // Two voices take 116 kbit/s of it with their headers.
        world.run(for: .seconds(6))
        #expect(pictures(world, listener) == 0, "seed \(seed)")
        let sounds = listener.plan.slots.filter { $0.kind == .audio }.compactMap {
            listener.receptions[$0.ssrc]
        }
        let lost = sounds.map(\.missing).reduce(0, +)
        let heard = sounds.map(\.arrived.count)
        for sound in sounds { sound.longestGap = .zero }
        world.run(for: .seconds(10))
        #expect(sounds.map(\.missing).reduce(0, +) - lost <= 3, "seed \(seed)")
        #expect(zip(sounds, heard).allSatisfy { $0.arrived.count - $1 > 480 }, "seed \(seed)")
        #expect(sounds.allSatisfy { $0.longestGap < .milliseconds(250) }, "seed \(seed)")
        world.network.access[listener.address] = nil
        world.run(for: .seconds(25))
        #expect(pictures(world, listener) == 2, "seed \(seed)")
    }
}
