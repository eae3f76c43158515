/// Bits per second of one stream, smoothed over about a second.
struct RateMeter {
    private static let window: UInt64 = 500_000_000
    private static let weight = 0.5
    /// IP and UDP headers, our header extensions and the tag: what a packet costs a listener's path beside its payload.
    static let overheadBytes = 60

    private var bytes = 0
    private var windowAt: UInt64 = 0
    /// Zero until a first window is full.
    private(set) var bitsPerSecond = 0.0

    mutating func add(payloadBytes: Int, at now: MonotonicInstant) {
        let elapsed = now.nanoseconds &- windowAt
        if windowAt == 0 || elapsed > Self.window * 8 {
            windowAt = now.nanoseconds
            bytes = 0
        } else if elapsed >= Self.window {
            let sample = Double(bytes) * 8e9 / Double(elapsed)
            bitsPerSecond =
                bitsPerSecond == 0
                ? sample : bitsPerSecond * (1 - Self.weight) + sample * Self.weight
            windowAt = now.nanoseconds
            bytes = 0
        }
        bytes &+= payloadBytes &+ Self.overheadBytes
    }
}
