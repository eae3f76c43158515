package import ConsultationCore
package import Storage

extension Orchestrator {
    /// Drafts an order under a fresh id and the next number of the day.
    package func draftDiagnosis(
        of patient: PatientID, _ request: DiagnosisRequest, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<DiagnosisOrder> {
        let id = DiagnosisOrderID(environment.newID())
        let job = job(signedIn, idempotency)
        return try await run(job) { transaction in
            let opening = DiagnosisOpening(
                id: id, number: try transaction.nextDiagnosisNumber(on: CivilDate(job.now)),
                patient: patient, request: request)
            return try job.decide(.draft(opening), on: nil, in: transaction)
        }
    }

    package func perform(
        _ command: DiagnosisCommand, on id: DiagnosisOrderID, expectedVersion: Int?, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<DiagnosisOrder> {
        let job = job(signedIn, idempotency)
        do {
            return try await run(job) { transaction in
                let scope = transaction.reading.scope(signedIn.member.institution)
                guard let current = try scope.record(DiagnosisOrder.self, id.text) else {
                    throw CommandFault.notFound
                }
                try job.check(expectedVersion, against: current)
                return try job.decide(command, on: current, in: transaction)
            }
        } catch let refusal as Refusal {
            if let violation = refusal.violation { try await record(violation, on: id, job) }
            throw refusal
        }
    }

    /// A refused attempt that must itself stay on record (JL-30).
    private func record(_ violation: Violation, on id: DiagnosisOrderID, _ job: CommandJob) async throws {
        // Under no name of the caller's: the refusal is no answer to remember.
        let note = CommandJob(
            caller: job.caller, actorName: job.actorName, now: job.now, policies: policies, idempotency: nil)
        _ = try await run(note) { transaction in
            guard let current = try transaction.reading.system.record(DiagnosisOrder.self, id.text) else {
                throw CommandFault.notFound
            }
            let policy = try note.governingPolicy(of: current, transaction.reading)
            let event = RecordEvent(
                at: note.now, by: note.caller, policyVersion: policy.id,
                change: DiagnosisChange.violationRaised(violation))
            return RecordStep(
                current: current,
                decision: RecordDecision(
                    events: [event],
                    effects: current.parties.map { .reportViolation(violation, to: $0) }))
        }
    }

    func performAsSystem(_ command: DiagnosisCommand, on id: DiagnosisOrderID) async throws {
        let job = systemJob
        _ = try await run(job) { transaction in
            guard let current = try transaction.reading.system.record(DiagnosisOrder.self, id.text) else {
                throw CommandFault.notFound
            }
            return try job.decide(command, on: current, in: transaction)
        }
    }

    /// Adds examination data whose bytes are durable already. The item's id is made here.
    package func attach(
        _ receipt: BlobReceipt, named name: Redacted<String>, contentType: String, group: MaterialGroup,
        to order: DiagnosisOrderID, by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> (outcome: RecordOutcome<DiagnosisOrder>, item: Attachment) {
        guard let digest = Digest(hexadecimal: receipt.sha256) else { throw CommandFault.fileHashMismatch }
        let item = Attachment(
            id: AttachmentID(environment.newID()), name: name, contentType: contentType,
            size: Int64(receipt.size), sha256: digest, group: group, uploadedAt: environment.now(),
            uploadedBy: signedIn.account)
        let outcome = try await perform(
            .addItem(item), on: order, expectedVersion: nil, by: signedIn, idempotency: idempotency)
        let stored = outcome.record.items.last {
            outcome.isReplay ? $0.sha256 == digest : $0.id == item.id
        }
        return (outcome, stored ?? item)
    }

    private func run(
        _ job: CommandJob, decide: @escaping @Sendable (WriteTransaction) throws -> RecordStep<DiagnosisOrder>
    ) async throws -> RecordOutcome<DiagnosisOrder> {
        try await countingRefusals(of: job) {
            try await runRecord(job, decide: decide) { order, decision, transaction in
                try transaction.list(order, at: job.now)
                try job.keep(
                    decision.violations, of: order.parties,
                    JournalStream.record(DiagnosisOrder.self, order.key), in: transaction)
                if decision.events.contains(where: { $0.change.kind == "reported" }) {
                    try transaction.add(ServiceActivity.line(of: order).map { [$0] } ?? [])
                }
                if decision.events.contains(where: { $0.change == .chargeBecameBillable }) {
                    try job.openCharge(of: order, in: transaction)
                }
                return []
            }
        }
    }
}

extension CommandJob {
    func decide(
        _ command: DiagnosisCommand, on current: DiagnosisOrder?, in transaction: WriteTransaction
    ) throws -> RecordStep<DiagnosisOrder> {
        let reading = transaction.reading
        let policy = try governingPolicy(of: current, reading)
        let duty = try reading.dutyQueue(for: current, at: now)
        let facts = try reading.facts(
            DiagnosisOrder.factsNeeded(for: command, on: current, by: caller, duty: duty))
        let decision = try DiagnosisOrder.decide(
            command, on: current, by: caller, at: now, under: policy, facts: facts, duty: duty)
        return RecordStep(current: current, decision: decision)
    }

    /// The rules of the inviting institution's province: today's until it is sent, then those it was sent under.
    func governingPolicy(of order: DiagnosisOrder?, _ reading: ReadTransaction) throws -> Policy {
        guard let inviting = order?.inviting ?? caller.institution,
            let institution = try reading.institution(inviting)
        else { throw CommandFault.notFound }
        return policies.policy(governing: order, of: institution.jurisdiction, at: now)
    }
}

extension PolicyBook {
    func policy(
        governing order: DiagnosisOrder?, of jurisdiction: Jurisdiction, at instant: WallTime
    ) -> Policy {
        guard let order, order.isSent else { return policy(for: jurisdiction, at: instant) }
        return policy(named: order.policyVersion) ?? policy(for: jurisdiction, at: order.createdAt)
    }
}

extension ReadTransaction {
    func dutyQueue(for order: DiagnosisOrder?, at instant: WallTime) throws -> DutyQueue {
        guard let order, let invitee = order.request.invitee else { return .nobody }
        return try dutyQueue(
            of: invitee, for: order.request.scope.kind, serving: order.inviting, at: instant)
    }
}

extension RecordDecision<DiagnosisChange> {
    var violations: [(fromEnd: Int, at: WallTime, violation: Violation)] {
        events.enumerated().compactMap { index, event in
            guard case .violationRaised(let violation) = event.change else { return nil }
            return (events.count - 1 - index, event.at, violation)
        }
    }
}
