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

    mutating func checkSent(_ transaction: STUNTransactionID, at now: MonotonicInstant, isConnecting: Bool) {
        if outstanding.count >= Self.outstandingLimit { outstanding.removeFirst() }
        outstanding.append(Check(transaction: transaction, sentAt: now))
        unansweredSince = unansweredSince ?? now
        lastSentAt = now
        let interval: Duration
        if lastAnswerAt == nil, now.since(createdAt) > Self.patience {
            interval = Self.rareInterval
        } else {
            interval = isConnecting ? EngineTimes.checkIntervalWhileConnecting : EngineTimes.checkInterval
        }
        nextCheckAt = now.advanced(by: interval)
    }

    /// False when no such check is outstanding.
    mutating func answer(_ transaction: STUNTransactionID, at now: MonotonicInstant) -> Bool {
        guard let index = outstanding.firstIndex(where: { $0.transaction == transaction }) else {
            return false
        }
        let check = outstanding[index]
        outstanding.removeSubrange(0...index)
        lastAnswerAt = now
        lastAnsweredSentAt = check.sentAt
        unansweredSince = outstanding.first?.sentAt
        let sample = now.since(check.sentAt)
        roundTrip = roundTrip.map { ($0 * 7 + sample) / 8 } ?? sample
        return true
    }
}
