package import ConsultationCore
package import Storage

extension Orchestrator {
    /// Opens an online visit of a patient of the caller's own institution.
    package func openVisit(
        of patient: PatientID, in department: DepartmentCode, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<InternetVisit> {
        let opening = VisitOpening(
            id: VisitID(environment.newID()), patient: patient, department: department)
        let job = job(signedIn, idempotency)
        return try await runRecord(
            job,
            decide: { transaction in
                try job.decide(.open(opening), on: nil, patient: patient, by: signedIn, in: transaction)
            })
    }

    package func perform(
        _ command: VisitCommand, on id: VisitID, expectedVersion: Int?, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<InternetVisit> {
        let job = job(signedIn, idempotency)
        return try await runRecord(
            job,
            decide: { transaction in
                let scope = transaction.reading.scope(signedIn.member.institution)
                guard let current = try scope.record(InternetVisit.self, id.text),
                    VisitView.mayRead(current, signedIn)
                else { throw CommandFault.notFound }
                try job.check(expectedVersion, against: current)
                return try job.decide(
                    command, on: current, patient: current.patient, by: signedIn, in: transaction)
            })
    }
}

extension CommandJob {
    fileprivate func decide(
        _ command: VisitCommand, on current: InternetVisit?, patient: PatientID, by signedIn: SignedIn,
        in transaction: WriteTransaction
    ) throws -> RecordStep<InternetVisit> {
        let reading = transaction.reading
        let own = signedIn.institution
        guard let rules = policies.visitRules(for: own.jurisdiction, at: now) else {
            throw Refusal.pathwayNotOpen
        }
        let facts = VisitFacts(
            institution: try reading.institution(own.id),
            practitioner: try caller.member?.practitioner.flatMap { try reading.practitioner($0) },
            patient: try reading.scope(own.id).patient(patient), drugs: DrugCatalogue.shipped.drugs)
        let decision = try InternetVisit.decide(
            command, on: current, by: caller, at: now,
            under: policies.policy(of: .internetFollowUp, for: own.jurisdiction, at: now), rules: rules,
            facts: facts)
        return RecordStep(current: current, decision: decision)
    }
}

/// A visit for its physician, the institution's reviewing pharmacists, and quality control.
package struct VisitView: Sendable {
    package let visit: InternetVisit
    package let patient: Patient?
    package let physician: Practitioner?
    package let department: String
    package let needsGuardian: Bool
    package let excludable: [VisitCondition]
    package let actions: [VisitCommand.Action]

    package static func mayRead(_ visit: InternetVisit, _ person: SignedIn) -> Bool {
        guard person.member.institution == visit.institution else { return false }
        return person.member.practitioner == visit.physician
            || person.practitioner?.kind == .reviewingPharmacist
            || person.member.roles.contains(.qualityController)
    }
}

extension DirectoryQueries {
    package static let visitLimit = 200
    /// The newest visits that a report of drugs adds up.
    package static let reportedVisits = 20_000

    /// The newest visits that `signedIn` may see; a pharmacist sees those with a prescription.
    package func visits(for signedIn: SignedIn) async throws -> [VisitView] {
        try await database.read { transaction in
            try transaction.scope(signedIn.institution.id)
                .records(InternetVisit.self, limit: Self.visitLimit)
                .filter { VisitView.mayRead($0, signedIn) }
                .filter { $0.physician == signedIn.member.practitioner || !$0.prescriptions.isEmpty }
                .map { try view(of: $0, for: signedIn, transaction) }
        }
    }

    package func visit(_ id: VisitID, for signedIn: SignedIn) async throws -> VisitView? {
        try await database.read { transaction in
            guard
                let visit = try transaction.scope(signedIn.institution.id)
                    .record(InternetVisit.self, id.text), VisitView.mayRead(visit, signedIn)
            else { return nil }
            return try view(of: visit, for: signedIn, transaction)
        }
    }

    private func view(
        of visit: InternetVisit, for signedIn: SignedIn, _ transaction: ReadTransaction
    ) throws -> VisitView {
        let now = environment.now()
        let rules = policies.visitRules(for: signedIn.institution.jurisdiction, at: now)
        return VisitView(
            visit: visit, patient: try transaction.scope(visit.institution).patient(visit.patient),
            physician: try transaction.practitioner(visit.physician),
            department: signedIn.institution.department(visit.department)?.name ?? visit.department.text,
            needsGuardian: rules?.needsGuardian(bornOn: visit.birthDate.value, on: CivilDate(now)) ?? true,
            excludable: (rules?.excludedConditions ?? []).filter { $0 != .firstVisit },
            actions: visit.availableActions(
                for: signedIn.caller,
                isPharmacist: signedIn.practitioner?.kind == .reviewingPharmacist))
    }
}
