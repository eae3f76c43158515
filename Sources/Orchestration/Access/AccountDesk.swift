package import ConsultationCore
package import Storage

/// Accounts, roles, factors and locks, as the three administrators look after them (NHC-ID-13).
package struct AccountDesk: Sendable {
    let orchestrator: Orchestrator
    let signIn: SignInService

    package init(orchestrator: Orchestrator, signIn: SignInService) {
        self.orchestrator = orchestrator
        self.signIn = signIn
    }

    /// One account as its administrators see it.
    package struct View: Sendable {
        package let id: AccountID
        package let username: String
        package let displayName: String
        package let institution: InstitutionID
        package let institutionName: String
        package let staffNumber: String?
        package let practitioner: PractitionerID?
        package let roles: [Role]
        package let lockedUntil: WallTime?
        package let version: Int
        package let state: AccountPermissions.State
        package let proposal: AccountPermissions.Proposal?
        package let hasSecondFactor: Bool
        /// What the person who asks may do with it now.
        package let actions: [AccountCommand.Action]
    }

    package static let readers: [Role] = [.systemAdmin, .securityAdmin]

    /// The accounts that the person looks after, by sign-in name: of the own institution, of all for the operator's.
    package func accounts(
        after username: String?, limit: Int, for signedIn: SignedIn
    ) async throws -> (items: [View], next: String?) {
        try Self.require(Self.readers, signedIn)
        let member = signedIn.member
        return try await orchestrator.database.read { transaction in
            let everywhere = try transaction.operatingInstitutions().contains(member.institution)
            let found = try transaction.accounts(
                of: everywhere ? nil : member.institution, after: username, limit: limit + 1)
            let items = try found.prefix(limit).map { try transaction.view($0, for: member) }
            return (items, found.count > limit ? items.last?.username : nil)
        }
    }

    /// Where accounts may be added.
    package func institutions(for signedIn: SignedIn) async throws -> [Institution] {
        try Self.require([.systemAdmin], signedIn)
        let own = signedIn.institution
        return try await orchestrator.database.read { transaction in
            try transaction.operatingInstitutions().contains(own.id)
                ? transaction.institutions() : [own]
        }
    }

    package func account(_ id: AccountID, for signedIn: SignedIn) async throws -> View {
        try Self.require(Self.readers, signedIn)
        let member = signedIn.member
        return try await orchestrator.database.read { transaction in
            guard let account = try transaction.account(id),
                try account.institution == member.institution
                    || transaction.operatingInstitutions().contains(member.institution)
            else { throw CommandFault.notFound }
            return try transaction.view(account, for: member)
        }
    }

    /// Adds an account without any right; its roles wait for the security administrator.
    package func register(
        _ draft: AccountDraft, as id: AccountID, password: String, reason: String, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws {
        let job = orchestrator.job(signedIn, idempotency)
        let hash = try await signIn.hash(password)
        let record = AccountRecord(
            id: id, username: draft.username, institution: draft.institution,
            displayName: draft.displayName, practitioner: draft.practitioner, roles: [],
            passwordHash: hash, staffNumber: draft.staffNumber)
        _ = try await orchestrator.runRecord(
            job,
            decide: { transaction in
                let reading = transaction.reading
                guard try reading.institution(draft.institution) != nil else {
                    throw Refusal.fieldInvalid([FieldProblem("/institution", .unknownInstitution)])
                }
                guard try reading.account(username: draft.username) == nil else {
                    throw SignInFault.usernameTaken
                }
                let decision = try AccountPermissions.decide(
                    .register(draft.roles, reason: reason), on: nil,
                    facts: try reading.facts(about: record, for: job.caller), by: job.caller, at: job.now,
                    under: job.policies.policy(for: .national, at: job.now).id)
                try transaction.insertAccount(record, at: job.now)
                return RecordStep<AccountPermissions>(current: nil, decision: decision)
            })
    }

    package func perform(
        _ command: AccountCommand, on id: AccountID, expectedVersion: Int?, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws {
        let job = orchestrator.job(signedIn, idempotency)
        _ = try await orchestrator.runRecord(
            job,
            decide: { transaction in
                let reading = transaction.reading
                guard let account = try reading.account(id) else { throw CommandFault.notFound }
                let current = try reading.system.record(AccountPermissions.self, id.text)
                let decision = try AccountPermissions.decide(
                    command, on: current, facts: try reading.facts(about: account, for: job.caller),
                    by: job.caller, at: job.now,
                    under: job.policies.policy(for: .national, at: job.now).id)
                if let expectedVersion, expectedVersion != current?.version ?? 0 {
                    throw CommandFault.staleVersion(current: current?.version ?? 0)
                }
                return RecordStep<AccountPermissions>(current: current, decision: decision)
            },
            follow: { state, decision, transaction in
                for event in decision.events { try transaction.follow(event, state) }
                return []
            })
    }

    static func require(_ roles: [Role], _ signedIn: SignedIn) throws {
        guard roles.contains(where: { signedIn.member.roles.contains($0) }) else {
            throw Refusal.roleRequired(roles)
        }
    }
}

extension WriteTransaction {
    /// What a decision about an account changes outside its own journal.
    fileprivate func follow(_ event: RecordEvent<AccountChange>, _ state: AccountPermissions) throws {
        let account = state.account
        switch event.change {
        case .adopted, .registered, .rolesProposed, .rolesRejected, .proposalWithdrawn: break
        case .rolesApproved(let roles): try setRoles(roles, of: account)
        case .disabled:
            try disableAccount(account, at: event.at)
            try deleteAccess(of: account)
        case .enabled: try enableAccount(account)
        case .unlocked:
            try clearFailures(of: account)
            try countFactorFailures(0, of: account)
        case .factorReset:
            try deleteSecondFactor(of: account)
            try deleteAccess(of: account)
        }
    }
}

extension ReadTransaction {
    fileprivate func facts(about account: AccountRecord, for caller: Caller) throws -> AccountFacts {
        let operating = try operatingInstitutions()
        let role = account.roles.first(where: \.isAdministrator)
        return AccountFacts(
            account: account.id, institution: account.institution, roles: account.roles,
            isDisabled: account.isDisabled,
            rolesElsewhere: try otherAccounts(ofPersonBehind: account).flatMap(\.roles),
            callerOperates: caller.institution.map { operating.contains($0) } ?? false,
            isLastAdministrator: try role.map { role in
                try !accounts(of: account.institution).contains {
                    $0.id != account.id && !$0.isDisabled && $0.roles.contains(role)
                }
            } ?? false)
    }

    fileprivate func view(_ account: AccountRecord, for member: Caller.Member) throws -> AccountDesk.View {
        let permissions = try system.record(AccountPermissions.self, account.id.text)
        let state = permissions?.state ?? (account.isDisabled ? .disabled : .active)
        let isOwn = account.id == member.account
        return AccountDesk.View(
            id: account.id, username: account.username, displayName: account.displayName,
            institution: account.institution,
            institutionName: try institution(account.institution)?.name ?? "",
            staffNumber: account.staffNumber, practitioner: account.practitioner, roles: account.roles,
            lockedUntil: account.lockedUntil, version: permissions?.version ?? 0, state: state,
            proposal: permissions?.proposal, hasSecondFactor: try hasSecondFactor(account.id),
            actions: isOwn
                ? []
                : AccountCommand.Action.allCases.filter { action in
                    action.allowedStates.contains(state)
                        && action.roles.contains { member.roles.contains($0) }
                })
    }
}
