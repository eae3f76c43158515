extension OperatorServiceFee {
    /// Decides one command on a service fee. `agreement` is the one that the bill names, as decisions see it.
    package static func decide(
        _ command: ServiceFeeCommand, on current: OperatorServiceFee?, by caller: Caller, at now: WallTime,
        under policy: Policy, agreement: Agreement?, payee: Institution?
    ) throws(Refusal) -> RecordDecision<ServiceFeeChange> {
        let change: ServiceFeeChange
        if case .charge(let id, let bill) = command {
            guard current == nil else { throw .alreadyExists }
            change = try charge(id, bill, by: caller, at: now, agreement)
        } else {
            guard let current else { throw .accessDenied }
            try current.gate(command.action, by: caller)
            change = try current.change(command, at: now, payee: payee)
        }
        let event = RecordEvent(at: now, by: caller, policyVersion: policy.id, change: change)
        return RecordDecision(events: [event], effects: [])
    }

    /// What a page offers to `caller`.
    package func availableActions(for caller: Caller) -> [ServiceFeeCommand.Action] {
        ServiceFeeCommand.Action.allCases.filter { action in
            do throws(Refusal) {
                try gate(action, by: caller)
                return true
            } catch {
                return false
            }
        }
    }

    private static func charge(
        _ id: ServiceFeeID, _ bill: ServiceFeeBill, by caller: Caller, at now: WallTime,
        _ agreement: Agreement?
    ) throws(Refusal) -> ServiceFeeChange {
        guard let member = caller.member else { throw .roleRequired([.finance]) }
        guard let agreement, let platform = agreement.platformOperator, platform == member.institution else {
            throw .accessDenied
        }
        guard member.roles.contains(.finance) else { throw .roleRequired([.finance]) }
        let served =
            agreement.validFrom.start < bill.period.end
            && bill.period.start < agreement.validTo.adding(days: 1).start
        guard served, agreement.state != .draft, agreement.state != .inSignature else {
            throw .agreementNotInForce
        }
        guard let bearer = agreement.serviceFeeBearer else { throw .serviceFeeNotAgreed }
        guard now >= bill.period.end else { throw .settlementPeriodRunning(until: bill.period.end) }
        var problems: [FieldProblem] = []
        if bill.amount <= .zero || bill.amount > MoneyLimits.fee {
            problems.append(FieldProblem("/amountFen", .outOfRange))
        }
        if bill.note.unicodeScalars.count > MoneyLimits.reason {
            problems.append(FieldProblem("/note", .tooLong))
        }
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
        return .charged(id, bill, platform: platform, bearer: bearer)
    }

    private func gate(_ action: ServiceFeeCommand.Action, by caller: Caller) throws(Refusal) {
        guard let member = caller.member, parties.contains(member.institution) else { throw .accessDenied }
        guard member.roles.contains(.finance) else { throw .roleRequired([.finance]) }
        guard member.institution == (action.isOperators ? platform : bearer) else { throw .accessDenied }
        guard action.allowedStates.contains(state) else { throw .serviceFeeStateNotAllowed(state) }
    }

    private func change(
        _ command: ServiceFeeCommand, at now: WallTime, payee: Institution?
    ) throws(Refusal) -> ServiceFeeChange {
        switch command {
        case .charge: throw .alreadyExists
        case .accept: return .accepted
        case .dispute(let reason): return .disputed(reason: try Self.checked(reason))
        case .withdraw(let reason): return .withdrawn(reason: try Self.checked(reason))
        case .pay(let transfer):
            // Money goes to institutions alone (JL 42).
            guard let payee else { throw .payeeMustBeInstitution }
            _ = try Ledger.payee(of: payee)
            try transfer.check(at: now)
            return .paid(transfer)
        case .confirm(let transfer):
            try transfer.check(at: now)
            return .received(transfer)
        }
    }

    private static func checked(_ reason: String) throws(Refusal) -> String {
        guard !reason.isBlank else { throw .fieldInvalid([FieldProblem("/reason", .missing)]) }
        guard reason.unicodeScalars.count <= MoneyLimits.reason else {
            throw .fieldInvalid([FieldProblem("/reason", .tooLong)])
        }
        return reason
    }
}

extension Ledger {
    /// The entries of one change. A withdrawn fee that had been accepted is turned round, never edited.
    package static func postings(
        of change: ServiceFeeChange, before: OperatorServiceFee.State, _ fee: OperatorServiceFee,
        at now: WallTime
    ) -> [Posting] {
        typealias Line = (InstitutionID, LedgerAccount.Kind, LedgerAccount.Kind)
        let owed: [Line] = [
            (fee.bearer, .platformFeeExpense, .platformFeePayable),
            (fee.platform, .platformFeeReceivable, .platformFeeIncome),
        ]
        let (act, lines): (String, [Line]) =
            switch change {
            case .accepted: ("accepted", owed)
            case .withdrawn: before == .accepted ? ("withdrawn", owed.map { ($0.0, $0.2, $0.1) }) : ("", [])
            case .paid:
                (
                    "payment",
                    [
                        (fee.bearer, .platformFeePayable, .bank),
                        (fee.platform, .paymentInTransit, .platformFeeReceivable),
                    ]
                )
            case .received: ("arrival", [(fee.platform, .bank, .paymentInTransit)])
            case .charged, .disputed: ("", [])
            }
        let pair = InstitutionPair(inviting: fee.bearer, invited: fee.platform)
        return lines.flatMap { holder, debit, credit in
            entry(
                LedgerEntryID("service-fee/\(fee.id)/\(act)/\(holder)"), noCase, pair, holder, fee.amount,
                debit, credit, at: now)
        }
    }
}
