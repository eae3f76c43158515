import MediaEngine
import Simulation
import Testing
import Wire

/// Whole engines over the simulated two-provider network. The argument of a failing case is its seed.
@Suite struct EngineSimulationTests {
    @Test func `two browsers connect, hear and see each other`() throws {
        let world = EngineWorld(links: [.init(), .init()], seed: 1)
        try world.openRoom(1)
        let first = try world.join(room: 1)
        let second = try world.join(room: 1, hidesAddress: true)
        world.run(for: .seconds(3))
        #expect(first.violations == [] && second.violations == [] && world.violations == [])
        for browser in [first, second] {
            #expect(browser.connected)
            #expect(browser.receptions.count == 2, "one audio and one video slot")
            for reception in browser.receptions.values {
                #expect(reception.missing == 0 && reception.duplicates == 0 && reception.timestampsBack == 0)
                #expect(reception.reports >= 2)
            }
            #expect(browser.transportFeedbacks > 20)
            #expect(browser.receiverReports >= 2)
        }
        #expect(world.events.contains(.legConnected(first.session)))
        #expect(world.taps[1]?.participants == [1, 2])
        let sent = [first, second].reduce(0) { $0 + $1.sentCount(.microphone) + $1.sentCount(.camera) }
        let inFlight: UInt64 = 10
        #expect(UInt64(world.taps[1]?.rtp ?? 0) + inFlight >= sent)
    }
}
