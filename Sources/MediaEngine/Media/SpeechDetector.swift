/// Turns audio levels (RFC 6464: 0 loudest … 127 silence, in −dBov) into "speaks" and "does not speak".
struct SpeechDetector {
    static let loud: UInt8 = 45
    /// Packets in a row that must be loud: a click is not speech.
    static let onset = 4
    static let hangover: Duration = .seconds(1)

    private(set) var isSpeaking = false
    private(set) var lastLoudAt: MonotonicInstant?
    private var run = 0

    /// Gives the new state when it changes.
    mutating func hear(level: UInt8, at now: MonotonicInstant) -> Bool? {
        if level <= Self.loud {
            run = min(run + 1, Self.onset)
            if run >= Self.onset {
                lastLoudAt = now
                if !isSpeaking {
                    isSpeaking = true
                    return true
                }
            }
            return nil
        }
        run = 0
        return expire(at: now)
    }

    mutating func expire(at now: MonotonicInstant) -> Bool? {
        guard isSpeaking, let lastLoudAt, now.since(lastLoudAt) > Self.hangover else { return nil }
        isSpeaking = false
        return false
    }
}
