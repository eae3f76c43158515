extension CaseCharge {
    /// The beginning of a charge's journal; nil if its first event is not an opening.
    package init?(first event: ChargeEvent) {
        guard case .opened(let opening) = event.change else { return nil }
        self.init(
            consultation: opening.consultation, number: opening.number, pair: opening.pair,
            serviceKind: opening.serviceKind, fee: opening.split.fee, consented: opening.consented,
            split: opening.split, batch: opening.batch, openedAt: event.at, shares: opening.shares,
            version: 1, isReversed: false,
            receipts: [], refunds: [], violations: [])
    }

    package static func replay(_ events: some Sequence<ChargeEvent>) -> CaseCharge? {
        var iterator = events.makeIterator()
        guard let first = iterator.next(), var state = CaseCharge(first: first) else { return nil }
        while let event = iterator.next() { state.apply(event) }
        return state
    }

    package mutating func apply(_ event: ChargeEvent) {
        version += 1
        switch event.change {
        case .opened: break
        case .receiptIssued(let receipt): receipts.append(receipt)
        case .receiptVoided(let reason):
            guard !receipts.isEmpty else { return }
            receipts[receipts.count - 1].voidedAt = event.at
            receipts[receipts.count - 1].voidReason = reason
        case .refundRequested(let refund): refunds.append(refund)
        case .refundApproved(let number, let reduction):
            settle(number, .approved, event)
            change(number) { $0.reduction = reduction }
            if refunded == fee { isReversed = true }
        case .refundRejected(let number, let reason):
            settle(number, .rejected, event)
            change(number) { $0.rejection = reason }
        case .refundCompleted(let number, let receipt, let late):
            change(number) {
                $0.state = .completed
                $0.completedAt = event.at
                $0.receipt = receipt
                if late != nil { $0.isOverdue = true }
            }
            if let late { violations.append(late) }
        case .refundBecameOverdue(let number, let violation):
            change(number) { $0.isOverdue = true }
            violations.append(violation)
        case .reversed: isReversed = true
        }
    }

    private mutating func settle(_ number: Int, _ state: Refund.State, _ event: ChargeEvent) {
        change(number) {
            $0.state = state
            $0.decidedAt = event.at
            $0.decidedBy = event.by.member?.account
        }
    }

    private mutating func change(_ number: Int, _ body: (inout Refund) -> Void) {
        guard let index = refunds.firstIndex(where: { $0.number == number }) else { return }
        body(&refunds[index])
    }

    /// The limit of the refund that is due first, until it has been marked.
    package func openDeadlines() -> [Deadline] {
        let next = refunds.filter { $0.isRunning && !$0.isOverdue }.min { $0.dueAt < $1.dueAt }
        guard let next else { return [] }
        return [
            Deadline(
                kind: .refundDue, dueAt: next.dueAt, openedAt: next.appliedAt,
                owner: Deadline.Owner(institution: pair.inviting, role: .finance),
                escalation: Deadline.Kind.refundDue.escalation)
        ]
    }
}
