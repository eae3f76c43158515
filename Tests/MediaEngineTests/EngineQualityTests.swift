import MediaEngine
import Simulation
import Testing
import Wire

/// What a listener behind a line of limited rate gets of a camera in three encodings (150, 430 and 1,700 kbit/s).
@Suite struct EngineQualityTests {
    private func room(
        down: BottleneckLink?, loss: Double = 0, seed: UInt64
    ) throws -> (EngineWorld, camera: SimulatedBrowser, listener: SimulatedBrowser) {
        let world = EngineWorld(links: [.init(loss: loss, delay: .milliseconds(20))], seed: seed)
        try world.openRoom(1)
        let camera = try world.join(room: 1, media: EngineSimulcastTests.media)
        let listener = try world.join(room: 1, sources: [.microphone])
        world.network.access[listener.address] = .init(down: down)
        return (world, camera, listener)
    }

    private func reception(_ browser: SimulatedBrowser, _ kind: MediaKind) throws -> BrowserReception {
        try #require(
            browser.plan.slots.filter { $0.kind == kind }.compactMap { browser.receptions[$0.ssrc] }.first)
    }

    private func layer(_ world: EngineWorld, _ browser: SimulatedBrowser) -> UInt8? {
        world.statistics(of: browser)?.pictures.first?.layer
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `on a wide line the largest encoding is shown within four seconds`(seed: UInt64) throws {
        let (world, _, listener) = try room(
            down: .init(bitsPerSecond: 10_000_000, delayMilliseconds: 5), seed: seed)
        world.run(for: .seconds(5))
        #expect(layer(world, listener) == 2, "\(world.statistics(of: listener)?.estimate ?? 0), seed \(seed)")
        world.run(for: .seconds(10))
        let video = try reception(listener, .video)
        #expect(video.layer == 2 && video.missing == 0 && video.pictureBreaks == 0)
        #expect(listener.violations == [] && world.violations == [])
    }

    @Test(arguments: [UInt64(1), 2, 3, 4])
    func `a line squeezed to 300 kbit per second keeps the sound whole, and the large picture returns`(
        seed: UInt64
    ) throws {
        let (world, _, listener) = try room(
            down: .init(bitsPerSecond: 4_000_000, queueMilliseconds: 400, delayMilliseconds: 5), seed: seed)
        world.run(for: .seconds(15))
        #expect(layer(world, listener) == 2, "seed \(seed)")
        let before = try reception(listener, .audio)
        let lostBefore = before.missing
        world.network.access[listener.address]?.down?.bitsPerSecond = 300_000
        world.run(for: .seconds(3))
        // From here on the line's queue is under control.
        let audio = try reception(listener, .audio)
        audio.longestGap = .zero
        let lostAtOnce = audio.missing - lostBefore
        world.run(for: .seconds(20))
        let lost = audio.missing - lostBefore - lostAtOnce
        #expect(layer(world, listener).map { $0 == 0 } ?? true, "seed \(seed)")
        #expect(lostAtOnce <= 40 && lost <= 3, "\(lostAtOnce) at once, then \(lost); seed \(seed)")
        #expect(audio.longestGap < .milliseconds(250), "\(audio.longestGap), seed \(seed)")
        world.network.access[listener.address]?.down?.bitsPerSecond = 4_000_000
        world.run(for: .seconds(20))
        #expect(layer(world, listener) == 2, "\(world.statistics(of: listener)?.estimate ?? 0), seed \(seed)")
        let video = try reception(listener, .video)
        #expect(video.timestampsBack == 0 && video.pictureBreaks == 0 && listener.violations == [])
    }

    @Test(arguments: [UInt64(1), 2, 3, 4])
    func `five in a hundred lost both ways at 2 Mbit per second leave no freeze over a second`(seed: UInt64)
        throws
    {
        let (world, camera, listener) = try room(
            down: .init(bitsPerSecond: 2_500_000, delayMilliseconds: 5), loss: 0.05, seed: seed)
        world.run(for: .seconds(10))
        let video = try reception(listener, .video)
        video.longestGap = .zero
        world.run(for: .seconds(50))
        #expect(video.longestGap < .seconds(1), "\(video.longestGap), seed \(seed)")
        #expect(world.statistics(of: listener)?.estimate ?? 0 > 600_000, "seed \(seed)")
        world.network.conditions[0].loss = 0
        world.run(for: .seconds(10))
        #expect(layer(world, listener) == 2, "\(world.statistics(of: listener)?.estimate ?? 0), seed \(seed)")
        camera.silenced = [.camera]
        world.run(for: .seconds(1))
        #expect(video.missing * 200 < video.arrived.count, "\(video.missing) of \(video.arrived.count)")
        #expect(listener.violations == [])
    }

    @Test func `when nothing fits, the picture is paused and told so, and returns with a keyframe`() throws {
        let (world, _, listener) = try room(down: .init(bitsPerSecond: 90_000, delayMilliseconds: 5), seed: 7)
        world.run(for: .seconds(12))
        #expect(layer(world, listener) == nil)
        func told() -> SlotAssignment? {
            var latest: [SlotAssignment] = []
            for case .slotsChanged(listener.session, let slots) in world.events { latest = slots }
            return latest.first { $0.source == .camera }
        }
        #expect(told()?.isPaused == true)
        world.network.access[listener.address]?.down?.bitsPerSecond = 3_000_000
        world.run(for: .seconds(25))
        #expect(told()?.isPaused == false)
        #expect(layer(world, listener) == 2, "\(world.statistics(of: listener)?.estimate ?? 0)")
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `sound lost on both hops is repeated, the identical packet, in time to be played`(seed: UInt64)
        throws
    {
        let world = EngineWorld(links: [.init(loss: 0.05, delay: .milliseconds(20))], seed: seed)
        try world.openRoom(1)
        var media = SimulatedBrowser.Media()
        media.repeatsSound = true
        let speaker = try world.join(room: 1, media: media, sources: [.microphone])
        let listener = try world.join(room: 1, media: media, sources: [.microphone])
        world.run(for: .seconds(30))
        for browser in [speaker, listener] { browser.silenced = [.microphone] }
        world.run(for: .seconds(1))
        let audio = try reception(listener, .audio)
        // Ten in a hundred are lost on the way; what is left was lost several times, or came last.
        #expect(audio.arrived.count > 1400)
        #expect(audio.missing * 200 <= audio.arrived.count, "\(audio.missing) of \(audio.arrived.count)")
        let statistics = try #require(world.statistics(of: listener))
        #expect(statistics.retransmitted > 40 && statistics.retransmitted < 200)
        #expect(try #require(world.statistics(of: speaker)).recoveredIn > 40)
        #expect(listener.violations == [] && speaker.violations == [])
    }

    @Test func `without loss nothing is asked for twice, and reordering is no recovery`() throws {
        let world = EngineWorld(links: [.init(delay: .milliseconds(20), jitter: .milliseconds(9))], seed: 9)
        try world.openRoom(1)
        var media = SimulatedBrowser.Media()
        media.packetsPerFrame = 6
        let camera = try world.join(room: 1, media: media)
        try world.join(room: 1, sources: [.microphone])
        // What came before the keys were there is lost, and repeated.
        world.run(for: .seconds(2))
        let before = try #require(world.statistics(of: camera))
        world.run(for: .seconds(10))
        let after = try #require(world.statistics(of: camera))
        #expect(after.recoveredIn == before.recoveredIn && after.nacksSent == before.nacksSent)
    }

    @Test func `many who lose keyframes cost a publisher one in two seconds`() throws {
        let world = EngineWorld(links: [.init(delay: .milliseconds(10))], seed: 11)
        try world.openRoom(1)
        let camera = try world.join(room: 1)
        let listeners = try (0..<6).map { _ in try world.join(room: 1, sources: [.microphone]) }
        world.run(for: .seconds(5))
        let before = camera.keyframesSent[0, default: []].count
        #expect(before >= 1)
        for round in 0..<200 {
            listeners[round % 6].askForKeyframes()
            world.run(for: .milliseconds(100))
        }
        let asked = camera.keyframesSent[0, default: []].count - before
        #expect((9...12).contains(asked), "\(asked) in twenty seconds")
    }

    @Test func `a listener who is not heard any more gets no pictures, and gets them again`() throws {
        let (world, _, listener) = try room(down: nil, seed: 12)
        world.run(for: .seconds(6))
        #expect(layer(world, listener) != nil)
        // Checks go on being answered, so the leg lives; nothing else comes back.
        listener.sendsFeedback = false
        listener.reportsNothing = true
        world.run(for: .seconds(14))
        #expect(world.events.contains(.videoStopped(listener.session, .reports)))
        #expect(world.statistics(of: listener)?.pictures.first?.layer == nil)
        #expect(world.statistics(of: listener)?.videoStops == 1)
        listener.sendsFeedback = true
        listener.reportsNothing = false
        world.run(for: .seconds(14))
        #expect(world.events.contains(.videoResumed(listener.session)))
        #expect(layer(world, listener) != nil)
    }
}
