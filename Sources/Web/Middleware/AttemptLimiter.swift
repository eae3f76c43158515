import Synchronization

/// Counts attempts per key in a window of one minute; the keys are forgotten with the window.
package final class AttemptLimiter: Sendable {
    /// Keys held at once. When an attacker fills it, everyone shares the strictest answer for a minute.
    static let keyLimit = 50_000
    private static let windowMilliseconds: Int64 = 60_000

    private struct State {
        var windowStart: Int64 = 0
        var counts: [String: Int] = [:]
    }

    private let attemptsPerMinute: Int
    private let state = Mutex(State())

    package init(attemptsPerMinute: Int) {
        self.attemptsPerMinute = attemptsPerMinute
    }

    /// Seconds to wait, or `nil` when the attempt may go on.
    package func secondsToWait(_ key: String, at milliseconds: Int64) -> Int? {
        state.withLock { state in
            if milliseconds < state.windowStart || milliseconds - state.windowStart >= Self.windowMilliseconds
            {
                state = State(windowStart: milliseconds)
            }
            let rest = Int((state.windowStart + Self.windowMilliseconds - milliseconds + 999) / 1000)
            if state.counts[key] == nil, state.counts.count >= Self.keyLimit { return rest }
            let count = state.counts[key, default: 0] + 1
            state.counts[key] = count
            return count > attemptsPerMinute ? rest : nil
        }
    }
}
