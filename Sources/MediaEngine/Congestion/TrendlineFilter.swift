/// Whether the queue in front of the bottleneck grows, told from the slope of the accumulated delay change over the
/// last groups, against a threshold that adapts to the path (draft-ietf-rmcat-gcc-02 §5.3 and §5.4).
struct TrendlineFilter {
    enum Usage: Hashable { case under, normal, over }

    /// Groups the line is laid through.
    private static let window = 20
    private static let smoothing = 0.9
    private static let gain = 4.0
    /// The gain grows with the groups seen, up to so many: the first few say little.
    private static let fullConfidence = 60
    private static let startThreshold = 12.5
    private static let thresholdRange = 6.0...600.0
    /// A trend so far beyond the threshold is a spike and must not teach it.
    private static let spike = 15.0
    private static let raise = 0.0087
    private static let lower = 0.039
    /// Over-use must last so long, in ms.
    private static let overuseTime = 10.0

    private var times = [Double](repeating: 0, count: window)
    private var delays = [Double](repeating: 0, count: window)
    private var filled = 0
    private var place = 0
    private var groups = 0
    private var firstAt: Int64?
    private var accumulated = 0.0
    private var smoothed = 0.0
    private var previousTrend = 0.0
    private var timeOver: Double?
    private var overuses = 0
    private var threshold = startThreshold
    private var thresholdAt: Int64?
    private(set) var usage = Usage.normal

    mutating func add(_ change: BurstGrouping.Change) {
        let difference = Double(change.arrived &- change.sent) / 1000
        let first = firstAt ?? change.at
        firstAt = first
        groups = min(groups + 1, 1000)
        accumulated += difference
        smoothed = Self.smoothing * smoothed + (1 - Self.smoothing) * accumulated
        times[place] = Double(change.at &- first) / 1000
        delays[place] = smoothed
        place = (place + 1) % Self.window
        filled = min(filled + 1, Self.window)
        let slope = filled == Self.window ? slope() ?? previousTrend : previousTrend
        detect(slope: slope, sent: Double(change.sent) / 1000, at: change.at)
    }

    /// Least squares; nil when all groups arrived at one instant.
    private func slope() -> Double? {
        var sumTime = 0.0
        var sumDelay = 0.0
        for index in 0..<filled {
            sumTime += times[index]
            sumDelay += delays[index]
        }
        let meanTime = sumTime / Double(filled)
        let meanDelay = sumDelay / Double(filled)
        var top = 0.0
        var bottom = 0.0
        for index in 0..<filled {
            let time = times[index] - meanTime
            top += time * (delays[index] - meanDelay)
            bottom += time * time
        }
        return bottom > 0 ? top / bottom : nil
    }

    private mutating func detect(slope: Double, sent: Double, at now: Int64) {
        guard groups >= 2 else { return }
        let trend = Double(min(groups, Self.fullConfidence)) * slope * Self.gain
        if trend > threshold {
            timeOver = timeOver.map { $0 + sent } ?? sent / 2
            overuses += 1
            if let time = timeOver, time > Self.overuseTime, overuses > 1, slope >= previousTrend {
                timeOver = 0
                overuses = 0
                usage = .over
            }
        } else {
            timeOver = nil
            overuses = 0
            usage = trend < -threshold ? .under : .normal
        }
        previousTrend = slope
        adapt(to: abs(trend), at: now)
    }

    private mutating func adapt(to trend: Double, at now: Int64) {
        let last = thresholdAt ?? now
        thresholdAt = now
        guard trend <= threshold + Self.spike else { return }
        let rate = trend < threshold ? Self.lower : Self.raise
        let elapsed = min(Double(now &- last) / 1000, 100)
        threshold += rate * (trend - threshold) * elapsed
        threshold = min(max(threshold, Self.thresholdRange.lowerBound), Self.thresholdRange.upperBound)
    }
}
