package import ConsultationCore
package import Storage

extension Orchestrator {
    /// A new training plan of the own institution.
    package func adoptTrainingPlan(
        _ items: [TrainingPlanItem], expectedVersion: Int?, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<TrainingPlan> {
        let own = signedIn.institution
        return try await runOwn(TrainingPlan.self, expectedVersion, signedIn, idempotency) { job, policy in
            try TrainingPlan.adopt(items, of: own.id, by: job.caller, at: job.now, under: policy)
        }
    }

    /// What the own institution says of itself for the count of stationed time.
    package func enterStationingTerms(
        _ entry: StationingTerms.Entry, expectedVersion: Int?, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<StationingTerms> {
        let own = signedIn.institution
        return try await runOwn(StationingTerms.self, expectedVersion, signedIn, idempotency) { job, policy in
            try StationingTerms.enter(entry, of: own.id, by: job.caller, at: job.now, under: policy)
        }
    }

    /// A record of which every institution has one, under its own id.
    private func runOwn<Record: DomainRecord>(
        _ type: Record.Type, _ expectedVersion: Int?, _ signedIn: SignedIn, _ idempotency: IdempotencyKey?,
        _ decide: @escaping @Sendable (CommandJob, Policy) throws -> RecordDecision<Record.Change>
    ) async throws -> RecordOutcome<Record> {
        let job = job(signedIn, idempotency)
        let own = signedIn.institution
        return try await countingRefusals(of: job) {
            try await runRecord(
                job,
                decide: { transaction in
                    let current = try transaction.reading.system.record(type, own.id.text)
                    if let expectedVersion, expectedVersion != current?.version ?? 0 {
                        throw CommandFault.staleVersion(current: current?.version ?? 0)
                    }
                    let policy = job.policies.policy(for: own.jurisdiction, at: job.now)
                    return RecordStep(current: current, decision: try decide(job, policy))
                })
        }
    }

    /// Plans the next round of quality control of everybody who serves and has somebody in charge of it
    /// (NHC-TM-4.3.3): the policy's interval after the last one, or from today.
    package func followInspections() async throws {
        let now = environment.now()
        let policies = policies
        let waiting = try await database.read { transaction in
            try transaction.institutionsWithoutInspection().compactMap { id -> (InstitutionID, CivilDate)? in
                guard let place = try transaction.institution(id), place.licence != nil,
                    place.awaitsActivation != true,
                    try transaction.accounts(with: .qualityController, at: id) > 0
                else { return nil }
                let last = try transaction.scope(id)
                    .qualityRecords(Inspection.self, isOpen: false, before: nil, limit: 1).first?.inspectedOn
                let months = policies.policy(for: place.jurisdiction, at: now).quality.inspectionMonths
                let today = CivilDate(now)
                return (id, max(today, (last ?? today).adding(months: months)))
            }
        }
        for (id, dueOn) in waiting {
            let key = "\(id)_\(dueOn)_\(environment.newID().suffix(6))"
            try await performUnnamed(
                Inspection.self, .schedule(id: key, id, dueOn: dueOn), on: key, of: id)
        }
    }
}
