/// Short bursts above the estimate, to see whether the path carries more than is being sent.
struct ProbeRun {
    private static let length = 0.018  // seconds
    private static let fewestBytes = 5.0 * 1000
    /// A cluster never fills a batch.
    static let mostPackets = 48

    private(set) var cluster: UInt8 = 0
    private var bytesPerNanosecond = 0.0
    private var bytesLeft = 0
    private var packetsLeft = 0
    private var sent = 0
    private var startedAt = MonotonicInstant(nanoseconds: 0)
    var packetsSent: Int { Self.mostPackets - packetsLeft }
    var isRunning: Bool { bytesLeft > 0 && packetsLeft > 0 }

    /// Begins a cluster at a rate in bit/s; gives its size in bytes.
    mutating func begin(rate: Double, at now: MonotonicInstant) -> Int {
        cluster = cluster == .max ? 1 : cluster &+ 1
        bytesPerNanosecond = rate / 8e9
        bytesLeft = Int(max(rate / 8 * Self.length, Self.fewestBytes))
        packetsLeft = Self.mostPackets
        sent = 0
        startedAt = now
        return bytesLeft
    }

    /// Whether the next packet's time has come.
    func isDue(at now: MonotonicInstant) -> Bool { isRunning && now >= nextAt }

    var nextAt: MonotonicInstant {
        MonotonicInstant(
            nanoseconds: startedAt.nanoseconds &+ UInt64(min(Double(sent) / bytesPerNanosecond, 1e9)))
    }

    mutating func sent(bytes: Int) {
        sent += bytes
        bytesLeft -= bytes
        packetsLeft -= 1
    }

    mutating func abandon() { bytesLeft = 0 }
}
