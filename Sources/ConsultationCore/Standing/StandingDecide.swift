extension InstitutionStanding {
    /// Decides one command on the standing of `institution`; `current` is nil before anything was recorded of it.
    package static func decide(
        _ command: StandingCommand, of institution: Institution, on current: InstitutionStanding?,
        by caller: Caller, at now: WallTime, under policy: Policy, facts: Facts,
        grounds: ActivationGrounds? = nil
    ) throws(Refusal) -> RecordDecision<StandingChange> {
        var weighing = StandingWeighing(
            institution: institution, caller: caller, now: now, policy: policy, facts: facts, grounds: grounds
        )
        if current == nil, command.action == .register { return try weighing.begin(command) }
        var standing = current
        if standing == nil {
            let change = StandingChange.recognised(
                institution.id, licenceValidTo: institution.licence?.validTo)
            let event = RecordEvent(at: now, by: caller, policyVersion: policy.id, change: change)
            standing = InstitutionStanding(first: event)
            weighing.changes = [change]
        }
        guard let standing else { throw .accessDenied }
        try weighing.gate(command.action, on: standing)
        try weighing.perform(command, on: standing)
        let events = weighing.changes.map {
            RecordEvent(at: now, by: caller, policyVersion: policy.id, change: $0)
        }
        return RecordDecision(events: events, effects: weighing.effects)
    }

    package func availableActions(for caller: Caller, of institution: Institution, authority: Institution?)
        -> [StandingCommand.Action]
    {
        guard let member = caller.member else { return [] }
        let isOwn = member.institution == self.institution
        let isAuthority = StandingWeighing.isAuthority(member, authority, over: institution)
        return StandingCommand.Action.allCases.filter { action in
            guard action.allowedStates.contains(state) else { return false }
            if action == .dismissProposal, proposal == nil { return false }
            if action == .resume, state != .suspendedReported && suspension?.isByAuthority != true {
                return false
            }
            if action == .accept { return member.roles.contains(.operator) }
            if isAuthority { return action.isForAuthority }
            return isOwn && action.roles.contains { member.roles.contains($0) }
        }
    }
}

struct StandingWeighing {
    let institution: Institution
    let caller: Caller
    let now: WallTime
    let policy: Policy
    let facts: Facts
    /// What an acceptance looks at.
    let grounds: ActivationGrounds?
    var changes: [StandingChange] = []
    var effects: [Effect] = []

    /// The health authority that supervises the institution.
    static func isAuthority(
        _ member: Caller.Member, _ own: Institution?, over institution: Institution
    ) -> Bool {
        own.map { Supervision.regulates(member, of: $0, institution) } ?? false
    }

    private var isByAuthority: Bool {
        guard let member = caller.member else { return false }
        return Self.isAuthority(member, facts.institution(member.institution), over: institution)
    }

    func gate(_ action: StandingCommand.Action, on standing: InstitutionStanding) throws(Refusal) {
        if let member = caller.member {
            if member.institution == institution.id {
                guard action.roles.contains(where: { caller.has($0) }) else {
                    throw .roleRequired(action.roles)
                }
            } else {
                let isOperator = action == .accept && caller.has(.operator)
                guard isOperator || isByAuthority && action.isForAuthority else { throw .accessDenied }
            }
        } else {
            switch action {
            case .register, .recordLicence, .propose, .deadlinePassed: break
            default: throw .roleRequired(action.roles)
            }
        }
        guard action.allowedStates.contains(standing.state) else {
            throw .standingStateNotAllowed(standing.state)
        }
    }

    mutating func perform(_ command: StandingCommand, on standing: InstitutionStanding) throws(Refusal) {
        switch command {
        case .register: throw .standingStateNotAllowed(standing.state)
        case .accept: try accept()
        case .recordLicence(let validTo):
            if standing.licenceValidTo != validTo { changes.append(.licenceRecorded(validTo: validTo)) }
        case .propose(let cause):
            guard standing.proposal != cause else { return }
            changes.append(.suspensionProposed(cause))
            tell([.qualityController], .suspensionProposed)
        case .dismissProposal(let reason):
            guard standing.proposal != nil else { throw .standingStateNotAllowed(standing.state) }
            changes.append(.proposalDismissed(reason: try required("/reason", reason)))
        case .suspend(let cause, let reason):
            stop(cause, try required("/reason", reason))
        case .fileReport(let report): try fileReport(report)
        case .resume(let evidence): try resume(evidence, standing)
        case .exit(let reason):
            changes.append(.exited(reason: try required("/reason", reason)))
            tell([.institutionAdmin, .qualityController], .institutionSuspended)
        case .deadlinePassed(let kind): try deadlinePassed(kind, standing)
        }
    }

    /// Its record begins: known, and not yet serving.
    func begin(_ command: StandingCommand) throws(Refusal) -> RecordDecision<StandingChange> {
        guard caller == .system, case .register(let validTo) = command else { throw .roleRequired([]) }
        let change = StandingChange.registered(institution.id, licenceValidTo: validTo)
        return RecordDecision(
            events: [RecordEvent(at: now, by: caller, policyVersion: policy.id, change: change)],
            effects: [])
    }

    /// Everything that is asked before the first case, or the first thing that is missing (JL 10, 13, 19).
    private mutating func accept() throws(Refusal) {
        guard let grounds else { throw .site(.notActivated(institution.id)) }
        if let obstacle = ActivationCheck.obstacles(grounds).first { throw obstacle }
        changes.append(.accepted)
        tell([.institutionAdmin, .qualityController, .invitationCoordinator], .institutionResumed)
    }

    private func required(_ pointer: String, _ text: String) throws(Refusal) -> String {
        if let problem = Limits.required(pointer, Redacted(text), limit: Limits.shortText) {
            throw .fieldInvalid([problem])
        }
        return text
    }

    /// Everything new stops with this event; the report to the licensing authority becomes a task (JL-34a, JL-34b).
    private mutating func stop(_ cause: SuspensionCause, _ reason: String) {
        changes.append(.suspended(cause, reason: reason, isByAuthority: isByAuthority))
        tell([.institutionAdmin, .qualityController, .invitationCoordinator], .institutionSuspended)
        effects.append(.publish(.institutionSuspended))
    }

    private mutating func fileReport(_ report: SuspensionReport) throws(Refusal) {
        let problems = [
            Limits.required("/number", Redacted(report.number), limit: Limits.shortText),
            Limits.required("/authority", Redacted(report.authority), limit: Limits.shortText),
            report.filedOn > CivilDate(now) ? FieldProblem("/filedOn", .outOfRange) : nil,
        ].compactMap { $0 }
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
        var filed = report
        filed.by = caller.member?.account
        changes.append(.reportFiled(filed))
        tell([.institutionAdmin, .qualityController], .suspensionReported)
    }

    /// Not before the report is filed, and by somebody who neither stopped the service nor filed it (JL-34b).
    private mutating func resume(_ evidence: String, _ standing: InstitutionStanding) throws(Refusal) {
        guard let suspension = standing.suspension else { throw .standingStateNotAllowed(standing.state) }
        if suspension.isByAuthority {
            guard isByAuthority else { throw .institutionResumeNotAllowed(.orderedByAuthority) }
        }
        guard standing.state == .suspendedReported else {
            throw .institutionResumeNotAllowed(.reportNotFiled)
        }
        let account = caller.member?.account
        guard account != suspension.by.member?.account || suspension.isByAuthority,
            account != suspension.report?.by
        else { throw .institutionResumeNotAllowed(.reviewerIsRequester) }
        if let controllers = facts.qualityControllers {
            try QualityControlStaff.demand(controllers, at: institution.id)
        }
        changes.append(.resumed(evidence: try required("/evidence", evidence)))
        tell([.institutionAdmin, .qualityController, .invitationCoordinator], .institutionResumed)
    }

    private mutating func deadlinePassed(
        _ kind: Deadline.Kind, _ standing: InstitutionStanding
    ) throws(Refusal) {
        guard let deadline = standing.openDeadlines.first(where: { $0.kind == kind }) else {
            throw .standingStateNotAllowed(standing.state)
        }
        guard deadline.hasPassed(at: now) else { throw .deadlineNotPassed(dueAt: deadline.dueAt) }
        guard deadline.passedAt == nil else { return }
        changes.append(.deadlinePassed(kind, dueAt: deadline.dueAt))
        switch kind {
        // Without a licence there is no service: at once, and without anybody's word (§5.8).
        case .licenceExpiry: stop(.otherConditionChanged, "医疗机构执业许可证已到期")
        case .suspensionReportDue:
            tell([.institutionAdmin, .qualityController], .suspensionReportOverdue)
        default: tell([.institutionAdmin, .qualityController], .licenceExpiring)
        }
    }

    private mutating func tell(_ roles: [Role], _ notice: Effect.Notice) {
        for role in roles {
            effects.append(.notify(institution: institution.id, role: role, notice: notice))
        }
    }
}
