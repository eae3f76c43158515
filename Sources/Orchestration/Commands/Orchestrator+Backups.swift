package import ConsultationCore
package import Storage

extension Orchestrator {
    /// Begins to watch over backups and drills where there is an operator (SC 23(1)); again only when the interval
    /// changed.
    package func followBackups() async throws {
        let operators = try await database.read { try $0.operatingInstitutions() }
        guard !operators.isEmpty else { return }
        try await perform(.begin(operators: operators))
    }

    /// Old backups that went, by their places (`storage.keepDaily` and its siblings).
    package func noteRemovedBackups(_ places: [String]) async throws {
        let (payload, now) = (try StoredJSON.encode(places), environment.now().milliseconds)
        try await database.write { transaction in
            try transaction.note("removed", payload, in: "backups/removed", at: now, by: .system)
        }
    }

    /// What the commands of the machine, or an operator's plan, put on record.
    @discardableResult
    package func perform(
        _ command: BackupCommand, by signedIn: SignedIn? = nil, idempotency: IdempotencyKey? = nil
    ) async throws -> BackupRegime? {
        let job = signedIn.map { self.job($0, idempotency) } ?? systemJob
        let known = try await database.read { transaction in
            try transaction.system.record(BackupRegime.self, BackupRegime.installation)
        }
        if known == nil {
            guard case .begin = command else {
                try await followBackups()
                return try await database.read({
                    try $0.system.record(BackupRegime.self, BackupRegime.installation)
                }) == nil ? nil : perform(command, by: signedIn, idempotency: idempotency)
            }
        }
        let outcome = try await runRecord(
            job,
            decide: { transaction in
                let current = try transaction.reading.system.record(
                    BackupRegime.self, BackupRegime.installation)
                return RecordStep(
                    current: current,
                    decision: try BackupRegime.decide(
                        command, on: current, by: job.caller, at: job.now,
                        under: job.policies.policy(for: .national, at: job.now)))
            },
            follow: { regime, decision, transaction in
                let violations = decision.events.enumerated().compactMap { index, event in
                    if case .drillBecameOverdue(let violation, _) = event.change {
                        (fromEnd: decision.events.count - 1 - index, at: event.at, violation: violation)
                    } else {
                        nil
                    }
                }
                try job.keep(
                    violations, of: regime.operators,
                    JournalStream.record(BackupRegime.self, regime.key), in: transaction)
                return []
            })
        return outcome.record
    }
}
