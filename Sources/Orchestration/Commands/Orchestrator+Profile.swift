package import ConsultationCore
package import Storage

extension Orchestrator {
    /// One command on the profile of an institution by its own people.
    package func perform(
        _ command: ProfileCommand, on id: InstitutionID, expectedVersion: Int?, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<InstitutionProfile> {
        let outcome = try await run(job(signedIn, idempotency), command, on: id) { current in
            if let expectedVersion, expectedVersion != current?.version ?? 0 {
                throw CommandFault.staleVersion(current: current?.version ?? 0)
            }
        }
        // The limits of a renewed licence run at once, not at the next look.
        if command.action == .keepLicence { try await followLicences() }
        return outcome
    }

    @discardableResult
    package func performAsSystem(
        _ command: ProfileCommand, on id: InstitutionID
    ) async throws -> RecordOutcome<InstitutionProfile> {
        try await run(systemJob, command, on: id) { _ in }
    }

    private func run(
        _ job: CommandJob, _ command: ProfileCommand, on id: InstitutionID,
        check: @escaping @Sendable (InstitutionProfile?) throws -> Void
    ) async throws -> RecordOutcome<InstitutionProfile> {
        try await runRecord(
            job,
            decide: { transaction in
                let reading = transaction.reading
                guard let institution = try reading.institution(id) else { throw CommandFault.notFound }
                let current = try reading.system.record(InstitutionProfile.self, id.text)
                try check(current)
                let decision = try InstitutionProfile.decide(
                    command, of: id, on: current, by: job.caller, at: job.now,
                    under: job.policies.policy(for: institution.jurisdiction, at: job.now),
                    licensing: command.action == .keepLicence
                        ? try reading.licensingChoice(of: institution) : nil)
                return RecordStep(
                    current: current ?? (decision.events.isEmpty ? InstitutionProfile(empty: id) : nil),
                    decision: decision)
            },
            follow: { _, decision, transaction in
                for event in decision.events {
                    guard var institution = try transaction.reading.institution(id) else { continue }
                    switch event.change {
                    case .licenceKept(let licence): institution.licence = licence
                    case .acceptanceKept(let acceptance): institution.capabilityAcceptance = acceptance
                    case .divisionKept(let division): institution.division = division
                    default: continue
                    }
                    try transaction.put(institution)
                }
                return []
            })
    }
}

extension ReadTransaction {
    /// What the checks before serving look at, as it stands now.
    package func activationGrounds(
        of institution: Institution, under policies: PolicyBook, at now: WallTime
    ) throws -> ActivationGrounds {
        ActivationGrounds(
            institution: institution,
            profile: try system.record(InstitutionProfile.self, institution.id.text)
                ?? InstitutionProfile(empty: institution.id),
            policy: policies.policy(for: institution.jurisdiction, at: now), at: now,
            staff: try rolesHeld(at: institution.id))
    }
}
