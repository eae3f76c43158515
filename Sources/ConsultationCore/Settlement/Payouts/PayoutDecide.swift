extension PayoutSheet {
    /// Makes the sheet of a month that is over. Months go in order: what a later one takes back must have been paid.
    /// - Parameters:
    ///   - standing: the last month for which a sheet stands.
    ///   - booked: what the institution's own book says it kept in the month.
    package static func issue(
        _ id: PayoutSheetID, for period: SettlementPeriod, _ reckoning: PayoutReckoning,
        standing: SettlementPeriod?, booked: Money, by caller: Caller, at now: WallTime, under policy: Policy
    ) throws(Refusal) -> RecordDecision<PayoutChange> {
        let member = try PayoutGate.finance(caller)
        guard now >= period.end else { throw .settlementPeriodRunning(until: period.end) }
        if let standing, standing >= period { throw .payout(.monthIssued(standing)) }
        if let day = reckoning.withoutKey { throw .payout(.keyMissing(on: day)) }
        guard reckoning.withoutPerson.isEmpty else {
            throw .payout(.personMissing(reckoning.withoutPerson))
        }
        guard booked == reckoning.retained else {
            throw .settlementNotBalanced(difference: reckoning.retained - booked)
        }
        let event = RecordEvent(
            at: now, by: caller, policyVersion: policy.id,
            change: PayoutChange.issued(id, member.institution, period, PayoutFigures(of: reckoning)))
        return RecordDecision(events: [event], effects: [])
    }

    /// - Parameter isLast: no sheet of a later month stands.
    package func decide(
        _ command: PayoutCommand, isLast: Bool, by caller: Caller, at now: WallTime, under policy: Policy
    ) throws(Refusal) -> RecordDecision<PayoutChange> {
        try gate(command.action, by: caller)
        let change: PayoutChange
        switch command {
        case .withdraw(let reason):
            guard isLast else { throw .payout(.monthIssued(period)) }
            try PayoutGate.demand(reason, at: "/reason")
            change = .withdrawn(reason: reason)
        case .recordPayment(let transfer):
            try transfer.check(at: now)
            change = .paid(transfer)
        }
        return RecordDecision(
            events: [RecordEvent(at: now, by: caller, policyVersion: policy.id, change: change)], effects: [])
    }

    package func availableActions(for caller: Caller) -> [PayoutCommand.Action] {
        PayoutCommand.Action.allCases.filter { action in
            do throws(Refusal) {
                try gate(action, by: caller)
                return true
            } catch {
                return false
            }
        }
    }

    private func gate(_ action: PayoutCommand.Action, by caller: Caller) throws(Refusal) {
        let member = try PayoutGate.finance(caller)
        guard member.institution == institution else { throw .accessDenied }
        guard action.allowedStates.contains(state) else { throw .payout(.stateNotAllowed(state)) }
    }
}

extension StaffSubsidy {
    /// A month's subsidy as its pay-out sheet says: the sheet takes the place of a figure typed by hand.
    package static func declared(
        by sheet: PayoutFigures, for period: SettlementPeriod, _ caller: Caller, at now: WallTime,
        under policy: Policy
    ) throws(Refusal) -> StaffSubsidy {
        try declare(
            max(.zero, sheet.total), for: period, retained: sheet.retained, by: caller, at: now, under: policy
        )
    }

    /// The sheet behind it was withdrawn: nothing is declared until there is another.
    package func withdrawn(at now: WallTime, by account: AccountID) -> StaffSubsidy {
        StaffSubsidy(
            institution: institution, period: period, retained: retained, amount: .zero, at: now, by: account)
    }
}
