import Wire

/// ICE restarts: the second line behind moves between warm pairs. Make before break: the old paths carry the traffic
/// until a new one is good.
extension RelayEngine {
    /// Prepares new paths under new credentials, which the offer names. A restart under way is given up for this one.
    package mutating func restartLeg(
        _ session: SessionID, credentials: ICECredentials, at now: MonotonicInstant
    ) throws(EngineRefusal) {
        guard let leg = legs[session] else { throw .unknownSession }
        guard leg.fixed == nil, leg.phase == .connected else { throw .noRestart }
        let fragment = Array(credentials.usernameFragment.utf8)
        guard legsByFragment[fragment] == nil else { throw .usernameInUse }
        dropRestart(leg)
        let agent = ICEAgent(
            restarting: leg.ice, number: nextNumber, local: credentials, seed: random.next())
        nextNumber &+= 1
        legsByFragment[fragment] = leg
        legsByNumber[agent.number] = leg
        leg.restart = PathRestart(agent, at: now)
        reschedule(leg)
    }

    /// Whether a restart was offered, and can still be answered.
    package func awaitsRestartAnswer(_ session: SessionID) -> Bool {
        legs[session]?.restart.map { $0.answeredAt == nil } ?? false
    }

    /// Takes the answer to a restart. Only its credentials and candidates count: media goes on as first agreed.
    package mutating func setRestartAnswer(
        _ session: SessionID, _ answer: NegotiatedAnswer, at now: MonotonicInstant,
        into batch: inout TransmitBatch
    ) throws(EngineRefusal) {
        guard let leg = legs[session] else { throw .unknownSession }
        guard leg.phase == .connected, let restart = leg.restart, let first = leg.answer else {
            throw .noRestart
        }
        guard restart.answeredAt == nil else { throw .alreadyAnswered }
        guard answer.fingerprint == first.fingerprint, answer.role == first.role else { throw .otherEnd }
        leg.restart?.answeredAt = now
        leg.restart?.agent.setRemote(answer.credentials)
        for candidate in answer.candidates.prefix(EngineLimits.pairsPerLeg) {
            for link in leg.configuration.links where family(of: link, in: leg) == candidate.family {
                _ = leg.restart?.agent.admit(PathDescription(link: link, remote: candidate), at: now)
            }
        }
        runChecks(leg, at: now, into: &batch)
        reschedule(leg)
    }

    /// Lets the second agent take over if it has a good pair, or gives it up when its time is over.
    mutating func reviewRestart(_ leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch) {
        guard leg.restart != nil else { return }
        if let path = leg.restart?.review(besides: leg.ice, at: now), let restart = leg.restart {
            let from = leg.ice.activePath
            forgetAgent(leg.ice, of: leg)
            let kept = Set(restart.agent.pairs.map(\.path))
            for former in leg.formerPaths where !kept.contains(former) { forget(former, of: leg) }
            leg.formerPaths = leg.ice.pairs.map(\.path).filter { !kept.contains($0) }
            leg.ice = restart.agent
            leg.restart = nil
            follow(
                PathChange(from: from, to: path, cause: .restarted, at: now), leg, at: now, into: &batch)
        } else if let ends = leg.restart?.endsAt, ends <= now {
            dropRestart(leg)
        }
    }

    /// Asks the control side for a restart: the leg's end does not follow our moves by itself, or nothing of its paths
    /// is left.
    mutating func wantRestart(_ leg: Leg, at now: MonotonicInstant) {
        guard leg.fixed == nil, leg.phase == .connected, leg.restart == nil,
            leg.restartWantedAt.map({ now.since($0) >= EngineTimes.restartRepeat }) ?? true
        else { return }
        leg.restartWantedAt = now
        events.append(.restartWanted(leg.session))
    }

    /// Gives a restart up; the leg goes on as before.
    mutating func dropRestart(_ leg: Leg) {
        guard let restart = leg.restart else { return }
        leg.restart = nil
        forgetAgent(restart.agent, of: leg)
        let kept = Set(leg.ice.pairs.map(\.path) + leg.formerPaths)
        for pair in restart.agent.pairs where !kept.contains(pair.path) { forget(pair.path, of: leg) }
    }

    /// Checks for this agent find no leg any more. Its paths stay.
    mutating func forgetAgent(_ agent: ICEAgent, of leg: Leg) {
        let fragment = Array(agent.local.usernameFragment.utf8)
        if legsByFragment[fragment] === leg { legsByFragment[fragment] = nil }
        if legsByNumber[agent.number] === leg { legsByNumber[agent.number] = nil }
    }

    private mutating func forget(_ path: PathDescription, of leg: Leg) {
        if legsByPath[path] === leg { legsByPath[path] = nil }
    }
}
