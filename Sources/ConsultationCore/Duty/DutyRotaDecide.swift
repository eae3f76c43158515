/// What a decision about a rota needs beside it.
package struct DutyFacts: Sendable, Equatable {
    package var institutions: [Institution]
    package var practitioners: [Practitioner]
    package var agreement: Agreement?
    /// When each person on duty was last seen.
    package var presences: [DutyPresence]

    package init(
        institutions: [Institution] = [], practitioners: [Practitioner] = [], agreement: Agreement? = nil,
        presences: [DutyPresence] = []
    ) {
        self.institutions = institutions
        self.practitioners = practitioners
        self.agreement = agreement
        self.presences = presences
    }
}

extension DutyRota {
    /// Decides one command. The policy is the strictest of the agreement's parties: an agreement with a hospital in
    /// Jilin follows Jilin (JL 24).
    package static func decide(
        _ command: DutyRotaCommand, on current: DutyRota?, by caller: Caller, at now: WallTime,
        under policy: Policy, facts: DutyFacts
    ) throws(Refusal) -> RecordDecision<DutyRotaChange> {
        if case .draft(let opening) = command {
            guard current == nil else { throw .alreadyExists }
            return try draft(opening, by: caller, at: now, under: policy, facts: facts)
        }
        guard let current else { throw .accessDenied }
        var weighing = DutyWeighing(rota: current, caller: caller, now: now, policy: policy, facts: facts)
        try weighing.gate(command.action)
        try weighing.perform(command)
        return weighing.decision
    }

    private static func draft(
        _ opening: DutyRotaOpening, by caller: Caller, at now: WallTime, under policy: Policy,
        facts: DutyFacts
    ) throws(Refusal) -> RecordDecision<DutyRotaChange> {
        guard let member = caller.member, DutyRotaAction.draft.roles.contains(where: caller.has) else {
            throw .roleRequired(DutyRotaAction.draft.roles)
        }
        guard let agreement = facts.agreement, agreement.id == opening.agreement,
            agreement.parties.contains(member.institution)
        else { throw .accessDenied }
        guard opening.serviceKind.isDiagnosis,
            agreement.diagnosisWorkflows?.contains(where: { $0.serviceKind == opening.serviceKind }) ?? false
        else { throw .diagnosisClauseMissing([opening.serviceKind]) }
        try DutyWeighing.check(opening.period, opening.shifts)
        let event = RecordEvent(
            at: now, by: caller, policyVersion: policy.id,
            change: DutyRotaChange.drafted(
                opening, institution: member.institution,
                served: agreement.parties.filter { $0 != member.institution }))
        return RecordDecision(events: [event], effects: [])
    }

    package func availableActions(for caller: Caller) -> [DutyRotaAction] {
        guard caller.institution == institution else { return [] }
        return DutyRotaAction.allCases.filter {
            $0.allowedStates.contains(state) && $0.roles.contains(where: caller.has)
        }
    }
}

struct DutyWeighing {
    let rota: DutyRota
    let caller: Caller
    let now: WallTime
    let policy: Policy
    let facts: DutyFacts

    var changes: [DutyRotaChange] = []
    var effects: [Effect] = []

    var decision: RecordDecision<DutyRotaChange> {
        let events = changes.map { RecordEvent(at: now, by: caller, policyVersion: policy.id, change: $0) }
        return RecordDecision(events: events, effects: effects)
    }

    func gate(_ action: DutyRotaAction) throws(Refusal) {
        if let member = caller.member {
            guard member.institution == rota.institution else { throw .accessDenied }
            guard action.roles.contains(where: caller.has) else { throw .roleRequired(action.roles) }
        } else if !action.roles.isEmpty {
            throw .roleRequired(action.roles)
        }
        guard action.allowedStates.contains(rota.state) else { throw .rotaStateNotAllowed(rota.state) }
    }

    mutating func perform(_ command: DutyRotaCommand) throws(Refusal) {
        switch command {
        case .draft: throw .alreadyExists
        case .plan(let period, let shifts):
            try Self.check(period, shifts)
            changes.append(.planned(period, shifts))
        case .publish: try publish()
        case .withdraw(let reason):
            if let problem = Limits.required("/reason", Redacted(reason), limit: Limits.shortText) {
                throw .fieldInvalid([problem])
            }
            changes.append(.withdrawn(reason: reason))
            if rota.state == .published { tell([.invitationCoordinator, .qualityController], .rotaEnded) }
        case .deadlinePassed(let kind): try deadlinePassed(kind)
        }
    }

    static func check(_ period: DutyPeriod, _ shifts: [DutyShift]) throws(Refusal) {
        var problems: [FieldProblem] = []
        if period.last < period.first { problems.append(FieldProblem("/to", .endsBeforeStart)) }
        if period.days > DutyLimits.days { problems.append(FieldProblem("/to", .outOfRange)) }
        if shifts.count > DutyLimits.shifts { problems.append(FieldProblem("/shifts", .tooMany)) }
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
        for (index, shift) in shifts.enumerated() {
            let pointer = "/shifts/\(index)"
            if shift.end <= shift.start {
                problems.append(FieldProblem("\(pointer)/end", .endsBeforeStart))
            } else if shift.end - shift.start > DutyLimits.shiftLength {
                problems.append(FieldProblem("\(pointer)/end", .outOfRange))
            }
            if shift.end <= period.start || shift.start >= period.end {
                problems.append(FieldProblem("\(pointer)/start", .outOfRange))
            }
            if shift.practitioners.isEmpty {
                problems.append(FieldProblem("\(pointer)/practitionerIds", .missing))
            } else if shift.practitioners.count > DutyLimits.practitioners {
                problems.append(FieldProblem("\(pointer)/practitionerIds", .tooMany))
            }
            if problems.count >= 20 { break }
        }
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
    }

    /// Every minute of every day of the period, and nobody on it who may not sign the kind (JL 24, AMB-50).
    private mutating func publish() throws(Refusal) {
        guard let institution = facts.institutions.first(where: { $0.id == rota.institution }) else {
            throw .accessDenied
        }
        try Standing.check(institution, at: now, under: policy)
        guard let agreement = facts.agreement, agreement.state == .inForce,
            agreement.validFrom <= rota.period.last, rota.period.first <= agreement.validTo
        else { throw .agreementNotInForce }
        guard rota.period.end > now else { throw .fieldInvalid([FieldProblem("/to", .inPast)]) }
        let scope = DiagnosisScope(rota.serviceKind)
        for shift in rota.shifts {
            for id in shift.practitioners {
                guard let person = facts.practitioners.first(where: { $0.id == id }) else {
                    throw .practitionerNotRegisteredHere(id)
                }
                let against = Qualification.refusals(
                    of: person, signing: scope, at: rota.institution, on: CivilDate(shift.start),
                    under: policy)
                if let first = against.first { throw first }
            }
        }
        if policy.dutyRotaEveryHour {
            let gaps = rota.gaps
            guard gaps.isEmpty else { throw .rotaCoverageGap(gaps) }
        }
        changes.append(.published(unattendedAfter: policy.dutyUnattendedAfter))
        tell([.invitationCoordinator], .rotaPublished)
        for party in rota.served {
            effects.append(
                .notify(institution: party, role: .invitationCoordinator, notice: .rotaPublished))
        }
    }

    private mutating func deadlinePassed(_ kind: Deadline.Kind) throws(Refusal) {
        guard let deadline = rota.openDeadlines.first(where: { $0.kind == kind }) else {
            throw .rotaStateNotAllowed(rota.state)
        }
        guard deadline.hasPassed(at: now) else { throw .deadlineNotPassed(dueAt: deadline.dueAt) }
        switch kind {
        case .dutyWatch: try watch()
        case .dutyRotaEnd:
            changes.append(.ended)
            tell([.invitationCoordinator, .qualityController], .rotaEnded)
        default:
            changes.append(.deadlinePassed(kind, dueAt: deadline.dueAt))
            tell([.invitationCoordinator, .institutionAdmin], .rotaEnding)
        }
    }

    /// Nobody seen for longer than the limit is a breach, once for each absence (JL 24). While somebody is there
    /// nothing is written; the next look is when that could have changed.
    private mutating func watch() throws(Refusal) {
        let last = rota.lastSeen(facts.presences, at: now)
        if let since = rota.unattendedSince {
            guard last > since, now - last <= rota.unattendedAfter else {
                throw .deadlineNotPassed(dueAt: now + rota.unattendedAfter)
            }
            changes.append(.attendedAgain(at: last))
            return
        }
        guard now - last > rota.unattendedAfter else {
            throw .deadlineNotPassed(dueAt: last + rota.unattendedAfter)
        }
        // Only time that the plan covers is missed; elsewhere the plan itself is what was agreed.
        guard rota.shifts.contains(where: { $0.contains(now) }) else {
            throw .deadlineNotPassed(dueAt: now + rota.unattendedAfter)
        }
        let violation = Violation.rotaUnattended(since: last, length: now - last)
        changes.append(.becameUnattended(since: last))
        changes.append(.violationRaised(violation))
        for party in rota.parties { effects.append(.reportViolation(violation, to: party)) }
        tell([.qualityController, .invitationCoordinator], .diagnosisUnattended)
        for person in rota.queue(at: now).onDuty {
            effects.append(.notifyPractitioner(person, notice: .diagnosisUnattended))
        }
    }

    private mutating func tell(_ roles: [Role], _ notice: Effect.Notice) {
        for role in roles {
            effects.append(.notify(institution: rota.institution, role: role, notice: notice))
        }
    }
}
