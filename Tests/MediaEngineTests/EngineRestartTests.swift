import MediaEngine
import Simulation
import Testing
import Wire

/// ICE restart: new paths under new credentials, made before the old ones are broken.
@Suite struct EngineRestartTests {
    private func connected(
        seed: UInt64, waitsForNomination: Bool = false
    ) throws -> (EngineWorld, [SimulatedBrowser]) {
        let world = EngineWorld(
            links: [
                .init(loss: 0.005, delay: .milliseconds(15), jitter: .milliseconds(10)),
                .init(loss: 0.005, delay: .milliseconds(25), jitter: .milliseconds(20)),
            ],
            seed: seed)
        try world.openRoom(1)
        let browsers = [try world.join(room: 1), try world.join(room: 1)]
        browsers[0].waitsForNomination = waitsForNomination
        world.run(for: .seconds(4))
        #expect(world.statistics(of: browsers[0])?.isNominated == waitsForNomination)
        for browser in browsers { browser.forgetGaps() }
        return (world, browsers)
    }

    private func audioGap(_ browser: SimulatedBrowser) -> Duration {
        browser.plan.slots.filter { $0.kind == .audio }
            .compactMap { browser.receptions[$0.ssrc]?.longestGap }.max() ?? .seconds(99)
    }

    private func active(_ world: EngineWorld, _ browser: SimulatedBrowser) -> PathDescription? {
        world.statistics(of: browser)?.pairs.first { $0.isActive }?.path
    }

    @Test(arguments: [false, true], UInt64(1)...20)
    func `a restart in a call moves both directions to new paths without a gap`(
        waitsForNomination: Bool, seed: UInt64
    ) throws {
        let (world, browsers) = try connected(seed: seed, waitsForNomination: waitsForNomination)
        let lostBefore = browsers[1].receptions.count
        try world.restart(browsers[0])
        world.run(for: .seconds(3))
        #expect(
            browsers[0].mediaAddress == browsers[0].newAddress, "seed \(seed): it sends from the new port")
        #expect(active(world, browsers[0])?.remote == browsers[0].newAddress, "seed \(seed)")
        for browser in browsers { #expect(audioGap(browser) < .milliseconds(150), "seed \(seed)") }
        #expect(world.moves.filter { $0.cause == .restarted }.count == 1, "seed \(seed)")
        #expect(browsers[1].receptions.count == lostBefore, "the same streams go on")
        #expect(world.violations == [] && browsers.allSatisfy { $0.violations == [] }, "seed \(seed)")
        #expect(!world.events.contains { if case .legDisconnected = $0 { true } else { false } })
    }

    @Test(arguments: UInt64(1)...10)
    func `when nothing of the old paths is left, a restart brings the call back`(seed: UInt64) throws {
        let (world, browsers) = try connected(seed: seed)
        for link in 0...1 { world.network.conditions[link].cutsPeer = browsers[0].address }
        for link in 0...1 { world.network.conditions[link].cutAt = world.now }
        world.run(for: .seconds(6))
        #expect(world.events.contains(.mediaLost(browsers[0].session)))
        try world.restart(browsers[0])
        world.run(for: .seconds(1))
        #expect(active(world, browsers[0])?.remote == browsers[0].newAddress, "seed \(seed)")
        #expect(world.events.contains(.mediaResumed(browsers[0].session)), "seed \(seed)")
        for browser in browsers {
            let last = try #require(browser.lastMediaAt)
            #expect(world.now.since(last) < .milliseconds(200), "seed \(seed)")
        }
    }

    @Test func `a second restart follows the first, and old packets are still the leg's`() throws {
        let (world, browsers) = try connected(seed: 3)
        for _ in 1...4 {
            try world.restart(browsers[0])
            world.run(for: .seconds(2))
            #expect(active(world, browsers[0])?.remote == browsers[0].newAddress)
        }
        #expect(audioGap(browsers[1]) < .milliseconds(150))
        #expect(world.drops[.unknownPeer] == 0)
        world.leave(browsers[0])
        world.run(for: .seconds(1))
        #expect(world.violations == [])
    }

    @Test func `an answer that shows another end is refused, and the call goes on`() throws {
        let (world, browsers) = try connected(seed: 4)
        var answer = browsers[0].answer
        let credentials = try world.offerRestart(browsers[0])
        answer.fingerprint[0] ^= 1
        #expect(throws: EngineRefusal.otherEnd) { try world.answerRestart(browsers[0], answer) }
        answer.fingerprint[0] ^= 1
        answer.role = .peerIsServer
        #expect(throws: EngineRefusal.otherEnd) { try world.answerRestart(browsers[0], answer) }
        world.run(for: .seconds(1))
        #expect(audioGap(browsers[0]) < .milliseconds(150))
        try world.answerRestart(browsers[0], browsers[0].restart(relay: credentials, at: world.now))
        world.run(for: .seconds(2))
        #expect(active(world, browsers[0])?.remote == browsers[0].newAddress)
    }

    @Test func `a restart that nobody answers, or that finds no path, leaves everything as it was`() throws {
        let (world, browsers) = try connected(seed: 5)
        _ = try world.offerRestart(browsers[0])
        world.run(for: .seconds(61))
        #expect(throws: EngineRefusal.noRestart) {
            try world.answerRestart(browsers[0], browsers[0].answer)
        }
        _ = try world.offerRestart(browsers[0])
        var elsewhere = browsers[0].answer
        elsewhere.candidates = [PeerAddress(v4: 0x0A00_00FE, port: 9)]
        try world.answerRestart(browsers[0], elsewhere)
        world.run(for: .seconds(32))
        #expect(active(world, browsers[0])?.remote == browsers[0].address)
        #expect(audioGap(browsers[0]) < .milliseconds(150) && audioGap(browsers[1]) < .milliseconds(150))
        #expect(world.violations == [])
        try world.restart(browsers[0])
        world.run(for: .seconds(2))
        #expect(active(world, browsers[0])?.remote == browsers[0].newAddress)
    }

    @Test(arguments: UInt64(1)...10)
    func `when no path answers any more, the relay asks for a restart, though it may be heard`(
        seed: UInt64
    ) throws {
        let (world, browsers) = try connected(seed: seed)
        for link in 0...1 {
            world.network.conditions[link].cutsPeer = browsers[0].address
            world.network.conditions[link].cutsOnly = .towardsRelay
            world.network.conditions[link].cutAt = world.now
        }
        world.run(for: .milliseconds(3500))
        let asked = world.events.filter { if case .restartWanted = $0 { true } else { false } }
        #expect(asked == [.restartWanted(browsers[0].session)], "seed \(seed)")
        try world.restart(browsers[0])
        world.run(for: .seconds(1))
        #expect(active(world, browsers[0])?.remote == browsers[0].newAddress, "seed \(seed)")
        #expect(!world.events.contains(.mediaLost(browsers[0].session)), "before media counts as lost")
    }

    @Test func `a leg that is not connected has nothing to restart`() throws {
        let world = EngineWorld(links: [.init()], seed: 6)
        try world.openRoom(1)
        let browser = try world.join(room: 1)
        #expect(throws: EngineRefusal.noRestart) { try world.offerRestart(browser) }
        world.leave(browser)
        #expect(throws: EngineRefusal.unknownSession) { try world.offerRestart(browser) }
    }

    @Test func `leaving a link asks those for a restart who do not follow by themselves`() throws {
        let (world, browsers) = try connected(seed: 7, waitsForNomination: true)
        let link = try #require(active(world, browsers[0])?.link)
        world.leaveLink(link)
        let asked = world.events.filter { if case .restartWanted = $0 { true } else { false } }
        #expect(asked == [.restartWanted(browsers[0].session)])
        try world.restart(browsers[0])
        world.run(for: .seconds(3))
        #expect(browsers[0].selectedLink != link && active(world, browsers[0])?.link != link)
        #expect(audioGap(browsers[0]) < .milliseconds(150) && audioGap(browsers[1]) < .milliseconds(150))
        // And back, when the link is given back: asked again, for the preferred one.
        world.run(for: .seconds(15))
        world.returnToLink(link)
        #expect(world.events.filter { $0 == .restartWanted(browsers[0].session) }.count == 2)
        try world.restart(browsers[0])
        world.run(for: .seconds(3))
        #expect(browsers[0].selectedLink == link && active(world, browsers[0])?.link == link)
    }
}
