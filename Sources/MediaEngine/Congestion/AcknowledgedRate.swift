/// How fast bytes arrive at the listener, by its own clock: windows weighed against what is known by how far they lie
/// from it, so that a burst does not move the rate and a lasting change does.
struct AcknowledgedRate {
    private static let firstWindow: Int64 = 500_000
    private static let window: Int64 = 150_000
    /// How much a sample far from the estimate is distrusted; more while the application sends less than it could.
    private static let distrust = 10.0
    private static let distrustWhenLimited = 20.0

    private var windowStart: Int64?
    private var windowBytes = 0
    private var lastAt: Int64?
    /// kbit/s.
    private var estimate: Double?
    private var variance = 50.0

    var bitsPerSecond: Double? { estimate.map { $0 * 1000 } }

    mutating func arrived(bytes: Int, at now: Int64, isApplicationLimited: Bool) {
        let length = estimate == nil ? Self.firstWindow : Self.window
        guard let start = windowStart, let last = lastAt, now >= last, now &- last < 1_000_000 else {
            // The first packet, a step back of the clock, or a pause: begin anew.
            windowStart = now
            lastAt = now
            windowBytes = bytes
            return
        }
        lastAt = now
        if now &- start >= length {
            let kilobits = Double(windowBytes) * 8 / (Double(now &- start) / 1000)
            take(kilobits, isApplicationLimited: isApplicationLimited)
            windowStart = now
            windowBytes = 0
        }
        windowBytes &+= bytes
    }

    private mutating func take(_ sample: Double, isApplicationLimited: Bool) {
        guard let known = estimate else {
            estimate = sample
            return
        }
        var scale = Self.distrust
        if isApplicationLimited, sample < known { scale = Self.distrustWhenLimited }
        let deviation = scale * abs(known - sample) / (known + min(sample, 25))
        let doubt = deviation * deviation
        let predicted = variance + 5
        estimate = (doubt * known + predicted * sample) / (doubt + predicted)
        variance = max(doubt * predicted / (doubt + predicted), 0.01)
    }

    mutating func reset() { self = AcknowledgedRate() }
}
