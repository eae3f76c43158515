package import ConsultationCore
package import Storage

extension Orchestrator {
    /// One command on the standing of an institution: its own people's, or the authority's.
    package func perform(
        _ command: StandingCommand, on id: InstitutionID, expectedVersion: Int?, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<InstitutionStanding> {
        let job = job(signedIn, idempotency)
        return try await run(job, command, on: id) { current in
            if let expectedVersion, expectedVersion != current?.version ?? 0 {
                throw CommandFault.staleVersion(current: current?.version ?? 0)
            }
        }
    }

    @discardableResult
    func performAsSystem(
        _ command: StandingCommand, on id: InstitutionID
    ) async throws -> RecordOutcome<InstitutionStanding> {
        try await run(systemJob, command, on: id) { _ in }
    }

    /// Takes every institution's licence as it stands now, so that its limits run (JL-13a).
    package func followLicences() async throws {
        let (changed, known) = try await database.read { transaction in
            var known: Set<InstitutionID> = []
            let changed = try transaction.institutions().filter { institution in
                guard institution.licence != nil || institution.awaitsActivation == true else { return false }
                let standing = try transaction.system.record(InstitutionStanding.self, institution.id.text)
                if standing != nil { known.insert(institution.id) }
                return standing == nil || standing?.licenceValidTo != institution.licence?.validTo
            }
            return (changed, known)
        }
        for institution in changed {
            do {
                // Who was entered without asking for acceptance served before there was one.
                let validTo = institution.licence?.validTo
                let isNew = institution.awaitsActivation == true && !known.contains(institution.id)
                try await performAsSystem(
                    isNew ? StandingCommand.register(validTo: validTo) : .recordLicence(validTo: validTo),
                    on: institution.id)
            } catch is Refusal {
                // It has left; its licence is no business of ours any more.
                continue
            }
        }
    }

    private func run(
        _ job: CommandJob, _ command: StandingCommand, on id: InstitutionID,
        check: @escaping @Sendable (InstitutionStanding?) throws -> Void
    ) async throws -> RecordOutcome<InstitutionStanding> {
        try await runRecord(
            job,
            decide: { transaction in
                let reading = transaction.reading
                guard let institution = try reading.institution(id) else { throw CommandFault.notFound }
                let current = try reading.system.record(InstitutionStanding.self, id.text)
                try check(current)
                var facts = Facts(institutions: [institution])
                facts.qualityControllers = try reading.accounts(with: .qualityController, at: id)
                if let own = job.caller.institution, own != id, let authority = try reading.institution(own) {
                    facts.institutions.append(authority)
                }
                let decision = try InstitutionStanding.decide(
                    command, of: institution, on: current, by: job.caller, at: job.now,
                    under: job.policies.policy(for: institution.jurisdiction, at: job.now), facts: facts,
                    grounds: command.action == .accept
                        ? reading.activationGrounds(of: institution, under: job.policies, at: job.now) : nil)
                return RecordStep(current: current, decision: decision)
            },
            follow: { standing, decision, transaction in
                try job.follow(standing, decision, in: transaction)
            })
    }
}

extension CommandJob {
    /// In the transaction that stops an institution or lets it serve again: what decisions see of it, and every open
    /// case it has a part in (JL-34a).
    fileprivate func follow(
        _ standing: InstitutionStanding, _ decision: RecordDecision<StandingChange>,
        in transaction: WriteTransaction
    ) throws -> [Committed] {
        let reading = transaction.reading
        guard var institution = try reading.institution(standing.institution),
            institution.isSuspended != standing.isStopped
                || institution.awaitsActivation == true && !standing.isAwaited
        else { return [] }
        institution.isSuspended = standing.isStopped
        institution.awaitsActivation = standing.isAwaited ? true : nil
        try transaction.put(institution)
        let service = CommandJob(
            caller: .system, actorName: JournalActor.system.name, now: now, policies: policies,
            idempotency: nil)
        let command: ConsultationCommand =
            standing.isStopped
            ? .hold(
                institution: institution.id, cause: standing.suspension?.cause ?? .otherConditionChanged)
            : .liftHold(institution: institution.id)
        return try reading.system.openConsultations(of: institution.id).map {
            try service.decide(command, on: $0, in: transaction)
        }
    }
}
