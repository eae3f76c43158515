package import ConsultationCore
package import Storage

extension Orchestrator {
    /// Closing, export, payment and confirmation of a batch.
    package func perform(
        _ command: BatchCommand, on id: BatchID, by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> MoneyOutcome<SettlementBatch> {
        let job = CommandJob(
            caller: signedIn.caller, actorName: signedIn.displayName, now: environment.now(),
            policies: policies, idempotency: idempotency)
        let outcome: MoneyOutcome<SettlementBatch> = try await database.write { transaction in
            if let answer = try job.storedAnswer(in: transaction) {
                return MoneyOutcome(
                    subject: try StoredJSON.decode(SettlementBatch.self, from: answer), isReplay: true)
            }
            guard let batch = try transaction.reading.scope(signedIn.member.institution).batch(id) else {
                throw CommandFault.notFound
            }
            let state = try job.decide(command, on: batch, in: transaction)
            if state.state != batch.state { try job.report(state, in: transaction) }
            try job.remember(try StoredJSON.encode(state), in: transaction)
            return MoneyOutcome(subject: state, isReplay: false)
        }
        if !outcome.isReplay {
            feed.publish(.worklist, to: [outcome.subject.pair.inviting, outcome.subject.pair.invited])
        }
        return outcome
    }

    /// A month's lines left the service as a file: who took them, and its digest (NHC-TM 四(一)4, JL 35).
    package func noteExport(
        _ file: BatchExport, of period: SettlementPeriod, by signedIn: SignedIn
    ) async throws {
        let (payload, now) = (try StoredJSON.encode(file), environment.now())
        let actor = signedIn.journalActor
        let stream = "settlement-export/\(signedIn.institution.id)/\(period)"
        try await database.write { transaction in
            try transaction.note("exported", payload, in: stream, at: now.milliseconds, by: actor)
        }
    }

    /// What the institution paid its staff in a month that is over (JL 44¶1).
    package func declareSubsidy(
        _ amount: Money, for period: SettlementPeriod, from inputs: [SubsidyInput] = [.serviceFee],
        by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> MoneyOutcome<StaffSubsidy> {
        let job = CommandJob(
            caller: signedIn.caller, actorName: signedIn.displayName, now: environment.now(),
            policies: policies, idempotency: idempotency)
        let own = signedIn.institution
        return try await database.write { transaction in
            if let answer = try job.storedAnswer(in: transaction) {
                return MoneyOutcome(
                    subject: try StoredJSON.decode(StaffSubsidy.self, from: answer), isReplay: true)
            }
            let policy = job.policies.policy(for: own.jurisdiction, at: job.now)
            let subsidy = try StaffSubsidy.declare(
                amount, for: period, retained: try transaction.reading.scope(own.id).retained(in: period),
                from: inputs, by: job.caller, at: job.now, under: policy)
            // A sheet that stands has said it, person by person (JL 43).
            let sheets = try transaction.reading.scope(own.id).payoutSheets(of: period, limit: 1)
            guard sheets.allSatisfy({ $0.state == .withdrawn }) else {
                throw Refusal.payout(.monthIssued(period))
            }
            try job.declare(subsidy, under: policy, in: transaction)
            try job.remember(try StoredJSON.encode(subsidy), in: transaction)
            return MoneyOutcome(subject: subsidy, isReplay: false)
        }
    }

    /// Adds a version to the caller's price catalogue; it is public at once (NHC-SUP 23).
    package func publishPrice(
        _ draft: PriceDraft, by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> MoneyOutcome<PriceEntry> {
        let id = PriceID(environment.newID())
        let job = CommandJob(
            caller: signedIn.caller, actorName: signedIn.displayName, now: environment.now(),
            policies: policies, idempotency: idempotency)
        let own = signedIn.member.institution
        return try await database.write { transaction in
            if let answer = try job.storedAnswer(in: transaction) {
                return MoneyOutcome(
                    subject: try StoredJSON.decode(PriceEntry.self, from: answer), isReplay: true)
            }
            let price = try PriceCatalogue.publish(
                draft, as: id, among: try transaction.reading.priceVersions(of: own), by: job.caller,
                at: job.now)
            let document = try StoredJSON.encode(price)
            try transaction.note(
                "published", document, in: JournalStream.prices(own), at: job.now.milliseconds, by: job.actor)
            try transaction.add(price)
            try job.remember(document, in: transaction)
            return MoneyOutcome(subject: price, isReplay: false)
        }
    }
}

extension CommandJob {
    func decide(
        _ command: BatchCommand, on batch: SettlementBatch, in transaction: WriteTransaction
    ) throws -> SettlementBatch {
        let reading = transaction.reading
        guard let institution = try reading.institution(batch.pair.inviting) else {
            throw CommandFault.notFound
        }
        let policy = policies.policy(for: institution.jurisdiction, at: now)
        let decision = try batch.decide(
            command, by: caller, at: now, under: policy,
            facts: try reading.facts(of: batch, for: command.action, policies, at: now))
        var state = batch
        for event in decision.events { state.apply(event) }
        try transaction.append(
            try decision.events.map { JournalDraft(kind: $0.kind, payload: try StoredJSON.encode($0)) },
            to: JournalStream.batch(batch.id), after: Int64(batch.version), at: now.milliseconds, by: actor,
            under: policy.id.text)
        try transaction.save(state)
        try post(decision.postings, in: batch.period, transaction)
        return state
    }
}

extension ReadTransaction {
    /// What the weighing of an act needs; the sums of a large batch are made for closing alone.
    func facts(
        of batch: SettlementBatch, for action: BatchAction?, _ policies: PolicyBook, at now: WallTime
    ) throws -> BatchFacts {
        let system = system
        let closes = action == .close || action == nil
        let inviting = try institution(batch.pair.inviting)
        let invited = try institution(batch.pair.invited)
        let proof: BatchProof
        if let kept = batch.proof, !closes { proof = kept } else { proof = try system.proof(of: batch) }
        return BatchFacts(
            proof: proof, withoutReceipt: closes ? try system.withoutReceipt(in: batch.id) : [],
            withoutEvidence: closes ? try system.withoutEvidence(in: batch.id) : [],
            duplicates: closes ? try system.duplicates(in: batch.id) : [], inviting: inviting,
            invited: invited,
            subsidies: try [inviting, invited].compactMap { $0 }.map {
                try subsidyStanding(of: $0, in: batch.period, policies, at: now)
            })
    }

    /// Each institution by the rules of its own province (AMB-16, AMB-27).
    func subsidyStanding(
        of institution: Institution, in period: SettlementPeriod, _ policies: PolicyBook, at now: WallTime
    ) throws -> SubsidyStanding {
        let policy = policies.policy(for: institution.jurisdiction, at: now)
        let retained = try scope(institution.id).retained(in: period)
        return SubsidyStanding(
            institution: institution.id,
            required: StaffSubsidy.required(of: retained, percent: policy.staffSubsidyMinPercent),
            declared: try system.subsidy(of: institution.id, in: period)?.amount)
    }
}
