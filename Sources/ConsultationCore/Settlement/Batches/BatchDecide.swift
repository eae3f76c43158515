/// What a decision about a batch needs beside the batch, summed by the store inside the same transaction.
package struct BatchFacts: Sendable {
    package var proof: BatchProof
    /// Cases of the batch without what closing asks for, by their printed numbers.
    package var withoutReceipt: [ConsultationNumber]
    package var withoutEvidence: [ConsultationNumber]
    package var duplicates: [ConsultationNumber]
    package var inviting: Institution?
    package var invited: Institution?
    /// The staff subsidies of both institutions for the month.
    package var subsidies: [SubsidyStanding]

    package init(
        proof: BatchProof, withoutReceipt: [ConsultationNumber] = [],
        withoutEvidence: [ConsultationNumber] = [], duplicates: [ConsultationNumber] = [],
        inviting: Institution?, invited: Institution?, subsidies: [SubsidyStanding] = []
    ) {
        self.proof = proof
        self.withoutReceipt = withoutReceipt
        self.withoutEvidence = withoutEvidence
        self.duplicates = duplicates
        self.inviting = inviting
        self.invited = invited
        self.subsidies = subsidies
    }
}

extension SettlementBatch {
    /// Opens the batch with its first line.
    package static func opened(
        _ pair: InstitutionPair, _ period: SettlementPeriod, at now: WallTime, under policy: PolicyVersionID
    ) -> BatchEvent {
        BatchEvent(
            at: now, by: .system, policyVersion: policy, change: .opened(pair: pair, period: period))
    }

    package func decide(
        _ command: BatchCommand, by caller: Caller, at now: WallTime, under policy: Policy, facts: BatchFacts
    ) throws(Refusal) -> MoneyDecision<BatchEvent> {
        try gate(command.action, by: caller)
        var postings: [Posting] = []
        let change: BatchChange
        switch command {
        case .close:
            try checkClosing(at: now, facts: facts)
            change = .closed(
                facts.proof,
                parties: [facts.inviting, facts.invited].compactMap { $0 }.map {
                    LegalEntity(of: $0, under: .telemedicine)
                })
        case .export(let file):
            change = .exported(file)
        case .pay(let transfer):
            try transfer.check(at: now)
            let amount = proof?.invited ?? .zero
            // The account may have changed since closing; never a person's (JL 42).
            try checkPayees(facts)
            change = .paid(transfer, amount: amount)
            postings = Ledger.sent(self, amount, at: now)
        case .reconcile(let transfer):
            try transfer.check(at: now)
            for standing in facts.subsidies { try standing.check() }
            change = .reconciled(transfer)
            postings = Ledger.arrived(self, proof?.invited ?? .zero, at: now)
        }
        let event = BatchEvent(at: now, by: caller, policyVersion: policy.id, change: change)
        return MoneyDecision(events: [event], postings: postings)
    }

    private func gate(_ action: BatchAction, by caller: Caller) throws(Refusal) {
        guard let member = caller.member else { throw .roleRequired([.finance]) }
        let side: PartySide
        if member.institution == pair.inviting {
            side = .inviting
        } else if member.institution == pair.invited {
            side = .invited
        } else {
            throw member.roles.contains(.operator) ? .operatorForbidden : .accessDenied
        }
        guard member.roles.contains(.finance) else { throw .roleRequired([.finance]) }
        guard action.sides.contains(side) else { throw .batchSideNotAllowed(action.sides) }
        guard action.allowedStates.contains(state) else {
            throw .batchStateNotAllowed(action: action, state: state)
        }
    }

    private func checkClosing(at now: WallTime, facts: BatchFacts) throws(Refusal) {
        guard now >= period.end else { throw .settlementPeriodRunning(until: period.end) }
        try checkPayees(facts)
        guard facts.withoutEvidence.isEmpty else { throw .noServiceEvidence }
        guard facts.duplicates.isEmpty else { throw .settlementDuplicate(facts.duplicates) }
        guard facts.withoutReceipt.isEmpty else { throw .receiptMissing(facts.withoutReceipt) }
        guard facts.proof.holds else { throw .settlementNotBalanced(difference: facts.proof.difference) }
    }

    private func checkPayees(_ facts: BatchFacts) throws(Refusal) {
        guard let inviting = facts.inviting, let invited = facts.invited else {
            throw .payeeMustBeInstitution
        }
        _ = try Ledger.payee(of: inviting)
        _ = try Ledger.payee(of: invited)
    }
}

extension BankTransfer {
    func check(at now: WallTime) throws(Refusal) {
        var problems: [FieldProblem] = []
        if reference.isBlank { problems.append(FieldProblem("/reference", .missing)) }
        if reference.unicodeScalars.count > MoneyLimits.reference {
            problems.append(FieldProblem("/reference", .tooLong))
        }
        if day > CivilDate(now) { problems.append(FieldProblem("/day", .outOfRange)) }
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
    }
}

extension SettlementBatch {
    package init?(first event: BatchEvent) {
        guard case .opened(let pair, let period) = event.change else { return nil }
        self.init(
            id: BatchID(pair, period), pair: pair, period: period, openedAt: event.at, version: 1,
            state: .open, steps: [], proof: nil, exports: [], transfer: nil, arrival: nil)
    }

    package static func replay(_ events: some Sequence<BatchEvent>) -> SettlementBatch? {
        var iterator = events.makeIterator()
        guard let first = iterator.next(), var state = SettlementBatch(first: first) else { return nil }
        while let event = iterator.next() { state.apply(event) }
        return state
    }

    package mutating func apply(_ event: BatchEvent) {
        version += 1
        switch event.change {
        case .opened: break
        case .closed(let proof, let parties):
            self.proof = proof
            self.parties = parties
            enter(.closed, event)
        case .exported(let file):
            exports.append(file)
            if state == .closed { enter(.exported, event) }
        case .paid(let transfer, _):
            self.transfer = transfer
            enter(.paid, event)
        case .reconciled(let transfer):
            arrival = transfer
            enter(.reconciled, event)
        }
    }

    private mutating func enter(_ next: State, _ event: BatchEvent) {
        state = next
        guard let member = event.by.member else { return }
        steps.append(
            BatchStep(state: next, at: event.at, by: member.account, institution: member.institution))
    }
}
