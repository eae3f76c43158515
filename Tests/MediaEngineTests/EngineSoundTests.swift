import MediaEngine
import Simulation
import Testing

/// Sound passes as it is: what Opus hides in its packets, or leaves out, is between the two ends.
@Suite struct EngineSoundTests {
    private func call(seed: UInt64) throws -> (EngineWorld, SimulatedBrowser, SimulatedBrowser) {
        let world = EngineWorld(links: [.init(delay: .milliseconds(10))], seed: seed)
        try world.openRoom(1)
        let speaker = try world.join(room: 1, sources: [.microphone])
        let listener = try world.join(room: 1, sources: [])
        speaker.silenced = [.microphone]
        listener.keepsSound = true
        world.run(for: .seconds(1))
        return (world, speaker, listener)
    }

    /// Opus in 20 ms frames (RFC 6716 §3.1): TOC of configuration 9 (SILK, WB), then the frame.
    private func frame(_ bytes: Int, _ random: inout SeededGenerator) -> [UInt8] {
        [0x48] + (0..<bytes).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }

    @Test func `redundancy, silence frames, markers and times pass unchanged`() throws {
        let (world, speaker, listener) = try call(seed: 51)
        var random = SeededGenerator(seed: 51)
        var clock: UInt32 = 0xFFFF_F000
        var said: [(payload: [UInt8], marker: Bool, timestamp: UInt32)] = []
        func say(_ payload: [UInt8], marker: Bool = false, after milliseconds: Int) {
            clock &+= UInt32(48 * milliseconds)
            world.run(for: .milliseconds(milliseconds))
            said.append((payload, marker, clock))
            speaker.say(payload, marker: marker, timestamp: clock)
        }
        for spell in 0..<12 {
            // The first packet after a silence carries the marker (RFC 3551 §4.1).
            say(frame(90, &random), marker: true, after: spell == 0 ? 20 : 400)
            // LBRR of the frame before makes some twice as long (RFC 6716 §2.1.7).
            for number in 0..<20 { say(frame(number % 3 == 0 ? 150 : 80, &random), after: 20) }
            // DTX: a frame of two bytes at most every 400 ms (RFC 6716 §2.1.9), and nothing in between.
            for _ in 0..<3 { say([0x48], after: 400) }
            say([0x48, 0x00], after: 400)
            say([], after: 400)
        }
        world.run(for: .milliseconds(100))
        let heard = listener.sounds
        #expect(heard.map(\.payload) == said.map(\.payload))
        #expect(heard.map(\.marker) == said.map(\.marker))
        let offsets = Set(zip(heard, said).map { $0.timestamp &- $1.timestamp })
        #expect(offsets.count == 1, "one distance between the two clocks")
        for (one, next) in zip(heard, heard.dropFirst()) { #expect(next.sequence == one.sequence &+ 1) }
        #expect(Set(heard.map(\.ssrc)).count == 1)
        #expect(
            !world.events.contains { if case .trackEnded = $0 { true } else { false } },
            "a pause ends nothing")
        #expect(listener.violations == [] && speaker.violations == [])
    }

    @Test func `a pause of nearly five seconds keeps the place, a longer one is told and comes back whole`()
        throws
    {
        let (world, speaker, listener) = try call(seed: 52)
        var random = SeededGenerator(seed: 52)
        func say(_ clock: UInt32) { speaker.say(frame(60, &random), marker: true, timestamp: clock) }
        let ended = EngineEvent.trackEnded(
            speaker.session, ssrc: try #require(speaker.answer.published.first?.ssrc), .microphone)
        say(1000)
        world.run(for: .milliseconds(4900))
        #expect(!world.events.contains(ended))
        say(1000 + 4900 * 48)
        world.run(for: .milliseconds(5300))
        #expect(world.events.contains(ended))
        say(1000 + 10_200 * 48)
        world.run(for: .milliseconds(200))
        #expect(listener.sounds.count == 3)
        let heard = listener.sounds
        #expect(Set(heard.map(\.ssrc)).count == 1)
        for (one, next) in zip(heard, heard.dropFirst()) {
            #expect(next.sequence == one.sequence &+ 1)
            #expect(Int32(bitPattern: next.timestamp &- one.timestamp) > 4800 * 48)
        }
        #expect(heard[1].timestamp &- heard[0].timestamp == 4900 * 48)
    }
}
