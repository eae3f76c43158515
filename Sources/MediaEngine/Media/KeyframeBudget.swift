/// When the publisher of a picture is asked for a keyframe. Each costs as much as a second of the picture, so that many
/// listeners' wishes become few requests: the first at once, then one in two seconds at most.
struct KeyframeBudget {
    static let refill: Duration = .seconds(2)
    private static let most = 2

    private(set) var isWanted = false
    /// A request is on its way, or its keyframe; either may be lost.
    private var isAsked = false
    private var askedAt: MonotonicInstant?
    private var left = most
    private var refilledAt: MonotonicInstant?

    mutating func want() { isWanted = true }

    /// A keyframe came: whoever waited for one has it.
    mutating func arrived() {
        isWanted = false
        isAsked = false
    }

    /// True when a request should go out now; repeated until a keyframe comes.
    mutating func take(at now: MonotonicInstant) -> Bool {
        guard isWanted else { return false }
        refillUp(to: now)
        if isAsked {
            guard let askedAt, now.since(askedAt) >= EngineTimes.keyframeSpacing else { return false }
        } else {
            guard left > 0 else { return false }
            left -= 1
        }
        isAsked = true
        askedAt = now
        return true
    }

    private mutating func refillUp(to now: MonotonicInstant) {
        guard let since = refilledAt else {
            refilledAt = now
            return
        }
        guard left < Self.most else {
            refilledAt = now
            return
        }
        if now.since(since) >= Self.refill {
            left += 1
            refilledAt = now
        }
    }
}
