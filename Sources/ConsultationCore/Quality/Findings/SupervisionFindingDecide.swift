extension SupervisionFinding {
    package typealias Change = SupervisionFindingChange
    package typealias Command = SupervisionFindingCommand

    package static var stream: String { "finding" }
    package static var kind: QualityRecordKind { .supervisionFinding }
    package var key: String { id }
    package var stateName: String { state.rawValue }
    package var isClosed: Bool { state == .closed }

    /// The result, until it is uploaded.
    package var openDeadlines: [Deadline] {
        guard state == .received || state == .inRectification else { return [] }
        return [
            Deadline(
                kind: .rectificationDue, dueAt: dueAt, openedAt: openedAt,
                owner: Deadline.Owner(institution: institution, role: .qualityController),
                escalation: Deadline.Kind.rectificationDue.escalation,
                passedAt: passedDeadlines.last { $0.kind == .rectificationDue }?.at)
        ]
    }

    package init?(first event: RecordEvent<SupervisionFindingChange>) {
        guard case .received(let id, let institution, let office, let text, let dueAt) = event.change else {
            return nil
        }
        self.init(
            id: id, institution: institution, office: office, openedAt: event.at, text: text, dueAt: dueAt,
            version: 1, state: .received, stateSince: event.at, isOverdue: false, passedDeadlines: [])
    }

    package mutating func apply(_ event: RecordEvent<SupervisionFindingChange>) {
        version += 1
        switch event.change {
        case .received: return
        case .rectificationStarted(let plan):
            self.plan = plan
            state = .inRectification
        case .uploaded(let result, let late):
            self.result = result
            if late != nil { isOverdue = true }
            state = .uploaded
        case .reported(let report):
            self.report = report
            state = .reportedToLicensingAuthority
        case .closed(let conclusion):
            self.conclusion = conclusion
            state = .closed
        case .becameOverdue(_, let dueAt):
            isOverdue = true
            passedDeadlines.append(PassedDeadline(kind: .rectificationDue, dueAt: dueAt, at: event.at))
            return
        }
        stateSince = event.at
    }

    package static func decide(
        _ command: SupervisionFindingCommand, on current: SupervisionFinding?, by caller: Caller,
        at now: WallTime, under policy: Policy, facts: QualityFacts
    ) throws(Refusal) -> RecordDecision<SupervisionFindingChange> {
        let isOffice = command.action.isOffice
        guard let actor = current.map({ isOffice ? $0.office : $0.institution }) ?? command.office else {
            throw .accessDenied
        }
        try QualityGate.pass(command.action, on: current, of: actor, by: caller)
        var changes: [SupervisionFindingChange] = []
        var effects: [Effect] = []
        switch command {
        case .receive(let id, let institution, let office, let text, let dueOn):
            try QualityGate.required("/text", text)
            guard dueOn >= CivilDate(now) else { throw .fieldInvalid([FieldProblem("/dueOn", .inPast)]) }
            changes = [.received(id: id, institution, by: office, text: text, dueAt: dueOn.end)]
            effects = [Role.qualityController, .institutionAdmin].map {
                .notify(institution: institution, role: $0, notice: .findingReceived)
            }
        case .startRectification(let plan):
            try QualityGate.required("/plan", plan)
            changes = [.rectificationStarted(plan: plan)]
        case .upload(let result):
            try QualityGate.required("/result", result)
            guard let current else { break }
            let isLate = !current.isOverdue && now > current.dueAt
            let late =
                isLate
                ? Violation.rectificationOverdue(dueAt: current.dueAt, delay: now - current.dueAt) : nil
            changes = [.uploaded(result: result, late: late)]
        case .report(var report):
            try report.check(at: now)
            report.by = caller.member?.account
            changes = [.reported(report)]
        case .close(let conclusion):
            try QualityGate.required("/conclusion", conclusion)
            changes = [.closed(conclusion: conclusion)]
        case .deadlinePassed(let kind):
            guard let current, let due = try QualityGate.passed(kind, of: current, at: now) else { break }
            let violation = Violation.rectificationOverdue(dueAt: due.dueAt, delay: now - due.dueAt)
            changes = [.becameOverdue(violation, dueAt: due.dueAt)]
            effects = [
                .notify(institution: current.institution, role: .institutionAdmin, notice: .findingOverdue)
            ]
        }
        return RecordDecision(
            events: changes.map { RecordEvent(at: now, by: caller, policyVersion: policy.id, change: $0) },
            effects: effects)
    }

    /// The office closes, the institution does the rest.
    package func availableActions(for caller: Caller) -> [SupervisionFindingCommand.Action] {
        guard let member = caller.member else { return [] }
        return SupervisionFindingCommand.Action.allCases.filter { action in
            action.allowedStates.contains(stateName) && action.roles.contains(where: member.roles.contains)
                && member.institution == (action.isOffice ? office : institution)
        }
    }
}

extension SupervisionFindingCommand {
    package var office: InstitutionID? {
        if case .receive(_, _, let office, _, _) = self { office } else { nil }
    }
}
