import MediaEngine
import Simulation
import Testing

/// One camera before all other pictures, because the listener says so.
@Suite struct EnginePinTests {
    private func cameras(_ world: EngineWorld, _ browser: SimulatedBrowser) -> [UInt64: UInt8?] {
        var shown: [UInt64: UInt8?] = [:]
        for picture in world.statistics(of: browser)?.pictures ?? [] where picture.source == .camera {
            shown[picture.participant.value] = picture.layer
        }
        return shown
    }

    /// Two cameras of up to 1.4 Mbit/s, and a line that carries one of them whole: who spoke last has it, until the
    /// other is pinned.
    @Test(arguments: [UInt64(1), 2])
    func `on a narrow line the pinned camera has the large picture, whoever speaks`(seed: UInt64) throws {
        let world = EngineWorld(links: [.init(delay: .milliseconds(15))], seed: seed)
        try world.openRoom(1)
        var media = SimulatedBrowser.Media()
        media.payloadBytes = 1100
        media.frameInterval = .milliseconds(33)
        media.encodings = [1, 2, 5]
        let others = try (0..<2).map { _ in try world.join(room: 1, media: media) }
        let listener = try world.join(room: 1, sources: [])
        world.network.access[listener.address] = .init(
            down: .init(bitsPerSecond: 2_500_000, delayMilliseconds: 5))
        for browser in others { browser.level = 127 }
        others[0].level = 20
        /// How much of half a minute each has the large picture.
        func shares() -> [UInt64: Double] {
            var seconds: [UInt64: Double] = [:]
            for _ in 0..<60 {
                world.run(for: .milliseconds(500))
                for (name, layer) in cameras(world, listener) where layer == 2 {
                    seconds[name, default: 0] += 1.0 / 60
                }
            }
            return seconds
        }
        world.run(for: .seconds(10))
        let speaking = shares()
        #expect(speaking[1, default: 0] > 0.3 && speaking[2, default: 0] < 0.1, "\(speaking), seed \(seed)")
        try world.pin(2, for: listener)
        world.run(for: .seconds(2))
        let pinned = shares()
        #expect(pinned[2, default: 0] > 0.3 && pinned[1, default: 0] < 0.1, "\(pinned), seed \(seed)")
        #expect(cameras(world, listener).count == 2)
        try world.pin(nil, for: listener)
        world.run(for: .seconds(2))
        let again = shares()
        #expect(again[1, default: 0] > again[2, default: 0], "\(again), seed \(seed)")
        #expect(listener.violations == [] && world.violations == [])
    }

    @Test func `a pinned camera gets a slot where none is free, and keeps it`() throws {
        let world = EngineWorld(links: [.init()], seed: 3)
        try world.openRoom(1)
        let listener = try world.join(room: 1, sources: [])
        let others = try (0..<12).map { _ in try world.join(room: 1) }
        for browser in others { browser.level = 127 }
        world.run(for: .seconds(2))
        let hidden = try #require(
            others.first { cameras(world, listener)[UInt64($0.participant)] == nil })
        let name = UInt64(hidden.participant)
        try world.pin(hidden.participant, for: listener)
        world.run(for: .milliseconds(300))
        #expect(cameras(world, listener).keys.contains(name) && cameras(world, listener).count == 8)
        for speaker in others where speaker !== hidden {
            speaker.level = 20
            world.run(for: .milliseconds(600))
            #expect(cameras(world, listener).keys.contains(UInt64(speaker.participant)))
            #expect(cameras(world, listener).keys.contains(name), "it stays while others speak")
            speaker.level = 127
            world.run(for: .milliseconds(1500))
        }
        // It is switched off and on again, while everybody else has a picture.
        hidden.silenced = [.camera]
        world.run(for: .seconds(6))
        #expect(!cameras(world, listener).keys.contains(name))
        hidden.silenced = []
        world.run(for: .seconds(1))
        #expect(cameras(world, listener).keys.contains(name))
        #expect(listener.violations == [])
    }

    @Test func `who was never there cannot be pinned, nor by nobody`() throws {
        let world = EngineWorld(links: [.init()], seed: 4)
        try world.openRoom(1)
        let listener = try world.join(room: 1)
        #expect(throws: EngineRefusal.unknownParticipant) { try world.pin(9, for: listener) }
        // One who has left may come back: the wish stays.
        let other = try world.join(room: 1)
        world.run(for: .milliseconds(300))
        world.leave(other)
        try world.pin(other.participant, for: listener)
        world.leave(listener)
        #expect(throws: EngineRefusal.unknownSession) { try world.pin(nil, for: listener) }
    }
}
