import Wire

/// An ICE restart under way (RFC 8445 §9): a second agent with a fragment and a number of its own finds paths while the
/// first goes on with the traffic, and takes over on its first good pair. DTLS and its keys know nothing of it. It is
/// an object, so that a leg without one pays for a nil pointer.
final class PathRestart {
    var agent: ICEAgent
    /// When it was offered, and when the answer to it came.
    let offeredAt: MonotonicInstant
    var answeredAt: MonotonicInstant?

    init(_ agent: ICEAgent, at now: MonotonicInstant) {
        self.agent = agent
        offeredAt = now
    }

    /// Nobody answers, or no path is found: then everything stays as it is.
    var endsAt: MonotonicInstant {
        answeredAt?.advanced(by: EngineTimes.connectLimit) ?? offeredAt.advanced(by: EngineTimes.answerLimit)
    }

    var nextAt: MonotonicInstant { agent.nextCheckAt.map { min($0, endsAt) } ?? endsAt }

    /// The path to take over with. As long as the old path is good, the better one of two links is waited for a while.
    func review(besides old: borrowing ICEAgent, at now: MonotonicInstant) -> PathDescription? {
        guard let answeredAt else { return nil }
        if agent.active == nil {
            let isUrgent = old.active.map { !old.pairs[$0].isSound(at: now) } ?? true
            let patience = isUrgent ? .zero : EngineTimes.restartPatience
            guard agent.hasPreferredPair(at: now) || now.since(answeredAt) >= patience else { return nil }
            guard agent.reviewPath(at: now) != nil else { return nil }
            if agent.nominates, let active = agent.active { agent.expedite(active, at: now) }
        }
        guard let active = agent.active else { return nil }
        // Who waits for a nomination has it only when it has answered one.
        if agent.nominates {
            guard let sent = agent.pairs[active].lastAnsweredSentAt, let startedAt = agent.startedAt,
                sent >= startedAt
            else {
                // The pair may have died meanwhile: then another is chosen, and nominated.
                _ = agent.reviewPath(at: now)
                return nil
            }
        }
        return agent.activePath
    }
}
