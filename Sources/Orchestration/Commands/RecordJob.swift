package import ConsultationCore
import Storage

/// What a command on a record led to.
package struct RecordOutcome<Record: DomainRecord>: Sendable {
    package let record: Record
    package let isReplay: Bool
}

extension Orchestrator {
    /// Runs one command on a record in one transaction: decide, journal, state, effects, limits, answer.
    /// - Parameters:
    ///   - decide: loads what it needs and decides; gives the state before.
    ///   - follow: what else changes with the new state, in the same transaction; gives the cases it changed.
    func runRecord<Record: DomainRecord>(
        _ job: CommandJob, decide: @escaping @Sendable (WriteTransaction) throws -> RecordStep<Record>,
        follow:
            @escaping @Sendable (Record, RecordDecision<Record.Change>, WriteTransaction) throws ->
            [Committed] =
            { _, _, _ in [] }
    ) async throws -> RecordOutcome<Record> {
        let (outcome, cases): (RecordOutcome<Record>, [Committed]) = try await database.write { transaction in
            if let answer = try job.storedAnswer(in: transaction) {
                let record = try StoredJSON.decode(Record.self, from: answer)
                return (RecordOutcome(record: record, isReplay: true), [])
            }
            let step = try decide(transaction)
            let state = try job.write(step, in: transaction)
            let cases = try follow(state, step.decision, transaction)
            return (RecordOutcome(record: state, isReplay: false), cases)
        }
        if !outcome.isReplay {
            feed.publish(.worklist, to: outcome.record.parties)
            for committed in cases { announce(committed) }
            effectsWaiting.signal()
        }
        return outcome
    }

    func job(_ signedIn: SignedIn, _ idempotency: IdempotencyKey?) -> CommandJob {
        CommandJob(
            caller: signedIn.caller, actorName: signedIn.displayName, now: environment.now(),
            policies: policies, idempotency: idempotency)
    }

    var systemJob: CommandJob {
        CommandJob(
            caller: .system, actorName: JournalActor.system.name, now: environment.now(), policies: policies,
            idempotency: nil)
    }
}

/// One decision on a record, with what it was based on.
struct RecordStep<Record: DomainRecord>: Sendable {
    let current: Record?
    let decision: RecordDecision<Record.Change>
}

extension CommandJob {
    func write<Record: DomainRecord>(
        _ step: RecordStep<Record>, in transaction: WriteTransaction
    ) throws -> Record {
        guard let state = Record.state(after: step.decision, on: step.current) else {
            throw StorageError.unreadable(table: "journal", key: "first event")
        }
        let subject = JournalStream.record(Record.self, state.key)
        if let first = step.decision.events.first {
            try transaction.append(
                try step.decision.events.map {
                    JournalDraft(kind: $0.change.kind, payload: try StoredJSON.encode($0))
                },
                to: subject, after: Int64(step.current?.version ?? 0), at: now.milliseconds, by: actor,
                under: first.policyVersion.text)
            try transaction.save(state, at: now)
        }
        for effect in step.decision.effects {
            try transaction.enqueueEffect(try StoredJSON.encode(effect), about: subject, at: now)
        }
        let ended = try transaction.follow(state.openDeadlines, of: subject)
        if state.countsEndedLimits { try count(ended, of: state.parties, in: transaction) }
        try remember(try StoredJSON.encode(state), in: transaction)
        return state
    }

    /// A caller that decided on an older version is told so.
    func check(_ expected: Int?, against current: some DomainRecord) throws {
        if let expected, expected != current.version {
            throw CommandFault.staleVersion(current: current.version)
        }
    }
}
