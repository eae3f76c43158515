package import ConsultationCore
package import Storage

/// What a command about money led to.
package struct MoneyOutcome<Subject: Codable & Sendable>: Sendable {
    package let subject: Subject
    package let isReplay: Bool
}

extension Orchestrator {
    /// A command of the finance office about one charge.
    package func perform(
        _ command: ChargeCommand, on id: ConsultationID, by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> MoneyOutcome<CaseCharge> {
        let job = CommandJob(
            caller: signedIn.caller, actorName: signedIn.displayName, now: environment.now(),
            policies: policies, idempotency: idempotency)
        let calendar = calendar
        return try await database.write { transaction in
            if let answer = try job.storedAnswer(in: transaction) {
                return MoneyOutcome(
                    subject: try StoredJSON.decode(CaseCharge.self, from: answer), isReplay: true)
            }
            guard
                let charge = try transaction.reading.scope(signedIn.member.institution).charge(id)
            else { throw CommandFault.notFound }
            let state = try job.decide(command, on: charge, calendar, in: transaction)
            try job.remember(try StoredJSON.encode(state), in: transaction)
            return MoneyOutcome(subject: state, isReplay: false)
        }
    }

    /// The limit of a refund passed (SC 32): on record, and still to be completed.
    func markRefundOverdue(on id: ConsultationID) async throws {
        let job = CommandJob(
            caller: .system, actorName: JournalActor.system.name, now: environment.now(), policies: policies,
            idempotency: nil)
        let calendar = calendar
        let charge = try await database.write { transaction in
            guard let charge = try transaction.reading.system.charge(id) else { throw CommandFault.notFound }
            return try job.decide(.markRefundOverdue, on: charge, calendar, in: transaction)
        }
        feed.publish(.worklist, to: [charge.pair.inviting])
    }
}

extension CommandJob {
    func decide(
        _ command: ChargeCommand, on charge: CaseCharge, _ calendar: WorkCalendar,
        in transaction: WriteTransaction
    ) throws -> CaseCharge {
        let reading = transaction.reading
        guard let own = try reading.system.batch(charge.batch),
            let institution = try reading.institution(charge.pair.inviting)
        else { throw StorageError.unreadable(table: "settlement_batches", key: charge.batch.text) }
        let policy = policies.policy(for: institution.jurisdiction, at: now)
        let paper = command.receipt
        let decision = try charge.decide(
            command, by: caller, at: now, under: policy,
            facts: ChargeFacts(
                batch: own.state, calendar: calendar,
                receiptIsUsed: try paper.map { try reading.isUsed($0, by: charge.pair.inviting) } ?? false,
                issuer: LegalEntity(of: institution, under: .telemedicine)))
        // Nothing to do: the limit was marked already.
        guard !decision.events.isEmpty else {
            try transaction.follow(charge.openDeadlines(), of: JournalStream.charge(charge.consultation))
            return charge
        }
        let batch =
            decision.takesBack
            ? try openBatch(of: charge.pair, under: policy, in: transaction) : own
        let pairs = try pairBatches(of: charge, whenTakingBack: decision.takesBack, policy, transaction)
        let state = try write(
            decision, on: charge, charge.consultation, in: batch, transaction, batches: pairs)
        if let paper {
            try transaction.use(paper, of: charge.pair.inviting, for: charge.consultation, at: now)
        }
        for event in decision.events {
            if charge.shares == nil {
                try takeBackLine(of: event, charge, batch, policy, transaction)
            } else {
                try takeBackLines(of: event, charge, pairs, policy, transaction)
            }
        }
        return state
    }

    /// The open batch of each pair of a team's charge.
    private func pairBatches(
        of charge: CaseCharge, whenTakingBack takesBack: Bool, _ policy: Policy,
        _ transaction: WriteTransaction
    ) throws -> [InstitutionID: SettlementBatch] {
        guard takesBack else { return [:] }
        var batches: [InstitutionID: SettlementBatch] = [:]
        for share in charge.shares ?? [] {
            let pair = InstitutionPair(inviting: charge.pair.inviting, invited: share.part.institution)
            batches[share.part.institution] = try openBatch(of: pair, under: policy, in: transaction)
        }
        return batches
    }

    private func takeBackLines(
        of event: ChargeEvent, _ charge: CaseCharge, _ batches: [InstitutionID: SettlementBatch],
        _ policy: Policy, _ transaction: WriteTransaction
    ) throws {
        let (act, kind, amount): (String, SettlementLineRow.Kind, Money)
        switch event.change {
        case .refundApproved(let number, let reduction):
            (act, kind, amount) = ("refund-\(number)", .refund, reduction.total)
        case .reversed: (act, kind, amount) = ("reversal", .reversal, charge.split.whole.total)
        default: return
        }
        for (share, back) in charge.reductions(of: amount, after: charge.refunded) {
            let institution = share.part.institution
            guard let batch = batches[institution],
                var line = try transaction.reading.chargeLine(
                    of: charge.consultation, Ledger.act("billable", institution))
            else { throw StorageError.unreadable(table: "settlement_lines", key: charge.consultation.text) }
            line.entry = "\(charge.consultation)/\(Ledger.act(act, institution))"
            line.kind = kind
            (line.batch, line.period, line.at) = (batch.id, batch.period.text, now)
            line.fee = .zero - back.fee
            line.invitingShare = .zero - back.inviting
            line.invitedShare = .zero - back.invited
            line.ruleVersion = policy.id.text
            try transaction.insert(line)
        }
    }

    /// A correction is a line of its own in the batch that is open now; the line it corrects stays as it is.
    private func takeBackLine(
        of event: ChargeEvent, _ charge: CaseCharge, _ batch: SettlementBatch, _ policy: Policy,
        _ transaction: WriteTransaction
    ) throws {
        let (act, kind, back): (String, SettlementLineRow.Kind, SplitReduction)
        switch event.change {
        case .refundApproved(let number, let reduction):
            (act, kind, back) = ("refund-\(number)", .refund, reduction)
        case .reversed: (act, kind, back) = ("reversal", .reversal, charge.split.whole)
        default: return
        }
        guard var line = try transaction.reading.chargeLine(of: charge.consultation) else {
            throw StorageError.unreadable(table: "settlement_lines", key: charge.consultation.text)
        }
        line.entry = "\(charge.consultation)/\(act)"
        line.kind = kind
        (line.batch, line.period, line.at) = (batch.id, batch.period.text, now)
        line.fee = .zero - back.total
        line.invitingShare = .zero - back.inviting
        line.invitedShare = .zero - back.invited
        line.ruleVersion = policy.id.text
        try transaction.insert(line)
    }
}

extension ChargeCommand {
    fileprivate var receipt: ReceiptNumber? {
        switch self {
        case .issueReceipt(let number), .completeRefund(_, let number): number
        default: nil
        }
    }
}

extension MoneyDecision<ChargeEvent> {
    /// Whether shares change with it, which needs a line.
    fileprivate var takesBack: Bool {
        events.contains { event in
            switch event.change {
            case .refundApproved, .reversed: true
            default: false
            }
        }
    }
}
