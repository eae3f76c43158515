extension Asset {
    /// Who keeps the register and its plans; the keeper of a thing records what was done to it.
    package static let managers: [Role] = [.operator, .institutionAdmin, .qualityController]

    package static func decide(
        _ command: AssetCommand, on current: Asset?, by caller: Caller, at now: WallTime,
        under policy: Policy, facts: QualityFacts
    ) throws(Refusal) -> RecordDecision<AssetChange> {
        guard let institution = current?.institution ?? command.institution else { throw .accessDenied }
        try QualityGate.pass(command.action, on: current, of: institution, by: caller)
        let days = policy.quality.maintenanceReminderDays
        let change: AssetChange
        var effects: [Effect] = []
        switch command {
        case .register(let id, let institution, let told, let plan):
            try QualityGate.all(told.problems(at: now, facts) + plan.problems(since: told.inServiceSince))
            change = .registered(id: id, institution, told, plan: plan, reminderDays: days)
        case .amend(let told):
            try QualityGate.all(told.problems(at: now, facts))
            change = .amended(told)
        case .plan(let plan):
            guard let current else { throw .accessDenied }
            try QualityGate.all(plan.problems(since: current.told.inServiceSince))
            change = .planned(plan, reminderDays: days)
        case .record(let report):
            guard let current, let member = caller.member, current.mayRecord(member) else {
                throw .accessDenied
            }
            try report.check(of: current, at: now)
            change = .recorded(WorkDone(report, recordedAt: now, recordedBy: member.account))
            if !report.isPassed { effects = current.notices(.assetDefective, to: [.operator]) }
        case .takeOut(let reason):
            try QualityGate.required("/reason", reason)
            change = .takenOut(reason: reason)
        case .putBack(let reason):
            try QualityGate.required("/reason", reason)
            guard current?.failed.isEmpty != false else {
                throw .asset(.workFailed(current?.failed.map(\.work) ?? []))
            }
            change = .putBack(reason: reason)
        case .retire(let reason):
            try QualityGate.required("/reason", reason)
            change = .retired(reason: reason)
        case .deadlinePassed(let kind):
            guard let current, let due = try QualityGate.passed(kind, of: current, at: now) else {
                return RecordDecision(events: [], effects: [])
            }
            (change, effects) = current.passed(due, at: now)
        }
        return RecordDecision(
            events: [RecordEvent(at: now, by: caller, policyVersion: policy.id, change: change)],
            effects: effects)
    }

    /// The keeper and who answers for equipment and quality are told, once a due day.
    private func passed(_ due: Deadline, at now: WallTime) -> (AssetChange, [Effect]) {
        guard due.kind == .maintenanceDue else {
            // A plan made late: the limit itself speaks for it.
            let announced = dueDays.filter { $0.on.adding(days: -reminderDays).start == due.dueAt }
            let isTooLate = announced.allSatisfy { $0.on.end < now }
            return (
                .reminded(dueAt: due.dueAt),
                isTooLate ? [] : notices(.maintenanceComing, to: [.operator])
            )
        }
        let works = dueDays.filter { $0.on.end == due.dueAt }.map(\.work)
        return (
            .becameOverdue(
                works: works, .maintenanceOverdue(dueAt: due.dueAt, delay: now - due.dueAt), dueAt: due.dueAt),
            notices(.maintenanceOverdue, to: [.operator, .qualityController, .institutionAdmin])
        )
    }

    private func notices(_ notice: Effect.Notice, to roles: [Role]) -> [Effect] {
        let keeper: Effect =
            switch told.keeper {
            case .account(let account): .notifyAccount(account, of: institution, notice: notice)
            case .practitioner(let practitioner): .notifyPractitioner(practitioner, notice: notice)
            }
        return [keeper] + roles.map { .notify(institution: institution, role: $0, notice: notice) }
    }

    func mayRecord(_ member: Caller.Member) -> Bool {
        Self.managers.contains(where: member.roles.contains) || told.keeper.isSame(as: member)
    }

    package func availableActions(for caller: Caller) -> [AssetCommand.Action] {
        guard let member = caller.member, member.institution == institution else { return [] }
        return AssetCommand.Action.allCases.filter { action in
            guard action.allowedStates.contains(stateName) else { return false }
            return switch action {
            case .record: mayRecord(member)
            case .putBack: failed.isEmpty && action.roles.contains(where: member.roles.contains)
            default: action.roles.contains(where: member.roles.contains)
            }
        }
    }
}

extension AssetTold {
    fileprivate func problems(at now: WallTime, _ facts: QualityFacts) -> [FieldProblem?] {
        [
            Limits.required("/name", Redacted(name), limit: Limits.reference),
            Limits.problem("/maker", maker.map { Redacted($0) }, limit: Limits.reference),
            Limits.problem("/model", model.map { Redacted($0) }, limit: Limits.reference),
            Limits.problem("/serial", serial.map { Redacted($0) }, limit: Limits.reference),
            Limits.required("/place", Redacted(place), limit: Limits.reference),
            inServiceSince > CivilDate(now) ? FieldProblem("/inServiceSince", .outOfRange) : nil,
            facts.isKeeperKnown ? nil : FieldProblem("/keeper", .unknownPractitioner),
        ]
    }
}

extension [PlannedWork] {
    /// Each kind of work stands once; nothing is due before there was anything to work on.
    fileprivate func problems(since first: CivilDate) -> [FieldProblem?] {
        enumerated().flatMap { index, planned -> [FieldProblem?] in
            [
                prefix(index).contains { $0.work == planned.work }
                    ? FieldProblem("/plan/\(index)/work", .invalid) : nil,
                (1...PlannedWork.longestInterval).contains(planned.everyMonths)
                    ? nil : FieldProblem("/plan/\(index)/everyMonths", .outOfRange),
                planned.firstDueOn < first
                    || planned.firstDueOn > first.adding(months: 10 * PlannedWork.longestInterval)
                    ? FieldProblem("/plan/\(index)/firstDueOn", .outOfRange) : nil,
            ]
        }
    }
}

extension WorkReport {
    fileprivate func check(of asset: Asset, at now: WallTime) throws(Refusal) {
        try QualityGate.all([
            doneOn > CivilDate(now) || doneOn < asset.told.inServiceSince
                ? FieldProblem("/doneOn", .outOfRange) : nil,
            Limits.required("/by", Redacted(by), limit: Limits.reference),
            // What was wrong is what the next one must know.
            isPassed
                ? Limits.problem("/note", note, limit: Limits.shortText)
                : Limits.required("/note", note ?? "", limit: Limits.shortText),
        ])
    }
}
