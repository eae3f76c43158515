import Wire

/// One (our link, their address) pair and everything known about its health. Pairs are never "failed" for good: a dead
/// one is still checked, so that it comes back by itself when its provider does.
struct CandidatePair {
    /// Checks whose answers may still come.
    static let outstandingLimit = 8
    /// A pair that never answered is checked rarely after `patience`: mostly a private address of the other end.
    static let patience: Duration = .seconds(10)
    static let rareInterval: Duration = .seconds(5)

    struct Check {
        var transaction: STUNTransactionID
        var sentAt: MonotonicInstant
    }

    let path: PathDescription
    let createdAt: MonotonicInstant
    var nextCheckAt: MonotonicInstant
    var outstanding: [Check] = []
    var lastAnswerAt: MonotonicInstant?
    /// When the check that was answered last had been sent.
    var lastAnsweredSentAt: MonotonicInstant?
    /// Sending time of the oldest check that went unanswered since the last answer.
    var unansweredSince: MonotonicInstant?
    var lastRequestAt: MonotonicInstant?
    /// Last packet from here that authenticated: SRTP or SRTCP.
    var lastMediaAt: MonotonicInstant?
    var lastSentAt: MonotonicInstant?
    var roundTrip: Duration?
    /// Smoothed deviation of the round trip (RFC 6298 §2).
    var roundTripDeviation: Duration = .zero
    /// Smoothed share of our checks that nobody answered, 0 to 1; one check weighs 1/32.
    var loss = 0.0
    /// Since when checks have been answered without a pause; nil while they are not.
    var healthySince: MonotonicInstant?

    init(path: PathDescription, at now: MonotonicInstant) {
        self.path = path
        createdAt = now
        nextCheckAt = now
    }

    /// Last moment this path is proven to have worked in at least one direction.
    var lastAliveAt: MonotonicInstant? {
        switch (lastAnswerAt, lastMediaAt) {
        case (let answer?, let media?): max(answer, media)
        case (let answer, let media): answer ?? media
        }
    }

    func answered(within limit: Duration, at now: MonotonicInstant) -> Bool {
        lastAnswerAt.map { now.since($0) <= limit } ?? false
    }

    /// How long an answer may take before its absence says something.
    var patienceForAnswer: Duration {
        (roundTrip ?? .milliseconds(200)) + roundTripDeviation * 4 + EngineTimes.answerMargin
    }

    /// A check should have been answered by now.
    func isOverdue(at now: MonotonicInstant) -> Bool {
        unansweredSince.map { now.since($0) > patienceForAnswer } ?? false
    }

    /// What goes in both directions: answered lately and owing nothing.
    func isSound(at now: MonotonicInstant) -> Bool {
        answered(within: EngineTimes.alternativeFreshness, at: now) && !isOverdue(at: now)
    }

    mutating func checkSent(
        _ transaction: STUNTransactionID, at now: MonotonicInstant, every interval: Duration
    ) {
        if outstanding.count >= Self.outstandingLimit {
            outstanding.removeFirst()
            count(answered: false)
        }
        outstanding.append(Check(transaction: transaction, sentAt: now))
        // One answer may be lost, three in a row are a sick path.
        if let since = unansweredSince, now.since(since) > EngineTimes.sickAfter { healthySince = nil }
        unansweredSince = unansweredSince ?? now
        lastSentAt = now
        let isHopeless = lastAnswerAt == nil && now.since(createdAt) > Self.patience
        nextCheckAt = now.advanced(by: isHopeless ? Self.rareInterval : interval)
    }

    private mutating func count(answered: Bool) { loss += ((answered ? 0 : 1) - loss) / 32 }

    /// False when no such check is outstanding.
    mutating func answer(_ transaction: STUNTransactionID, at now: MonotonicInstant) -> Bool {
        guard let index = outstanding.firstIndex(where: { $0.transaction == transaction }) else {
            return false
        }
        let check = outstanding[index]
        // Those sent before it were lost, or overtaken, which is rare and as bad.
        for _ in 0..<index { count(answered: false) }
        count(answered: true)
        outstanding.removeSubrange(0...index)
        lastAnswerAt = now
        lastAnsweredSentAt = check.sentAt
        unansweredSince = outstanding.first?.sentAt
        healthySince = healthySince ?? now
        let sample = now.since(check.sentAt)
        guard let smoothed = roundTrip else {
            roundTrip = sample
            roundTripDeviation = sample / 2
            return true
        }
        let difference = sample > smoothed ? sample - smoothed : smoothed - sample
        roundTripDeviation = (roundTripDeviation * 3 + difference) / 4
        roundTrip = (smoothed * 7 + sample) / 8
        return true
    }
}
