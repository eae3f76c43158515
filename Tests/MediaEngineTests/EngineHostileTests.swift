import MediaEngine
import Simulation
import Testing
import Wire

/// What an attacker may send, and that it changes nothing.
@Suite struct EngineHostileTests {
    private let attacker = PeerAddress(v4: 0xCB00_7101, port: 6666)

    private func check(username: String, password: String, controlling: Bool = false) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 300)
        var span = buffer.mutableSpan
        var writer = STUNWriter(.request, transaction: .init(high: 1, low: 2), into: &span)
        writer.add(STUN.Attribute.username, bytes: Array(username.utf8), into: &span)
        let role = controlling ? STUN.Attribute.iceControlling : STUN.Attribute.iceControlled
        writer.add(role, u64: 5, into: &span)
        let length = writer.finish(with: HMACSHA1(key: Array(password.utf8)), into: &span) ?? 0
        return Array(buffer[0..<length])
    }

    private func connected(_ seed: UInt64) throws -> (EngineWorld, [SimulatedBrowser]) {
        let world = EngineWorld(links: [.init(), .init()], seed: seed)
        try world.openRoom(1)
        let browsers = [try world.join(room: 1), try world.join(room: 1)]
        world.run(for: .seconds(1))
        return (world, browsers)
    }

    @Test func `a check with wrong integrity makes no pair and moves no path`() throws {
        let (world, browsers) = try connected(1)
        let before = try #require(world.statistics(of: browsers[0])).pairs.map(\.path)
        for _ in 0..<50 {
            world.inject(
                check(username: "relay1:brow1", password: "guessed-password-guessed"), from: attacker,
                on: world.links[0])
        }
        world.run(for: .seconds(1))
        let after = try #require(world.statistics(of: browsers[0]))
        #expect(after.pairs.map(\.path) == before)
        #expect(after.drops[.badIntegrity] == 50 && after.pathChanges == 0)
    }

    @Test func `media and handshakes from an address that was never checked are dropped`() throws {
        let (world, _) = try connected(2)
        world.inject([22, 1], from: attacker, on: world.links[0])
        world.inject([0x80, 111] + [UInt8](repeating: 0, count: 40), from: attacker, on: world.links[0])
        world.inject([0x80, 200] + [UInt8](repeating: 0, count: 40), from: attacker, on: world.links[0])
        #expect(world.drops[.unknownPeer] == 3)
    }

    @Test func `a forged media packet from a known address does not count as life`() throws {
        let (world, browsers) = try connected(3)
        for index in 0...1 { world.network.conditions[index].cutAt = world.now }
        world.run(for: .seconds(4))
        for _ in 0..<200 {
            world.inject(
                [0x80, 111] + [UInt8](repeating: 7, count: 60), from: browsers[0].address, on: world.links[0])
            world.run(for: .milliseconds(10))
        }
        #expect(world.events.contains(.mediaLost(browsers[0].session)))
        #expect((world.statistics(of: browsers[0])?.drops[.authentication] ?? 0) == 200)
    }

    @Test func `a check replayed from another leg's address does not take that address over`() throws {
        let (world, browsers) = try connected(4)
        let good = check(username: "relay1:brow1", password: "relay-password-1-of-24-chars")
        for link in world.links { world.inject(good, from: browsers[1].address, on: link) }
        world.run(for: .seconds(1))
        #expect(browsers.allSatisfy { $0.violations == [] })
        #expect(world.statistics(of: browsers[1])?.drops[.authentication] == 0)
        #expect(world.statistics(of: browsers[0])?.drops[.authentication] == 0)
    }

    @Test func `a peer that claims to be controlling is told of the conflict and we stay controlling`() throws
    {
        let (world, browsers) = try connected(5)
        world.capture(attacker)
        world.inject(
            check(username: "relay1:brow1", password: "relay-password-1-of-24-chars", controlling: true),
            from: attacker, on: world.links[0])
        world.run(for: .milliseconds(100))
        let answer = try #require(world.captured.first)
        #expect(try STUNMessage(answer.span).errorCode == 487)
        #expect(world.statistics(of: browsers[0])?.pathChanges == 0)
    }

    @Test func `a check for nobody gets no answer`() throws {
        let (world, _) = try connected(6)
        world.capture(attacker)
        for name in ["", ":", "relay1", "relay9:brow1", "relay1:other", String(repeating: "x", count: 400)] {
            world.inject(
                check(username: name, password: "relay-password-1-of-24-chars"), from: attacker,
                on: world.links[0])
        }
        world.run(for: .milliseconds(100))
        #expect(world.captured == [])
    }

    @Test func `media before the handshake is dropped and counted`() throws {
        let world = EngineWorld(links: [.init()], seed: 7)
        try world.openRoom(1)
        let browser = try world.join(room: 1)
        world.inject(
            check(username: "relay1:brow1", password: "relay-password-1-of-24-chars"), from: browser.address,
            on: world.links[0])
        world.inject(
            [0x80, 111] + [UInt8](repeating: 0, count: 60), from: browser.address, on: world.links[0])
        #expect(world.statistics(of: browser)?.drops[.beforeEstablished] == 1)
    }

    @Test(arguments: UInt64(1)...20)
    func `no random datagram traps the engine or disturbs a call`(seed: UInt64) throws {
        let (world, browsers) = try connected(100 + seed)
        var random = SeededGenerator(seed: seed)
        let firsts: [UInt8] = [0, 1, 22, 0x80, 0x90, 0xB0]
        for _ in 0..<2000 {
            var bytes = random.bytes(Int.random(in: 0...120, using: &random))
            if !bytes.isEmpty, random.chance(0.8) { bytes[0] = firsts.randomElement(using: &random) ?? 0 }
            if bytes.count >= 8, random.chance(0.3) {
                bytes.replaceSubrange(4..<8, with: [0x21, 0x12, 0xA4, 0x42])
            }
            let source = random.chance(0.5) ? attacker : browsers[0].address
            world.inject(bytes, from: source, on: world.links[Int.random(in: 0...1, using: &random)])
        }
        world.run(for: .milliseconds(500))
        #expect(browsers.allSatisfy { $0.violations == [] && $0.connected }, "seed \(seed)")
        #expect(world.violations == [])
    }

    @Test(arguments: UInt64(1)...10)
    func `a mutated packet under a good key does not trap what is behind the cipher`(seed: UInt64) throws {
        let (world, browsers) = try connected(200 + seed)
        browsers[0].mutates = true
        world.run(for: .seconds(2))
        #expect(world.violations == [], "seed \(seed)")
        #expect(browsers[1].connected)
        let others = browsers[1].violations.filter {
            !$0.hasPrefix("a payload") && !$0.hasPrefix("a packet of room") && !$0.hasPrefix("two packets")
                && !$0.hasPrefix("its own")
        }
        #expect(others == [], "seed \(seed)")
    }
}
