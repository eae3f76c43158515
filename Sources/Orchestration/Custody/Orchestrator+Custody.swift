package import ConsultationCore
package import Storage

extension Orchestrator {
    /// One command on what is kept of a case, by somebody who may know of the case: a party, the authority of a
    /// party's province, the platform's operator for a break-glass request.
    package func keep(
        _ command: CustodyCommand, of id: ConsultationID, expectedVersion: Int? = nil, by signedIn: SignedIn,
        idempotency: IdempotencyKey? = nil
    ) async throws -> RecordOutcome<CaseCustody> {
        let job = job(signedIn, idempotency)
        return try await countingRefusals(of: job) {
            try await run(job, command, on: id) { transaction, current in
                guard try transaction.reading.knows(id, signedIn, as: command) else {
                    throw CommandFault.notFound
                }
                if let expectedVersion, expectedVersion != current?.version ?? 0 {
                    throw CommandFault.staleVersion(current: current?.version ?? 0)
                }
            }
        }
    }

    @discardableResult
    package func keepAsSystem(
        _ command: CustodyCommand, of id: ConsultationID
    ) async throws -> RecordOutcome<CaseCustody> {
        try await run(systemJob, command, on: id) { _, _ in }
    }

    /// Keeps everything of a case from disposal, for a dispute or an order; once for each reference (SC 34).
    package func placeLegalHold(
        on id: ConsultationID, ground: String, reference: String?
    ) async throws {
        try await keepAsSystem(.placeHold(ground: ground, reference: reference), of: id)
    }

    /// Lets go of the hold that `reference` placed, if it stands.
    package func liftLegalHold(on id: ConsultationID, reference: String, reason: String) async throws {
        let custody = try await database.read { try $0.system.record(CaseCustody.self, id.text) }
        guard let hold = custody?.openHolds.first(where: { $0.reference == reference }) else { return }
        try await keepAsSystem(.liftHold(hold.id, reason: reason), of: id)
    }

    private func run(
        _ job: CommandJob, _ command: CustodyCommand, on id: ConsultationID,
        check: @escaping @Sendable (WriteTransaction, CaseCustody?) throws -> Void
    ) async throws -> RecordOutcome<CaseCustody> {
        try await runRecord(
            job,
            decide: { try job.decide(command, on: id, check, in: $0) },
            follow: { try job.follow($0, $1, in: $2) })
    }
}

extension CommandJob {
    /// One command in the transaction of another record: a dispute holds its case in the same breath.
    func keep(
        _ command: CustodyCommand, of id: ConsultationID, in transaction: WriteTransaction
    ) throws {
        let step = try decide(command, on: id, { _, _ in }, in: transaction)
        _ = try follow(try write(step, in: transaction), step.decision, in: transaction)
    }

    fileprivate func decide(
        _ command: CustodyCommand, on id: ConsultationID,
        _ check: (WriteTransaction, CaseCustody?) throws -> Void, in transaction: WriteTransaction
    ) throws -> RecordStep<CaseCustody> {
        let reading = transaction.reading
        guard let consultation = try reading.system.consultation(id) else { throw CommandFault.notFound }
        let current = try reading.system.record(CaseCustody.self, id.text)
        try check(transaction, current)
        let ids =
            [consultation.inviting] + consultation.invitedInstitutions
            + [caller.institution].compactMap(\.self)
        let decision = try CaseCustody.decide(
            command, of: consultation, on: current, by: caller, at: now,
            under: try governingPolicy(of: consultation, reading),
            facts: Facts(institutions: try Set(ids).sorted().compactMap { try reading.institution($0) }))
        return RecordStep(current: current, decision: decision)
    }

    /// The case's own journal says when its record was sealed and opened.
    fileprivate func follow(
        _ custody: CaseCustody, _ decision: RecordDecision<CustodyChange>, in transaction: WriteTransaction
    ) throws -> [Committed] {
        let touched = Set(
            decision.events.compactMap { event -> Int? in
                switch event.change {
                case .requested(let id, _, _, _), .approved(let id), .rejected(let id, _), .granted(let id):
                    id
                default: nil
                }
            })
        try transaction.list(custody.requests.filter { touched.contains($0.id) }, of: custody)
        let changes: [ConsultationChange] = decision.events.compactMap {
            switch $0.change {
            case .sealed: .recordSealed
            case .unsealed: .recordUnsealed
            default: nil
            }
        }
        guard !changes.isEmpty,
            let consultation = try transaction.reading.system.consultation(custody.consultation)
        else { return [] }
        return [try append(changes, to: consultation, in: transaction)]
    }
}

extension ReadTransaction {
    /// Whether a person may know that the case exists when giving such a command.
    fileprivate func knows(
        _ id: ConsultationID, _ signedIn: SignedIn, as command: CustodyCommand
    ) throws -> Bool {
        if try scope(signedIn.member.institution).consultation(id) != nil { return true }
        guard let consultation = try system.consultation(id) else { return false }
        if try regulates(signedIn, anyOf: [consultation.inviting] + consultation.invitedInstitutions) {
            return true
        }
        // What the operator's staff ask for is on record whatever the answer is.
        return signedIn.member.roles.contains(.operator)
    }
}
