package import ConsultationCore
package import Storage

extension Orchestrator {
    /// A finding of an office about an institution that it looks over.
    package func sendFinding(
        _ text: Redacted<String>, dueOn: CivilDate, to institution: InstitutionID, id: String,
        by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<SupervisionFinding> {
        try await demandSupervision(by: signedIn, over: institution)
        return try await perform(
            SupervisionFinding.self,
            .receive(id: id, institution, by: signedIn.member.institution, text: text, dueOn: dueOn), on: id,
            expectedVersion: nil, by: signedIn, idempotency: idempotency)
    }

    /// The final grade of an institution for a year (JL 47).
    package func evaluate(
        _ subject: InstitutionID, year: Int, _ indicators: [Evaluation.Indicator],
        _ grade: Evaluation.Grade, by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<Evaluation> {
        let job = job(signedIn, idempotency)
        let office = signedIn.institution
        return try await countingRefusals(of: job) {
            try await runRecord(
                job,
                decide: { transaction in
                    let reading = transaction.reading
                    guard let institution = try reading.institution(subject) else {
                        throw Refusal.evaluationNotCompetent
                    }
                    let current = try reading.system.record(
                        Evaluation.self, Evaluation.key(subject, year))
                    let decision = try Evaluation.decide(
                        institution, year: year, indicators, grade, current: current, by: job.caller,
                        of: office, at: job.now,
                        under: job.policies.policy(for: institution.jurisdiction, at: job.now))
                    return RecordStep(current: current, decision: decision)
                })
        }
    }

    private func demandSupervision(by signedIn: SignedIn, over institution: InstitutionID) async throws {
        let office = signedIn.institution
        guard Supervision.isSupervisor(signedIn.member, of: office),
            signedIn.member.roles.contains(.healthAuthority)
        else { throw Refusal.roleRequired([.healthAuthority]) }
        let place = try await database.read { try $0.institution(institution) }
        guard let place else { throw Refusal.accessTerritory }
        try Supervision.demand(signedIn.member, of: office, over: [place])
    }
}

/// The grades of an institution with what follows from them.
package struct EvaluationView: Sendable {
    package let institution: Institution
    package let grades: [Evaluation]
    package let offices: [InstitutionID: String]
    package let consequences: EvaluationConsequences
}

extension QualityQueries {
    /// Grades that one institution can have: one a year.
    static let gradeLimit = 100

    package func evaluations(
        of institution: InstitutionID?, for signedIn: SignedIn
    ) async throws -> EvaluationView {
        let now = environment.now()
        return try await database.read { transaction in
            let place = try transaction.place(institution, for: signedIn)
            let all = try transaction.scope(place.id).records(Evaluation.self, limit: Self.gradeLimit)
                .filter { $0.subject == place.id }.sorted { $0.year > $1.year }
            let policy = policies.policy(for: place.jurisdiction, at: now)
            var offices: [InstitutionID: String] = [:]
            for grade in all { offices[grade.evaluator] = try transaction.institution(grade.evaluator)?.name }
            return EvaluationView(
                institution: place, grades: all, offices: offices,
                consequences: EvaluationConsequences(
                    Dictionary(all.map { ($0.year, $0.grade) }, uniquingKeysWith: { first, _ in first }),
                    accountabilityYears: policy.quality.accountabilityYears))
        }
    }
}
