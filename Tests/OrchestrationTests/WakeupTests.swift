import Orchestration
import Testing

@Suite struct WakeupTests {
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
        #expect(await took(wakeup, atMost: .seconds(60)) < .seconds(30))
    }

    @Test func `signals that meet are one, and one that came early is kept`() async {
        let wakeup = Wakeup()
        wakeup.signal()
        wakeup.signal()
        #expect(await took(wakeup, atMost: .seconds(60)) < .seconds(30))
        #expect(await took(wakeup, atMost: .milliseconds(30)) >= .milliseconds(30))
    }

    @Test func `a signal wakes whoever is waiting already`() async {
        let wakeup = Wakeup()
        async let waiting = took(wakeup, atMost: .seconds(60))
        wakeup.signal()
        #expect(await waiting < .seconds(30))
    }

    @Test func `a cancelled wait ends at once`() async {
        let wakeup = Wakeup()
        let waiting = Task { await took(wakeup, atMost: .seconds(60)) }
        waiting.cancel()
        #expect(await waiting.value < .seconds(30))
    }
}
