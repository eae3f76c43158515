package import ConsultationCore
package import Storage

extension Orchestrator {
    /// Drafts an agreement under a fresh id.
    package func draftAgreement(
        _ text: AgreementText, by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<CooperationAgreement> {
        let id = AgreementID(environment.newID())
        let job = job(signedIn, idempotency)
        return try await run(job) { transaction in
            try job.decide(.draft(id, text), on: nil, in: transaction)
        }
    }

    package func perform(
        _ command: AgreementCommand, on id: AgreementID, expectedVersion: Int?, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<CooperationAgreement> {
        let job = job(signedIn, idempotency)
        return try await run(job) { transaction in
            let scope = transaction.reading.scope(signedIn.member.institution)
            guard let current = try scope.record(CooperationAgreement.self, id.text) else {
                throw CommandFault.notFound
            }
            try job.check(expectedVersion, against: current)
            return try job.decide(command, on: current, in: transaction)
        }
    }

    func performAsSystem(_ command: AgreementCommand, on id: AgreementID) async throws {
        let job = systemJob
        _ = try await run(job) { transaction in
            let system = transaction.reading.system
            guard let current = try system.record(CooperationAgreement.self, id.text) else {
                throw CommandFault.notFound
            }
            return try job.decide(command, on: current, in: transaction)
        }
    }

    private func run(
        _ job: CommandJob,
        decide: @escaping @Sendable (WriteTransaction) throws -> RecordStep<CooperationAgreement>
    ) async throws -> RecordOutcome<CooperationAgreement> {
        try await runRecord(job, decide: decide) { agreement, _, transaction in
            try transaction.follow(agreement)
            return []
        }
    }
}

extension WriteTransaction {
    /// What decisions about consultations see changes in the transaction that changes the agreement.
    func follow(_ agreement: CooperationAgreement) throws {
        if let standing = agreement.standing { try put(standing) }
    }
}

extension CommandJob {
    func decide(
        _ command: AgreementCommand, on current: CooperationAgreement?, in transaction: WriteTransaction
    ) throws -> RecordStep<CooperationAgreement> {
        let reading = transaction.reading
        var named = current?.parties ?? []
        switch command {
        case .draft(_, let text), .edit(let text), .amend(let text): named += text.signatories
        default: break
        }
        let institutions = try Set(named).sorted().compactMap { try reading.institution($0) }
        let policy = strictestPolicy(among: institutions)
        let decision = try CooperationAgreement.decide(
            command, on: current, by: caller, at: now, under: policy, facts: Facts(institutions: institutions)
        )
        return RecordStep(current: current, decision: decision)
    }

    /// The rules of the party whose province asks for its own terms; else the national ones (JL 16, AMB-27).
    func strictestPolicy(among institutions: [Institution]) -> Policy {
        let candidates = institutions.filter { !$0.departments.isEmpty }
            .map { policies.policy(for: $0.jurisdiction, at: now) }
        return candidates.first { $0.governingTextForOutsiders != nil } ?? candidates.first
            ?? policies.policy(for: .national, at: now)
    }
}
