import Orchestration
import Testing

@Suite struct WakeupTests {
    /// A limit that no busy machine reaches: whatever ends before it was ended by the signal.
    private static let farAway = Duration.seconds(600)

    private func took(_ wakeup: Wakeup, atMost limit: Duration) async -> Duration {
        let start = ContinuousClock.now
        await wakeup.wait(atMost: limit)
        return ContinuousClock.now - start
    }

    @Test func `a wait that ran out does not spoil the next one`() async {
        let wakeup = Wakeup()
        for _ in 0..<3 {
            #expect(await took(wakeup, atMost: .milliseconds(30)) >= .milliseconds(30))
        }
        wakeup.signal()
        #expect(await took(wakeup, atMost: Self.farAway) < Self.farAway)
    }

    @Test func `signals that meet are one, and one that came early is kept`() async {
        let wakeup = Wakeup()
        wakeup.signal()
        wakeup.signal()
        #expect(await took(wakeup, atMost: Self.farAway) < Self.farAway)
        #expect(await took(wakeup, atMost: .milliseconds(30)) >= .milliseconds(30))
    }

    @Test func `a signal wakes whoever is waiting already`() async {
        let wakeup = Wakeup()
        async let waiting = took(wakeup, atMost: Self.farAway)
        wakeup.signal()
        #expect(await waiting < Self.farAway)
    }

    @Test func `a cancelled wait ends at once`() async {
        let wakeup = Wakeup()
        let waiting = Task { await took(wakeup, atMost: Self.farAway) }
        waiting.cancel()
        #expect(await waiting.value < Self.farAway)
    }
}
