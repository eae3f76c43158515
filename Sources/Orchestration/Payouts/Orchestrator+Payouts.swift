package import ConsultationCore
package import Storage

extension Orchestrator {
    /// Makes a month's sheet. It is reckoned before the transaction, and written only if nothing changed meanwhile: a
    /// month of many cases must not keep everybody else from writing.
    package func issuePayout(
        for period: SettlementPeriod, by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<PayoutSheet> {
        let job = job(signedIn, idempotency)
        let own = signedIn.institution
        let policy = policies.policy(for: own.jurisdiction, at: job.now)
        guard job.caller.has(.finance) else { throw Refusal.roleRequired([.finance]) }
        let (reckoning, ground) = try await database.read { reading in
            (
                try reading.payoutReckoning(of: own, in: period, under: policy),
                try reading.payoutGround(of: own.id, in: period)
            )
        }
        return try await runRecord(
            job,
            decide: { transaction in
                let scope = transaction.reading.scope(own.id)
                guard try transaction.reading.payoutGround(of: own.id, in: period) == ground else {
                    throw CommandFault.staleVersion(current: 0)
                }
                let number = try scope.payoutSheets(of: period, limit: PayoutSheetID.numberLimit).count + 1
                guard number <= PayoutSheetID.numberLimit else {
                    throw Refusal.fieldInvalid([FieldProblem("/period", .tooMany)])
                }
                let decision = try PayoutSheet.issue(
                    PayoutSheetID(own.id, period, number: number), for: period, reckoning,
                    standing: try scope.standingPayout()?.period, booked: try scope.book(of: period).income,
                    by: job.caller, at: job.now, under: policy)
                return RecordStep(current: nil, decision: decision)
            },
            follow: { sheet, _, transaction in
                try transaction.add(reckoning.lines, to: sheet)
                let subsidy = try StaffSubsidy.declared(
                    by: sheet.figures, for: period, job.caller, at: job.now, under: policy)
                try job.declare(subsidy, under: policy, in: transaction)
                return []
            })
    }

    package func perform(
        _ command: PayoutCommand, on id: PayoutSheetID, expectedVersion: Int?, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<PayoutSheet> {
        let job = job(signedIn, idempotency)
        let own = signedIn.institution
        let policy = policies.policy(for: own.jurisdiction, at: job.now)
        return try await runRecord(
            job,
            decide: { transaction in
                let scope = transaction.reading.scope(own.id)
                guard let sheet = try scope.record(PayoutSheet.self, id.text) else {
                    throw CommandFault.notFound
                }
                try job.check(expectedVersion, against: sheet)
                let last = try scope.standingPayout()
                return RecordStep(
                    current: sheet,
                    decision: try sheet.decide(
                        command, isLast: last?.id == id, by: job.caller, at: job.now, under: policy))
            },
            follow: { sheet, _, transaction in
                guard sheet.state == .withdrawn, let member = job.caller.member,
                    let declared = try transaction.reading.system.subsidy(of: own.id, in: sheet.period)
                else { return [] }
                try job.declare(
                    declared.withdrawn(at: job.now, by: member.account), under: policy, in: transaction)
                return []
            })
    }

    package func publishPayoutKey(
        _ draft: PayoutKeyDraft, by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> MoneyOutcome<PayoutKey> {
        let job = job(signedIn, idempotency)
        let own = signedIn.institution
        let policy = policies.policy(for: own.jurisdiction, at: job.now)
        return try await enter(job, in: JournalStream.payoutKeys(own.id), as: "published") { transaction in
            let scope = transaction.reading.scope(own.id)
            let key = try PayoutKey.publish(
                draft, after: try scope.payoutKeys().last, own: Set(try scope.practitioners().map(\.id)),
                issued: try scope.standingPayout()?.period, by: job.caller, at: job.now, under: policy)
            try transaction.add(key)
            return key
        }
    }

    package func recordCost(
        _ draft: CostDraft, by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> MoneyOutcome<CostEntry> {
        let job = job(signedIn, idempotency)
        let id = CostEntryID(environment.newID())
        return try await enter(
            job, in: JournalStream.costs(signedIn.institution.id), as: "entered"
        ) { transaction in
            let entry = try CostEntry.record(draft, as: id, by: job.caller, at: job.now)
            try transaction.add(entry)
            return entry
        }
    }

    package func reverseCost(
        _ id: CostEntryID, reason: String, by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> MoneyOutcome<CostEntry> {
        let job = job(signedIn, idempotency)
        let new = CostEntryID(environment.newID())
        return try await enter(
            job, in: JournalStream.costs(signedIn.institution.id), as: "reversed"
        ) { transaction in
            let scope = transaction.reading.scope(signedIn.institution.id)
            guard let found = try scope.cost(id) else { throw CommandFault.notFound }
            let entry = try found.reversed(
                as: new, reason: reason, isReversed: try scope.isReversed(id), by: job.caller, at: job.now)
            try transaction.add(entry)
            return entry
        }
    }

    /// One entry of a book that only grows: decided, kept and journaled in one transaction.
    private func enter<Subject: Codable & Sendable>(
        _ job: CommandJob, in stream: String, as kind: String,
        decide: @escaping @Sendable (WriteTransaction) throws -> Subject
    ) async throws -> MoneyOutcome<Subject> {
        try await database.write { transaction in
            if let answer = try job.storedAnswer(in: transaction) {
                return MoneyOutcome(
                    subject: try StoredJSON.decode(Subject.self, from: answer), isReplay: true)
            }
            let subject = try decide(transaction)
            let document = try StoredJSON.encode(subject)
            try transaction.note(kind, document, in: stream, at: job.now.milliseconds, by: job.actor)
            try job.remember(document, in: transaction)
            return MoneyOutcome(subject: subject, isReplay: false)
        }
    }
}

extension CommandJob {
    /// What an institution says it paid its staff in a month, on record and in force.
    func declare(_ subsidy: StaffSubsidy, under policy: Policy, in transaction: WriteTransaction) throws {
        try transaction.note(
            "declared", try StoredJSON.encode(subsidy),
            in: JournalStream.subsidy(subsidy.institution, subsidy.period), at: now.milliseconds, by: actor,
            under: policy.id.text)
        try transaction.save(subsidy)
    }
}

extension JournalStream {
    static func payoutKeys(_ institution: InstitutionID) -> String { "payout-keys/\(institution)" }
    static func costs(_ institution: InstitutionID) -> String { "costs/\(institution)" }
}
