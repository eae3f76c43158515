/// What a decision about a charge needs beside the charge.
package struct ChargeFacts: Sendable {
    package var batch: SettlementBatch.State
    package var calendar: WorkCalendar
    /// Another paper of the same institution bears this code and number already.
    package var receiptIsUsed: Bool
    /// Who issues receipts, as printed.
    package var issuer: LegalEntity?

    package init(
        batch: SettlementBatch.State, calendar: WorkCalendar, receiptIsUsed: Bool = false,
        issuer: LegalEntity? = nil
    ) {
        self.batch = batch
        self.calendar = calendar
        self.receiptIsUsed = receiptIsUsed
        self.issuer = issuer
    }
}

/// What a command about money leads to.
package struct MoneyDecision<Event: Sendable & Equatable>: Sendable, Equatable {
    package var events: [Event]
    package var postings: [Posting]

    package init(events: [Event], postings: [Posting] = []) {
        self.events = events
        self.postings = postings
    }
}

extension CaseCharge {
    /// Opens the charge with the issued report (§5.1). The fee was frozen at submit and is not above the consent.
    package static func open(
        _ opening: ChargeOpening, by caller: Caller, at now: WallTime, under policy: PolicyVersionID
    ) throws(Refusal) -> MoneyDecision<ChargeEvent> {
        // The consent covered a sum; lower or equal needs no new one (AMB-44).
        guard opening.split.fee <= opening.consented else {
            throw .feeExceedsConsent(fee: opening.split.fee, consented: opening.consented)
        }
        return MoneyDecision(events: [
            ChargeEvent(at: now, by: caller, policyVersion: policy, change: .opened(opening))
        ])
    }

    /// Decides whether a command may happen, and what follows. Reads no clock and changes nothing.
    package func decide(
        _ command: ChargeCommand, by caller: Caller, at now: WallTime, under policy: Policy,
        facts: ChargeFacts
    ) throws(Refusal) -> MoneyDecision<ChargeEvent> {
        try gate(command.action, by: caller, in: facts.batch)
        let (change, postings) = try weigh(command, by: caller, at: now, under: policy, facts: facts)
        guard let change else { return MoneyDecision(events: []) }
        return MoneyDecision(
            events: [ChargeEvent(at: now, by: caller, policyVersion: policy.id, change: change)],
            postings: postings)
    }

    private func gate(
        _ action: ChargeAction, by caller: Caller, in batch: SettlementBatch.State
    ) throws(Refusal) {
        if let member = caller.member {
            // Only the institution that took the patient's money can receipt it or give it back.
            guard member.institution == pair.inviting else {
                throw member.roles.contains(.operator) ? .operatorForbidden : .accessDenied
            }
            guard action.roles.contains(where: member.roles.contains) else {
                throw .roleRequired(action.roles)
            }
        } else if !action.roles.isEmpty {
            throw .roleRequired(action.roles)
        }
        let state = state(in: batch)
        guard action.allowedStates.contains(state) else {
            throw .chargeStateNotAllowed(action: action, state: state)
        }
    }

    private func weigh(
        _ command: ChargeCommand, by caller: Caller, at now: WallTime, under policy: Policy,
        facts: ChargeFacts
    ) throws(Refusal) -> (ChargeChange?, [Posting]) {
        switch command {
        case .issueReceipt(let given):
            let receipt = try receipt(given, by: caller, at: now, facts: facts)
            return (.receiptIssued(receipt), Ledger.paid(self, at: now))
        case .voidReceipt(let reason):
            try Self.demand(reason, at: "/reason")
            // Money asked back, or given back, rests on this receipt.
            guard !refunds.contains(where: { $0.state != .rejected }) else {
                throw .chargeStateNotAllowed(action: .voidReceipt, state: state(in: facts.batch))
            }
            return (.receiptVoided(reason: reason), Ledger.paymentVoided(self, at: now))
        case .requestRefund(let amount, let reason, let appliedAt):
            return (
                .refundRequested(
                    try refund(
                        amount, reason, appliedAt: appliedAt, by: caller, at: now, under: policy, facts: facts
                    )), []
            )
        case .approveRefund(let number):
            let refund = try pending(number, .requested, .approveRefund, facts)
            let reduction = try split.reduction(byRefund: refund.amount, after: refunded)
            return (
                .refundApproved(number, reduction),
                Ledger.takenBack(self, reduction, "refund-\(number)", at: now)
            )
        case .rejectRefund(let number, let reason):
            _ = try pending(number, .requested, .rejectRefund, facts)
            guard !reason.isBlank else { throw .refundReasonRequired }
            try Self.demand(reason, at: "/reason")
            return (.refundRejected(number, reason: reason), [])
        case .completeRefund(let number, let given):
            let refund = try pending(number, .approved, .completeRefund, facts)
            let receipt = try receipt(given, by: caller, at: now, facts: facts)
            let late = !refund.isOverdue && now > refund.dueAt ? refund.lateness(at: now) : nil
            return (.refundCompleted(number, receipt, late: late), Ledger.repaid(self, refund, at: now))
        case .markRefundOverdue:
            guard let due = openDeadlines().first,
                let refund = refunds.first(where: { $0.isRunning && !$0.isOverdue && $0.dueAt == due.dueAt })
            else { return (nil, []) }
            guard now > refund.dueAt else { throw .deadlineNotPassed(dueAt: refund.dueAt) }
            return (.refundBecameOverdue(refund.number, refund.lateness(at: now)), [])
        case .reverse(let reason):
            try Self.demand(reason, at: "/reason")
            return (.reversed(reason: reason), Ledger.takenBack(self, split.whole, "reversal", at: now))
        }
    }

    private func pending(
        _ number: Int, _ state: Refund.State, _ action: ChargeAction, _ facts: ChargeFacts
    ) throws(Refusal) -> Refund {
        guard let refund = refunds.first(where: { $0.number == number }), refund.state == state else {
            throw .chargeStateNotAllowed(action: action, state: self.state(in: facts.batch))
        }
        return refund
    }

    private func receipt(
        _ given: ReceiptNumber, by caller: Caller, at now: WallTime, facts: ChargeFacts
    ) throws(Refusal) -> FiscalReceipt {
        var problems: [FieldProblem] = []
        for (pointer, text) in [("/code", given.code), ("/number", given.number)] {
            if text.isBlank {
                problems.append(FieldProblem(pointer, .missing))
            } else if text.utf8.count > MoneyLimits.receiptBytes || !text.utf8.allSatisfy(Self.isPrinted) {
                problems.append(FieldProblem(pointer, .invalid))
            }
        }
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
        guard !facts.receiptIsUsed else { throw .receiptNumberUsed }
        guard let member = caller.member else { throw .roleRequired([.finance]) }
        return FiscalReceipt(
            code: given.code, number: given.number, issuedAt: now, issuedBy: member.account,
            entity: facts.issuer)
    }

    /// Letters, digits and hyphens: what is printed on the papers.
    private static func isPrinted(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || byte == 0x2D
    }

    private func refund(
        _ amount: Money, _ reason: Redacted<String>, appliedAt: WallTime, by caller: Caller, at now: WallTime,
        under policy: Policy, facts: ChargeFacts
    ) throws(Refusal) -> Refund {
        var problems: [FieldProblem] = []
        if reason.isBlank { problems.append(FieldProblem("/reason", .missing)) }
        if reason.value.unicodeScalars.count > MoneyLimits.reason {
            problems.append(FieldProblem("/reason", .tooLong))
        }
        // People key in days and minutes: what is before the charge by the clock may be the same visit.
        if appliedAt > now || CivilDate(appliedAt) < CivilDate(openedAt) {
            problems.append(FieldProblem("/appliedAt", .outOfRange))
        }
        if amount <= .zero { problems.append(FieldProblem("/amountFen", .outOfRange)) }
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
        guard amount <= refundable else { throw .refundExceedsPaid(paid: refundable) }
        guard refunds.count < MoneyLimits.refunds, let member = caller.member else {
            throw .fieldInvalid([FieldProblem("/amountFen", .tooMany)])
        }
        let limit = facts.calendar.day(workingDays: policy.refundWorkingDays, after: CivilDate(appliedAt))
        return Refund(
            number: refunds.count + 1, amount: amount, reason: reason, appliedAt: appliedAt,
            dueAt: limit.dueAt, unknownYears: limit.unknownYears, requestedBy: member.account)
    }

    private static func demand(_ reason: Redacted<String>, at pointer: String) throws(Refusal) {
        if reason.isBlank { throw .fieldInvalid([FieldProblem(pointer, .missing)]) }
        if reason.value.unicodeScalars.count > MoneyLimits.reason {
            throw .fieldInvalid([FieldProblem(pointer, .tooLong)])
        }
    }
}

extension Refund {
    fileprivate func lateness(at now: WallTime) -> Violation {
        .refundOverdue(dueAt: dueAt, delay: now - dueAt)
    }
}

/// Limits of what is typed about money.
package enum MoneyLimits {
    package static let receiptBytes = 32
    package static let reason = 500
    package static let refunds = 20
    package static let reference = 64
    package static let itemText = 100
    /// 1,000,000 yuan: more for one service is a slip of the keyboard.
    package static let fee = Money(fen: 100_000_000)
    /// 1,000,000,000 yuan of costs in one voucher.
    package static let cost = Money(fen: 100_000_000_000)
}
