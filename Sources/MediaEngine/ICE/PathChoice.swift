/// Which pair to send on. Silence is the fast detector, and is believed where packets came steadily; one-way
/// loss is found by our own checks; a planned move costs nothing. Nothing here looks at a packet that did not
/// authenticate.
extension ICEAgent {
    /// Reviews the active pair; gives the change already made.
    mutating func reviewPath(at now: MonotonicInstant) -> PathChange? {
        let change = choose(at: now)
        if keepsStandby { chooseStandby(at: now) }
        return change
    }

    private mutating func choose(at now: MonotonicInstant) -> PathChange? {
        guard let current = active else {
            guard let first = bestAlternative(to: nil, at: now, where: { $0.lastAnswerAt != nil }) else {
                return nil
            }
            return move(to: first, .first, at: now)
        }
        if let change = leaveDownLink(current, at: now) { return change }
        if let movedAt, now.since(movedAt) < hold { return nil }
        if let change = leaveLeftLink(current, at: now) { return change }
        return leaveSilence(current, at: now) ?? leaveUnanswered(current, at: now)
            ?? returnToPreferred(from: current, at: now)
    }

    /// Whether the most preferred of the links in use, among those that have a pair, has answered.
    func hasPreferredPair(at now: MonotonicInstant) -> Bool {
        let usable = pairs.filter {
            !links.down.contains($0.path.link) && !links.left.contains($0.path.link)
        }
        guard let preferred = usable.map(\.path.link.value).min() else { return false }
        return usable.contains { $0.path.link.value == preferred && $0.lastAnswerAt != nil }
    }

    /// The kernel says that the link is down: no proof is needed.
    private mutating func leaveDownLink(_ current: Int, at now: MonotonicInstant) -> PathChange? {
        let link = pairs[current].path.link
        guard links.down.contains(link) else { return nil }
        return bestAlternative(to: current, at: now) {
            $0.path.link != link && $0.answered(within: EngineTimes.consentLimit, at: now)
        }.flatMap { move(to: $0, .linkDown, at: now) }
    }

    /// The operator wants the link free: only a sound one is worth it.
    private mutating func leaveLeftLink(_ current: Int, at now: MonotonicInstant) -> PathChange? {
        guard links.left.contains(pairs[current].path.link) else { return nil }
        return bestAlternative(to: current, at: now) {
            !links.left.contains($0.path.link) && $0.isSound(at: now)
        }.flatMap { move(to: $0, .commanded, at: now) }
    }

    /// Nothing on a path on which packets came steadily until now.
    private mutating func leaveSilence(_ current: Int, at now: MonotonicInstant) -> PathChange? {
        let limit = rhythm.limit
        guard let since = silentSince, now.since(since) >= limit,
            // A probe is out too, and has had its time, as far as there is time for it.
            let asked = pairs[current].unansweredSince,
            now.since(asked) >= min(pairs[current].patienceForAnswer, limit - rhythm.probeAfter)
        else { return nil }
        return bestAlternative(to: current, at: now) { pair in
            // It answered a probe that left after the silence began, or it has no reason to be doubted.
            (pair.lastAnsweredSentAt.map { $0 > since } ?? false) || pair.isSound(at: now)
        }.flatMap { move(to: $0, .silence, at: now) }
    }

    /// Our checks on the active pair go unanswered while another pair answers later ones.
    private mutating func leaveUnanswered(_ current: Int, at now: MonotonicInstant) -> PathChange? {
        let pair = pairs[current]
        guard let since = pair.unansweredSince, pair.outstanding.count >= EngineTimes.uncheckedProbes,
            now.since(since) >= max(EngineTimes.uncheckedLimit, pair.patienceForAnswer * 3 / 2)
        else { return nil }
        return bestAlternative(to: current, at: now) { $0.lastAnsweredSentAt.map { $0 > since } ?? false }
            .flatMap { move(to: $0, .checksUnanswered, at: now) }
    }

    /// A better link has been healthy for long enough. Nothing is lost by going there, so only the number is
    /// damped.
    /// An end that waits for nominations is left where it is: it would not follow back (Firefox takes a new pair
    /// only when its priority is higher).
    private mutating func returnToPreferred(from current: Int, at now: MonotonicInstant) -> PathChange? {
        guard !nominates, let better = betterPair(than: current, at: now) else { return nil }
        if !isSettling(at: now) { returnedAt = now }
        return move(to: better, .returned, at: now)
    }

    /// No path answers any more.
    func isCutOff(at now: MonotonicInstant) -> Bool {
        !pairs.contains { $0.answered(within: EngineTimes.linkPatience, at: now) }
    }

    /// A better link has been healthy for long enough, but the end would not follow there without an ICE restart.
    func awaitsReturn(at now: MonotonicInstant) -> Bool {
        guard nominates, let current = active, !isSettling(at: now) else { return false }
        return betterPair(than: current, at: now) != nil
    }

    /// While joining, whichever link answered first was taken.
    private func isSettling(at now: MonotonicInstant) -> Bool {
        movedAt == nil && now.since(startedAt ?? now) < EngineTimes.settling
    }

    private func betterPair(than current: Int, at now: MonotonicInstant) -> Int? {
        guard recentMoves(at: now) < EngineTimes.movesUndamped else { return nil }
        let here = pairs[current].path.link.value
        let isSettling = isSettling(at: now)
        return bestAlternative(to: current, at: now) { pair in
            pair.path.link.value < here && !links.left.contains(pair.path.link) && pair.isSound(at: now)
                && (isSettling || pair.healthySince.map { now.since($0) >= returnAfter } ?? false)
        }
    }

    /// A pair on another link for copies; one that has stopped answering is no use, and a left link is left.
    private mutating func chooseStandby(at now: MonotonicInstant) {
        guard let current = active else { return standby = nil }
        standby = bestAlternative(to: current, at: now) { pair in
            pair.path.link != pairs[current].path.link && !links.left.contains(pair.path.link)
                && pair.answered(within: EngineTimes.alternativeFreshness, at: now)
        }
    }

    /// How many links could carry the traffic now.
    func livingLinks(at now: MonotonicInstant) -> Int {
        func lives(_ index: Int) -> Bool {
            let link = pairs[index].path.link
            return pairs[index].answered(within: EngineTimes.linkPatience, at: now)
                && !links.down.contains(link) && !links.left.contains(link)
        }
        // Each link once: at its first pair that lives.
        return pairs.indices.count { index in
            lives(index)
                && !pairs.indices.contains {
                    $0 < index && pairs[$0].path.link == pairs[index].path.link && lives($0)
                }
        }
    }

    /// Moves at once if the operator gave a better link back, and it is sound now.
    mutating func returnOnCommand(to link: LinkID, at now: MonotonicInstant) -> PathChange? {
        guard let current = active, pairs[current].path.link.value > link.value else { return nil }
        return bestAlternative(to: current, at: now) { $0.path.link == link && $0.isSound(at: now) }
            .flatMap { move(to: $0, .commanded, at: now) }
    }

    /// Most legs of the active link have fallen silent together: this one goes with them, if it is silent too.
    mutating func leaveWithCrowd(at now: MonotonicInstant) -> PathChange? {
        guard let current = active, movedAt.map({ now.since($0) >= hold }) ?? true else { return nil }
        let lastSign = pairs[current].lastAliveAt ?? pairs[current].createdAt
        guard now.since(lastSign) >= rhythm.limitInCrowd else { return nil }
        return bestAlternative(to: current, at: now) { pair in
            pair.path.link != pairs[current].path.link
                && pair.answered(within: EngineTimes.alternativeFreshness, at: now)
        }.flatMap { move(to: $0, .crowd, at: now) }
    }

    /// Since when the active path is silent; nil when silence there means nothing: packets came irregularly,
    /// or last on another pair (the peer has not followed our move, or duplicates lead it elsewhere), or the
    /// pair answered a probe during the silence (a mute). Then checks alone judge.
    var silentSince: MonotonicInstant? {
        guard let current = active, rhythm.isRegular, lastMediaPair == current else { return nil }
        let pair = pairs[current]
        guard let heard = pair.lastMediaAt, movedAt.map({ heard > $0 }) ?? true else { return nil }
        if let probed = pair.lastAnsweredSentAt, probed >= heard.advanced(by: rhythm.probeAfter) {
            return nil
        }
        return max(heard, pair.lastAnswerAt ?? heard)
    }

    /// When silence on the active path will mean something new: a probe, then a move. nil when neither lies
    /// ahead.
    func nextSilenceDeadline(after now: MonotonicInstant) -> MonotonicInstant? {
        guard let since = silentSince else { return nil }
        let (probe, limit) = (since.advanced(by: rhythm.probeAfter), since.advanced(by: rhythm.limit))
        return probe > now ? probe : limit > now ? limit : nil
    }

    /// How much this leg may add to "most legs of the link are silent"; nil when its silence would say nothing.
    func crowdSilence(at now: MonotonicInstant) -> (link: LinkID, since: MonotonicInstant, isSilent: Bool)? {
        guard let current = active, let since = silentSince else { return nil }
        return (pairs[current].path.link, since, now.since(since) >= rhythm.limitInCrowd)
    }

    /// Asks the active pair and its alternatives at a quick pace while the active one is silent or owes an
    /// answer.
    mutating func probeIfDoubtful(at now: MonotonicInstant) {
        guard let current = active, pairs.count > 1 else { return }
        var doubtSince: MonotonicInstant?
        if let since = silentSince, now.since(since) >= rhythm.probeAfter { doubtSince = since }
        if doubtSince == nil, pairs[current].isOverdue(at: now) {
            doubtSince = pairs[current].unansweredSince
        }
        guard let doubtSince, now.since(doubtSince) < EngineTimes.probeLimit else { return }
        for index in pairs.indices {
            let isCandidate =
                index == current || pairs[index].answered(within: EngineTimes.alternativeFreshness, at: now)
            guard isCandidate, pairs[index].nextCheckAt > now else { continue }
            if now.since(pairs[index].lastSentAt ?? .init(nanoseconds: 0)) >= EngineTimes.probeInterval {
                expedite(index, at: now)
            }
        }
    }

    /// Time in which no judgement follows a move. It grows when moves are many: a path that flaps is not
    /// chased.
    private var hold: Duration {
        guard let movedAt else { return .zero }
        let extra = recentMoves(at: movedAt) - EngineTimes.movesUndamped
        guard extra > 0 else { return EngineTimes.holdAfterMove }
        return min(EngineTimes.holdAfterMove * (1 << min(extra, 10)), EngineTimes.longestHold)
    }

    func recentMoves(at now: MonotonicInstant) -> Int {
        moves.count { now.since($0) < EngineTimes.movesWindow }
    }

    /// The best pair other than `current` that fulfils `condition`, on a link that is up. Links that the
    /// operator has left are a last resort.
    private func bestAlternative(
        to current: Int?, at now: MonotonicInstant, where condition: (CandidatePair) -> Bool
    ) -> Int? {
        var best: Int?
        for index in pairs.indices where index != current {
            let pair = pairs[index]
            guard !links.down.contains(pair.path.link), condition(pair) else { continue }
            if let chosen = best {
                if isBetter(pair, than: pairs[chosen], leaving: current) { best = index }
            } else {
                best = index
            }
        }
        return best
    }

    /// A link in use before one that is left, another provider before the same, then the link that the
    /// configuration prefers, then the shorter round trip.
    private func isBetter(_ pair: CandidatePair, than chosen: CandidatePair, leaving current: Int?) -> Bool {
        let (isLeft, chosenIsLeft) = (
            links.left.contains(pair.path.link), links.left.contains(chosen.path.link)
        )
        if isLeft != chosenIsLeft { return chosenIsLeft }
        let leaving = current.map { pairs[$0].path.link }
        let (isOther, chosenIsOther) = (pair.path.link != leaving, chosen.path.link != leaving)
        if isOther != chosenIsOther { return isOther }
        if pair.path.link != chosen.path.link { return pair.path.link.value < chosen.path.link.value }
        return (pair.roundTrip ?? .seconds(9)) < (chosen.roundTrip ?? .seconds(9))
    }

    private mutating func move(to index: Int, _ cause: PathChange.Cause, at now: MonotonicInstant)
        -> PathChange
    {
        let from = activePath
        active = index
        pairs[index].nextCheckAt = min(
            pairs[index].nextCheckAt, now.advanced(by: EngineTimes.activeCheckInterval))
        let change = PathChange(from: from, to: pairs[index].path, cause: cause, at: now)
        if cause == .first {
            startedAt = now
            return change
        }
        movedAt = now
        moves.removeAll { now.since($0) >= EngineTimes.movesWindow }
        if moves.count >= Self.movesRemembered { moves.removeFirst() }
        moves.append(now)
        if nominates { expedite(index, at: now) }
        if cause != .returned, cause != .commanded {
            let isRegretted = returnedAt.map { now.since($0) < EngineTimes.returnRegret } ?? false
            returnAfter =
                isRegretted ? min(returnAfter * 2, EngineTimes.returnAfterAtMost) : EngineTimes.returnAfter
            // What the left pair was worth, it must earn anew.
            if let from, let left = self.index(of: from) { pairs[left].healthySince = nil }
        }
        return change
    }

    /// RFC 7675: some pair has answered within 30 s, so we may send.
    func hasConsent(at now: MonotonicInstant) -> Bool {
        pairs.contains { $0.answered(within: EngineTimes.consentLimit, at: now) }
    }
}

/// What the shell says about links: the kernel that they are down, the operator that they are not to be used.
struct LinkStates: Hashable {
    var down: Set<LinkID> = []
    var left: Set<LinkID> = []
}
