package import ConsultationCore
package import Storage

extension Orchestrator {
    /// The operator's choice for a need, kept with every candidate, their scores and the reason (NHC-SUP 24).
    package func match(
        _ institution: InstitutionID, reason: Redacted<String>, on id: ConsultationID, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws -> Outcome {
        try await perform(
            .match(institution: institution), on: id, by: signedIn,
            idempotency: idempotency
        ) { job, need, transaction in
            try job.keepMatch(of: need, with: institution, .operatorChoice, reason, in: transaction)
        }
    }

    /// An institution answers a need of its own accord; the list of who else could have is kept as well.
    package func volunteer(
        _ acceptance: Acceptance, on id: ConsultationID, by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> Outcome {
        try await perform(
            .volunteer(acceptance), on: id, by: signedIn, idempotency: idempotency
        ) { job, need, transaction in
            try job.keepMatch(
                of: need, with: signedIn.member.institution, .firstVolunteer, nil, in: transaction)
        }
    }
}

extension CommandJob {
    /// In the transaction of the match, from the need as it was before it.
    fileprivate func keepMatch(
        of need: Consultation, with chosen: InstitutionID, _ kind: MatchChoice.Kind,
        _ reason: Redacted<String>?, in transaction: WriteTransaction
    ) throws {
        let reading = transaction.reading
        let policy = try governingPolicy(of: need, reading)
        let choice = MatchChoice(
            at: now, kind: kind, chosen: chosen, reason: reason,
            candidates: try reading.candidates(for: need, under: policy, at: now))
        // The answer of the act is the case; this record is kept beside it under no name of its own.
        let keeper = CommandJob(
            caller: caller, actorName: actorName, now: now, policies: policies, idempotency: nil)
        let current = try reading.system.record(MatchRecord.self, need.id.text)
        let decision = try MatchRecord.note(choice, of: need, by: caller, at: now, under: policy)
        try transaction.list(
            try keeper.write(RecordStep(current: current, decision: decision), in: transaction))
    }
}

extension ReadTransaction {
    /// Days of history that count for a score: a year (product default).
    static let scoredDays = 365

    /// Every institution that could be asked, best first.
    func candidates(
        for need: Consultation, under policy: Policy, at now: WallTime
    ) throws -> [MatchCandidate] {
        let today = CivilDate(now)
        let found = try institutions().filter { $0.id != need.inviting }
        return MatchCandidate.ranked(
            try found.compactMap { candidate in
                let keys = Consultation.factsNeeded(
                    for: .match(institution: candidate.id), on: need, by: .system)
                guard need.couldMatch(candidate, under: policy, facts: try facts(keys), at: now) else {
                    return nil
                }
                return MatchCandidate(
                    candidate.id,
                    try inputs(of: candidate, from: today.adding(days: -Self.scoredDays), to: today))
            })
    }

    private func inputs(
        of candidate: Institution, from first: CivilDate, to last: CivilDate
    ) throws -> MatchInputs {
        var inputs = MatchInputs(grade: candidate.grade)
        for (cell, amount) in try serviceCounters(of: candidate.id, from: first, to: last)
        where cell.side == .invited {
            switch cell.counter {
            case .reportedOnTime: inputs.reportsOnTime += amount
            case .reportedLate: inputs.reportsLate += amount
            case .accepted: inputs.accepted += amount
            case .declined, .expired: inputs.declinedOrExpired += amount
            case .ratings: inputs.ratings += amount
            case .ratingPoints: inputs.ratingPoints += amount
            case .sent, .completed, .uploadOnTime, .uploadLate: break
            }
        }
        return inputs
    }
}
