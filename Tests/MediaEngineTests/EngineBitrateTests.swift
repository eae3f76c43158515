import MediaEngine
import Simulation
import Testing

/// A device with one encoding of 1.4 Mbit/s, seen over lines of different width.
@Suite struct EngineBitrateTests {
    private func room(
        obeys: Bool, down: [Double], seed: UInt64
    ) throws -> (EngineWorld, device: SimulatedBrowser, listeners: [SimulatedBrowser]) {
        let world = EngineWorld(links: [.init(delay: .milliseconds(15))], seed: seed)
        try world.openRoom(1)
        var media = SimulatedBrowser.Media()
        media.payloadBytes = 1100
        media.frameInterval = .milliseconds(33)
        media.packetsPerFrame = 5
        media.obeysBitrate = obeys
        let device = try world.join(room: 1, media: media)
        let listeners = try down.map { rate in
            let listener = try world.join(room: 1, sources: [.microphone])
            world.network.access[listener.address] = .init(
                down: .init(bitsPerSecond: rate, queueMilliseconds: 400, delayMilliseconds: 5))
            return listener
        }
        return (world, device, listeners)
    }

    /// At how many of sixty looks in half a minute the camera is shown.
    private func shown(_ world: EngineWorld, _ listeners: [SimulatedBrowser]) -> [Int] {
        var counts = [Int](repeating: 0, count: listeners.count)
        for _ in 0..<60 {
            world.run(for: .milliseconds(500))
            for (place, listener) in listeners.enumerated()
            where world.statistics(of: listener)?.pictures.first?.layer != nil { counts[place] += 1 }
        }
        return counts
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `a device sends what its narrowest listener can take, and more again without that listener`(
        seed: UInt64
    ) throws {
        let (world, device, listeners) = try room(obeys: true, down: [8_000_000, 900_000], seed: seed)
        world.run(for: .seconds(20))
        let shares = shown(world, listeners)
        #expect(shares[0] == 60 && shares[1] > 50, "\(shares), seed \(seed)")
        let told = try #require(device.toldBitrate)
        #expect((200_000...900_000).contains(told), "\(told), seed \(seed)")
        world.leave(listeners[1])
        world.run(for: .seconds(20))
        #expect(device.toldBitrate ?? 0 > 1_400_000, "\(device.toldBitrate ?? 0), seed \(seed)")
        #expect(device.violations == [] && listeners.allSatisfy { $0.violations == [] })
        #expect(world.violations == [])
    }

    @Test func `a device that never said it would is not told, and the narrow listener gets sound only`()
        throws
    {
        let (world, device, listeners) = try room(obeys: false, down: [8_000_000, 900_000], seed: 4)
        world.run(for: .seconds(20))
        let shares = shown(world, listeners)
        #expect(shares[0] == 60 && shares[1] < 20, "\(shares)")
        #expect(device.toldBitrate == nil && device.violations == [])
    }

    @Test func `one whose line carries no picture anyhow spoils nobody else's`() throws {
        let (world, device, listeners) = try room(obeys: true, down: [8_000_000, 250_000], seed: 5)
        world.run(for: .seconds(20))
        let shares = shown(world, listeners)
        #expect(shares[0] == 60, "\(shares)")
        #expect(device.toldBitrate ?? 0 > 1_400_000, "\(device.toldBitrate ?? 0)")
    }
}
