import MediaEngine
import Simulation
import TestRequirements
import Testing
import Wire

@Suite struct EngineFailoverTests {
    /// A world of two connected browsers, and the link their traffic is on.
    private func connected(seed: UInt64, loss: Double = 0) throws -> (EngineWorld, [SimulatedBrowser]) {
        let world = EngineWorld(
            links: [
                .init(loss: loss, delay: .milliseconds(10)), .init(loss: loss, delay: .milliseconds(12)),
            ],
            seed: seed)
        try world.openRoom(1)
        let browsers = [try world.join(room: 1), try world.join(room: 1)]
        world.run(for: .seconds(3))
        return (world, browsers)
    }

    @Test(.requirement("NHC-TM-2.3.3"), arguments: UInt64(1)...20)
    func `when a link dies, media goes on over the other within 400 ms`(seed: UInt64) throws {
        let (world, browsers) = try connected(seed: seed)
        let active = try #require(browsers[0].selectedLink)
        world.run(for: .milliseconds(Int64(seed) * 7))
        world.network.conditions[Int(active.value)].cutAt = world.now
        world.run(for: .seconds(3))
        for browser in browsers {
            #expect(browser.selectedLink != active, "seed \(seed)")
            for reception in browser.receptions.values {
                #expect(reception.longestGap < .milliseconds(400), "seed \(seed): \(reception.longestGap)")
                let last = try #require(reception.lastAt)
                #expect(world.now.since(last) < .milliseconds(200), "seed \(seed)")
            }
            #expect(browser.violations == [])
        }
        let changes = world.events.filter {
            if case .pathChanged(_, let change) = $0 { change.cause == .silence } else { false }
        }
        #expect(changes.count >= 2, "both legs moved because of silence")
    }

    @Test func `the kernel's word about a link moves every leg at once`() throws {
        let (world, browsers) = try connected(seed: 77)
        let active = try #require(browsers[0].selectedLink)
        world.network.conditions[Int(active.value)].cutAt = world.now
        world.linkChanged(active, isUp: false)
        world.run(for: .seconds(1))
        for browser in browsers {
            for reception in browser.receptions.values { #expect(reception.longestGap < .milliseconds(120)) }
        }
    }

    @Test func `a link that comes back is answered again, and carries the call when the other dies`() throws {
        let (world, browsers) = try connected(seed: 5)
        let active = try #require(browsers[0].selectedLink)
        let other = LinkID(value: 1 - active.value)
        world.network.conditions[Int(active.value)].cutAt = world.now
        world.run(for: .seconds(40))
        world.network.conditions[Int(active.value)].cutAt = nil
        world.run(for: .seconds(3))
        world.network.conditions[Int(other.value)].cutAt = world.now
        world.run(for: .seconds(2))
        for browser in browsers {
            #expect(browser.selectedLink == active)
            for reception in browser.receptions.values {
                let last = try #require(reception.lastAt)
                #expect(world.now.since(last) < .milliseconds(200))
            }
        }
    }

    @Test func `with both links gone the leg is lost after 5 s and disconnected after 30 s`() throws {
        let (world, browsers) = try connected(seed: 6)
        for index in 0...1 { world.network.conditions[index].cutAt = world.now }
        world.run(for: .seconds(4))
        #expect(!world.events.contains(.mediaLost(browsers[0].session)))
        world.run(for: .seconds(2))
        #expect(world.events.contains(.mediaLost(browsers[0].session)))
        world.run(for: .seconds(20))
        #expect(!world.events.contains(.legDisconnected(browsers[0].session, .consentLost)))
        world.run(for: .seconds(5))
        #expect(world.events.contains(.legDisconnected(browsers[0].session, .consentLost)))
    }

    @Test func `media that resumes is told`() throws {
        let (world, browsers) = try connected(seed: 8)
        for index in 0...1 { world.network.conditions[index].cutAt = world.now }
        world.run(for: .seconds(8))
        for index in 0...1 { world.network.conditions[index].cutAt = nil }
        world.run(for: .seconds(2))
        #expect(world.events.contains(.mediaResumed(browsers[0].session)))
        #expect(world.statistics(of: browsers[0])?.connected == true)
    }

    @Test func `one who only listens is not lost while checks are answered`() throws {
        let world = EngineWorld(links: [.init()], seed: 11)
        try world.openRoom(1)
        let listener = try world.join(room: 1, sources: [])
        world.run(for: .seconds(12))
        #expect(listener.connected && !world.events.contains(.mediaLost(listener.session)))
        world.network.conditions[0].cutAt = world.now
        world.run(for: .seconds(7))
        #expect(world.events.contains(.mediaLost(listener.session)))
        world.network.conditions[0].cutAt = nil
        world.run(for: .seconds(2))
        #expect(world.events.contains(.mediaResumed(listener.session)))
    }

    @Test func `a silent but answering path is not left`() throws {
        let (world, browsers) = try connected(seed: 9)
        for browser in browsers { browser.sendsMedia = false }
        world.run(for: .seconds(4))
        let moves = world.events.filter {
            if case .pathChanged(_, let change) = $0 { change.cause != .first } else { false }
        }
        #expect(moves == [])
    }

    @Test func `one-way loss towards the browser is found by our own checks`() throws {
        let (world, browsers) = try connected(seed: 10)
        // A browser whose answers and packets still reach us, but which hears nothing on the active link.
        let active = try #require(browsers[0].selectedLink)
        browsers[0].deafOn = active
        world.run(for: .seconds(4))
        let path = world.statistics(of: browsers[0])?.pairs.first { $0.isActive }
        #expect(path?.path.link != active)
    }
}
