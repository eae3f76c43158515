/// What a decision about an account takes from the world around it.
package struct AccountFacts: Sendable, Equatable {
    package var account: AccountID
    package var institution: InstitutionID
    package var roles: [Role]
    package var isDisabled: Bool
    /// Of other accounts of the same person: the same practitioner, or the same staff number there.
    package var rolesElsewhere: [Role]
    /// The asking administrator's institution operates the installation: it looks after every institution.
    package var callerOperates: Bool
    /// No other working account of this institution has this one's administrator's role.
    package var isLastAdministrator: Bool

    package init(
        account: AccountID, institution: InstitutionID, roles: [Role], isDisabled: Bool = false,
        rolesElsewhere: [Role] = [], callerOperates: Bool = false, isLastAdministrator: Bool = false
    ) {
        self.account = account
        self.institution = institution
        self.roles = roles
        self.isDisabled = isDisabled
        self.rolesElsewhere = rolesElsewhere
        self.callerOperates = callerOperates
        self.isLastAdministrator = isLastAdministrator
    }
}

extension AccountPermissions {
    package static func decide(
        _ command: AccountCommand, on current: AccountPermissions?, facts: AccountFacts, by caller: Caller,
        at now: WallTime, under policy: PolicyVersionID
    ) throws(Refusal) -> RecordDecision<AccountChange> {
        let weighing = AccountWeighing(command: command, facts: facts, caller: caller)
        try weighing.requireAdministrator()
        func event(_ change: AccountChange) -> RecordEvent<AccountChange> {
            RecordEvent(at: now, by: caller, policyVersion: policy, change: change)
        }
        if case .register(let roles, let reason) = command {
            guard current == nil else { throw .alreadyExists }
            try weighing.requireReason("/reason", reason)
            try weighing.requireGivable(roles)
            return RecordDecision(
                events: [
                    event(.registered(facts.account, facts.institution)),
                    event(.rolesProposed(roles, reason: reason)),
                ], effects: [])
        }
        var events: [RecordEvent<AccountChange>] = []
        if current == nil {
            events.append(
                event(
                    .adopted(facts.account, facts.institution, facts.roles, isDisabled: facts.isDisabled)))
        }
        guard let state = current ?? replay(events) else { throw .accessDenied }
        guard command.action.allowedStates.contains(state.state) else {
            throw .account(.stateNotAllowed(state.state))
        }
        events.append(event(try weighing.change(on: state)))
        return RecordDecision(events: events, effects: [])
    }
}

private struct AccountWeighing {
    let command: AccountCommand
    let facts: AccountFacts
    let caller: Caller

    /// The right administrator, of this institution or of the operator, and never about the own account.
    func requireAdministrator() throws(Refusal) {
        let roles = command.action.roles
        guard let member = caller.member else { throw .roleRequired(roles) }
        guard member.institution == facts.institution || facts.callerOperates else { throw .accessDenied }
        guard roles.contains(where: { member.roles.contains($0) }) else { throw .roleRequired(roles) }
        guard member.account != facts.account else { throw .account(.ownAccount) }
    }

    func requireReason(_ pointer: String, _ reason: String) throws(Refusal) {
        if let problem = Limits.required(pointer, Redacted(reason), limit: Limits.shortText) {
            throw .fieldInvalid([problem])
        }
    }

    /// Roles that this person may have at all.
    func requireGivable(_ roles: [Role]) throws(Refusal) {
        guard !roles.isEmpty else { throw .fieldInvalid([FieldProblem("/roles", .missing)]) }
        if let clash = Role.clash(in: roles + facts.rolesElsewhere) {
            throw .account(.administratorsApart(clash))
        }
        if !facts.callerOperates, let beyond = roles.first(where: \.isBeyondOwnInstitution) {
            throw .account(.roleBeyondInstitution(beyond))
        }
    }

    func change(on state: AccountPermissions) throws(Refusal) -> AccountChange {
        switch command {
        case .register: throw .alreadyExists
        case .propose(let roles, let reason):
            try requireReason("/reason", reason)
            try requireGivable(roles)
            return .rolesProposed(roles, reason: reason)
        case .withdraw: return .proposalWithdrawn
        case .approve:
            guard let proposal = state.proposal else { throw .account(.stateNotAllowed(state.state)) }
            guard proposal.by != caller.member?.account else { throw .account(.proposerMayNotApprove) }
            // Weighed again: the person may have come to another role since.
            try requireGivable(proposal.roles)
            try requireSuccessor(losing: state.roles.filter { !proposal.roles.contains($0) })
            return .rolesApproved(proposal.roles)
        case .reject(let reason):
            try requireReason("/reason", reason)
            return .rolesRejected(reason: reason)
        case .disable(let reason):
            try requireReason("/reason", reason)
            try requireSuccessor(losing: state.roles)
            return .disabled(reason: reason)
        case .enable(let reason):
            try requireReason("/reason", reason)
            if let clash = Role.clash(in: state.roles + facts.rolesElsewhere) {
                throw .account(.administratorsApart(clash))
            }
            return .enabled(reason: reason)
        case .unlock(let reason):
            try requireReason("/reason", reason)
            return .unlocked(reason: reason)
        case .resetFactor(let reason):
            try requireReason("/reason", reason)
            return .factorReset(reason: reason)
        }
    }

    /// Without anybody in the role nothing could ever be put right again.
    private func requireSuccessor(losing roles: [Role]) throws(Refusal) {
        if facts.isLastAdministrator, let role = roles.first(where: \.isAdministrator) {
            throw .account(.lastAdministrator(role))
        }
    }
}
