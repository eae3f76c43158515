import ConsultationCore
import Storage

/// One command inside its transaction: who gives it, when, and under which name.
struct CommandJob: Sendable {
    let caller: Caller
    let actorName: String
    let now: WallTime
    let policies: PolicyBook
    let idempotency: IdempotencyKey?

    private var account: AccountID? { caller.member?.account }

    var actor: JournalActor {
        guard let member = caller.member else { return .system }
        return JournalActor(id: member.account.text, name: actorName, institution: member.institution.text)
    }

    /// The answer given before under the same key, if any.
    func storedAnswer(in transaction: WriteTransaction) throws -> String? {
        guard let idempotency, let account else { return nil }
        switch try transaction.idempotencyRecord(idempotency, of: account, at: now) {
        case .unknown: return nil
        case .bodyMismatch: throw CommandFault.idempotencyBodyMismatch
        case .answered(let response): return response
        }
    }

    func remember(_ answer: String, in transaction: WriteTransaction) throws {
        guard let idempotency, let account else { return }
        try transaction.rememberAnswer(answer, to: idempotency, of: account, at: now)
    }

    func replay(in transaction: WriteTransaction) throws -> Committed? {
        guard let answer = try storedAnswer(in: transaction) else { return nil }
        let named = try StoredJSON.decode(AnswerName.self, from: answer)
        guard let consultation = try transaction.reading.consultation(named.consultation, asOf: named.version)
        else {
            throw StorageError.unreadable(table: "journal", key: named.consultation.text)
        }
        return Committed(
            outcome: Outcome(consultation: consultation, isReplay: true), hasEffects: false,
            invitedSees: [],
            messages: [])
    }

    /// The case as the caller may see it; nil hides foreign and unknown alike.
    func load(
        _ id: ConsultationID, for action: ConsultationAction? = nil, in transaction: WriteTransaction
    ) throws -> Consultation? {
        let reading = transaction.reading
        guard let member = caller.member else { return try reading.system.consultation(id) }
        if let found = try reading.scope(member.institution).consultation(id) { return found }
        // A published need may be answered by whoever reads it, and matched by its platform (NHC-TM 一(二)).
        if action == .volunteer || action == .match, let need = try reading.system.consultation(id),
            need.mode == .platformMatched, need.state != .draft
        {
            return need
        }
        // An institution that was asked once may learn that its answer comes too late, and nothing else (§5.2).
        guard action == .accept || action == .decline, let closed = try reading.system.consultation(id),
            closed.invitations.contains(where: { $0.institution == member.institution })
        else { return nil }
        return closed
    }

    /// Decides and makes durable: events, state, ledger, effects, deadlines, answer.
    func decide(
        _ command: ConsultationCommand, on consultation: Consultation?, in transaction: WriteTransaction
    ) throws -> Committed {
        let reading = transaction.reading
        let policy = try governingPolicy(of: consultation, reading)
        let facts = try reading.facts(for: command, on: consultation, by: caller, at: now)
        let decision = try Consultation.decide(
            command, on: consultation, by: caller, at: now, under: policy, facts: facts)
        return try write(
            decision.events, decision.postings, decision.effects, on: consultation, under: policy,
            in: transaction)
    }

    /// Journals changes that no command asked for.
    func append(
        _ changes: [ConsultationChange], to consultation: Consultation, in transaction: WriteTransaction
    ) throws -> Committed {
        let policy = try governingPolicy(of: consultation, transaction.reading)
        let events = changes.map {
            ConsultationEvent(at: now, by: caller, policyVersion: policy.id, change: $0)
        }
        return try write(events, [], [], on: consultation, under: policy, in: transaction)
    }

    /// The rules of the inviting institution's province govern the case: today's until it is sent, then those it was
    /// sent under.
    func governingPolicy(of consultation: Consultation?, _ reading: ReadTransaction) throws -> Policy {
        guard let inviting = consultation?.inviting ?? caller.institution,
            let institution = try reading.institution(inviting)
        else { throw CommandFault.notFound }
        guard let consultation else { return policies.policy(for: institution.jurisdiction, at: now) }
        return policies.policy(governing: consultation, of: institution.jurisdiction, at: now)
    }
}

/// Which state an answer showed. The journal gives it back, so that it need not be stored twice.
struct AnswerName: Codable {
    let consultation: ConsultationID
    let version: Int
}

extension ReadTransaction {
    /// The state that the first `version` events of the case add up to.
    func consultation(_ id: ConsultationID, asOf version: Int) throws -> Consultation? {
        let entries = try entries(of: JournalStream.consultation(id), limit: version)
        return Consultation.replay(
            try entries.map { try StoredJSON.decode(ConsultationEvent.self, from: $0.payload) })
    }
}
