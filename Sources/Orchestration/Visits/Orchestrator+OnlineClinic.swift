package import ConsultationCore
package import Storage

extension Orchestrator {
    /// One act on how the caller's institution holds its online visits.
    package func perform(
        _ command: OnlineClinicCommand, expectedVersion: Int?, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<OnlineClinic> {
        let job = job(signedIn, idempotency)
        return try await countingRefusals(of: job) {
            try await run(job, command, of: signedIn.member.institution) { current in
                if let expectedVersion, expectedVersion != current?.version ?? 0 {
                    throw CommandFault.staleVersion(current: current?.version ?? 0)
                }
            }
        }
    }

    /// Looks in every institution with online visits whether pharmacists enough are signed in (NHC-IH 附录三(三)).
    package func watchPharmacies() async throws {
        let clinics = try await database.read { try $0.system.records(OnlineClinic.self).map(\.institution) }
        for clinic in clinics { try await watchPharmacy(of: clinic) }
    }

    func watchPharmacy(of institution: InstitutionID) async throws {
        let now = environment.now()
        let seen = try await database.read { transaction in
            let clinic = try transaction.system.record(OnlineClinic.self, institution.text)
            return (
                onDuty: try transaction.pharmacistsOnDuty(at: institution, clinic, now: now).count,
                waiting: try transaction.scope(institution).visitsWaiting(), clinic: clinic,
                place: try transaction.institution(institution)?.jurisdiction
            )
        }
        let command = OnlineClinicCommand.look(onDuty: seen.onDuty, waiting: seen.waiting)
        // Most looks say what the last one said: they cost no write, and begin no record.
        if let place = seen.place, let rules = policies.visitRules(for: place, at: now),
            try OnlineClinic.decide(
                command, of: institution, on: seen.clinic, by: .system, at: now, rules: rules
            ).events.isEmpty
        {
            return
        }
        _ = try await run(systemJob, command, of: institution) { _ in }
    }

    private func run(
        _ job: CommandJob, _ command: OnlineClinicCommand, of institution: InstitutionID,
        check: @escaping @Sendable (OnlineClinic?) throws -> Void
    ) async throws -> RecordOutcome<OnlineClinic> {
        try await runRecord(
            job,
            decide: { transaction in
                let reading = transaction.reading
                guard let place = try reading.institution(institution) else { throw CommandFault.notFound }
                guard let rules = job.policies.visitRules(for: place.jurisdiction, at: job.now) else {
                    throw Refusal.pathwayNotOpen
                }
                let current = try reading.system.record(OnlineClinic.self, institution.text)
                try check(current)
                if case .namePharmacists(let named) = command { try reading.check(named) }
                return RecordStep(
                    current: current,
                    decision: try OnlineClinic.decide(
                        command, of: institution, on: current, by: job.caller, at: job.now, rules: rules))
            },
            follow: { clinic, decision, transaction in
                let last = decision.events.count - 1
                let violations = decision.events.enumerated().compactMap { index, event in
                    if case .becameUnattended(let violation) = event.change {
                        (fromEnd: last - index, at: event.at, violation: violation)
                    } else {
                        nil
                    }
                }
                try job.keep(
                    violations, of: [institution], JournalStream.record(OnlineClinic.self, clinic.key),
                    in: transaction)
                return []
            })
    }
}

extension ReadTransaction {
    /// Reviewing pharmacists of the institution, and those it named by agreement, who are signed in now.
    func pharmacistsOnDuty(
        at institution: InstitutionID, _ clinic: OnlineClinic?, now: WallTime
    ) throws -> [PractitionerID] {
        let today = CivilDate(now)
        let outside = (clinic?.pharmacists ?? []).filter { today <= $0.validTo }
        let places = Set(outside.map(\.institution)).union([institution]).sorted()
        return try system.practitionersSignedIn(
            at: places, now: now, unusedSince: now - SignInPolicy().idleLimit
        ).filter { id in
            guard try practitioner(id)?.kind == .reviewingPharmacist else { return false }
            return try home(of: id) == institution || outside.contains { $0.practitioner == id }
        }
    }

    /// Who is named must be a reviewing pharmacist of the institution that is named with them.
    fileprivate func check(_ named: [OutsidePharmacist]) throws {
        let problems = try named.enumerated().compactMap { index, one in
            let isOne =
                try practitioner(one.practitioner)?.kind == .reviewingPharmacist
                && home(of: one.practitioner) == one.institution
            return isOne ? nil : FieldProblem("/pharmacists/\(index)/practitionerId", .unknownPractitioner)
        }
        guard problems.isEmpty else { throw Refusal.fieldInvalid(problems) }
    }
}
