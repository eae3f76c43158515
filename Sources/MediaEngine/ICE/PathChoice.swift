/// Which pair to send on. Silence is the fast detector and is believed only together with an unanswered probe; one-way
/// loss is found by our own checks. Nothing here looks at a packet that did not authenticate.
extension ICEAgent {
    /// Packets usually come closer than this: only then does 200 ms of silence mean something (not in DTX or mute).
    static let regularSpacing: Duration = .milliseconds(60)

    /// Reviews the active pair; gives the change already made.
    mutating func reviewPath(at now: MonotonicInstant) -> PathChange? {
        guard let current = active else {
            guard let first = bestAlternative(to: nil, within: EngineTimes.consentLimit, at: now) else {
                return nil
            }
            return move(to: first, .first, at: now)
        }
        let pair = pairs[current]
        if linksDown.contains(pair.path.link) {
            return bestAlternative(to: current, within: EngineTimes.consentLimit, at: now)
                .flatMap { move(to: $0, .linkDown, at: now) }
        }
        if let movedAt, now.since(movedAt) < EngineTimes.holdAfterMove { return nil }
        let silence = now.since(pair.lastAliveAt ?? pair.createdAt)
        if isRegular, silence >= silenceLimit(pair),
            let other = bestAlternative(to: current, within: EngineTimes.alternativeFreshness, at: now),
            // It answered a probe that left after the active pair fell silent.
            let probed = pairs[other].lastAnsweredSentAt, probed > (pair.lastAliveAt ?? pair.createdAt)
        {
            return move(to: other, .silence, at: now)
        }
        if let since = pair.unansweredSince, now.since(since) >= EngineTimes.uncheckedLimit,
            let other = bestAlternative(
                to: current, within: EngineTimes.checkInterval + .milliseconds(200), at: now)
        {
            return move(to: other, .checksUnanswered, at: now)
        }
        return nil
    }

    /// Packets have been coming steadily, so that their absence is news.
    var isRegular: Bool { arrivalSpacing < Self.regularSpacing }

    /// Probes the active pair and its alternatives while the active one is silent.
    mutating func probeIfSilent(at now: MonotonicInstant) {
        guard let current = active, isRegular, pairs.count > 1 else { return }
        let silence = now.since(pairs[current].lastAliveAt ?? pairs[current].createdAt)
        guard silence >= EngineTimes.probeAfterSilence, silence < EngineTimes.consentLimit / 10 else {
            return
        }
        for index in pairs.indices {
            let isCandidate =
                index == current || pairs[index].answered(within: EngineTimes.alternativeFreshness, at: now)
            guard isCandidate, pairs[index].nextCheckAt > now else { continue }
            if now.since(pairs[index].lastSentAt ?? .init(nanoseconds: 0)) >= EngineTimes.probeInterval {
                expedite(index, at: now)
            }
        }
    }

    private func silenceLimit(_ pair: CandidatePair) -> Duration {
        // The probe must have had time to come back.
        max(EngineTimes.silenceLimit, EngineTimes.probeAfterSilence + (pair.roundTrip ?? .zero) * 2)
    }

    private func bestAlternative(to current: Int?, within limit: Duration, at now: MonotonicInstant) -> Int? {
        var best: Int?
        for index in pairs.indices where index != current {
            let pair = pairs[index]
            guard pair.answered(within: limit, at: now), !linksDown.contains(pair.path.link) else { continue }
            guard let chosen = best else {
                best = index
                continue
            }
            // Another provider first, then the link the configuration prefers, then the lower round trip.
            let leaves = current.map { pairs[$0].path.link }
            let isOther = pair.path.link != leaves
            let chosenIsOther = pairs[chosen].path.link != leaves
            if isOther != chosenIsOther {
                if isOther { best = index }
            } else if pair.path.link != pairs[chosen].path.link {
                if pair.path.link.value < pairs[chosen].path.link.value { best = index }
            } else if (pair.roundTrip ?? .seconds(9)) < (pairs[chosen].roundTrip ?? .seconds(9)) {
                best = index
            }
        }
        return best
    }

    private mutating func move(to index: Int, _ cause: PathChange.Cause, at now: MonotonicInstant)
        -> PathChange
    {
        let from = activePath
        active = index
        movedAt = cause == .first ? nil : now
        return PathChange(from: from, to: pairs[index].path, cause: cause, at: now)
    }

    /// RFC 7675: some pair has answered within 30 s, so we may send.
    func hasConsent(at now: MonotonicInstant) -> Bool {
        pairs.contains { $0.answered(within: EngineTimes.consentLimit, at: now) }
    }
}
