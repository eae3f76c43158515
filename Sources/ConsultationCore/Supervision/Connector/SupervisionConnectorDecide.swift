extension SupervisionConnector {
    package typealias Change = SupervisionConnectorChange
    package typealias Command = SupervisionConnectorCommand

    package static var stream: String { "connector" }
    package static var kind: QualityRecordKind { .supervisionConnector }
    package var key: String { province.text }
    package var stateName: String { state.rawValue }

    /// A day's counts are compared by the end of the next.
    package var openDeadlines: [Deadline] {
        guard state == .connected else { return [] }
        let day = nextReconciled
        return [
            Deadline(
                kind: .feedReconciliationDue, dueAt: day.adding(days: 1).end, openedAt: day.end,
                owner: Deadline.Owner(institution: institution, role: .operator),
                escalation: Deadline.Kind.feedReconciliationDue.escalation,
                passedAt: passedDeadlines.last { $0.dueAt == day.adding(days: 1).end }?.at)
        ]
    }

    /// The first day not compared yet, or given up.
    private var nextReconciled: CivilDate {
        let compared = reconciliation.map { $0.day.adding(days: 1) }
        let missed = passedDeadlines.last.map { CivilDate($0.dueAt - TimeSpan(milliseconds: 1)) }
        return ([CivilDate(stateSince)] + [compared, missed].compactMap { $0 }).max() ?? CivilDate(stateSince)
    }

    package init?(first event: RecordEvent<SupervisionConnectorChange>) {
        guard case .registered(let province, let institution, let office, let consumer) = event.change else {
            return nil
        }
        self.init(
            province: province, institution: institution, openedAt: event.at, office: office, version: 1,
            state: .notConnected, stateSince: event.at, consumer: consumer, passedDeadlines: [])
    }

    package mutating func apply(_ event: RecordEvent<SupervisionConnectorChange>) {
        version += 1
        switch event.change {
        case .registered, .mismatched: return
        case .consumerReplaced(let consumer):
            self.consumer = consumer
            testPassedAt = nil
            enter(.notConnected, at: event.at)
        case .testStarted:
            (testPassedAt, disconnection) = (nil, nil)
            enter(.testing, at: event.at)
        case .testPassed: testPassedAt = event.at
        case .connected: enter(.connected, at: event.at)
        case .disconnected(let reason):
            disconnection = SuspensionReason(text: reason, by: event.by, at: event.at)
            enter(.notConnected, at: event.at)
        case .reconciled(let day, let differences):
            reconciliation = FeedReconciliation(day: day, at: event.at, differences: differences)
        case .reconciliationMissed(let dueAt):
            passedDeadlines.append(
                PassedDeadline(kind: .feedReconciliationDue, dueAt: dueAt, at: event.at))
        }
    }

    private mutating func enter(_ next: State, at instant: WallTime) {
        (state, stateSince) = (next, instant)
    }

    package static func decide(
        _ command: SupervisionConnectorCommand, on current: SupervisionConnector?, by caller: Caller,
        at now: WallTime, under policy: Policy, facts: QualityFacts
    ) throws(Refusal) -> RecordDecision<SupervisionConnectorChange> {
        guard let actor = current?.institution ?? command.registrar else { throw .accessDenied }
        try QualityGate.pass(command.action, on: current, of: actor, by: caller)
        var effects: [Effect] = []
        var changes: [SupervisionConnectorChange]
        switch command {
        case .register(let province, let institution, let office, let consumer):
            try consumer.check()
            guard province != .national, !province.text.isBlank else {
                throw .fieldInvalid([FieldProblem("/province", .invalid)])
            }
            changes = [.registered(province, by: institution, office: office, consumer)]
        case .replaceConsumer(let consumer):
            try consumer.check()
            changes = [.consumerReplaced(consumer)]
        case .startTest: changes = [.testStarted]
        case .recordTest: changes = current?.testPassedAt == nil ? [.testPassed] : []
        case .confirm:
            guard current?.testPassedAt != nil else { throw .admission(.connectorTestMissing) }
            changes = [.connected]
        case .disconnect(let reason):
            try QualityGate.required("/reason", Redacted(reason))
            changes = [.disconnected(reason: reason)]
        case .reconcile(let day, let ours, let theirs):
            guard day < CivilDate(now) else { throw .fieldInvalid([FieldProblem("/day", .outOfRange)]) }
            let differences = FeedDifference.between(ours: ours, theirs: theirs)
            changes = [.reconciled(day, differences)]
            // Told once for each day and class, however often the day is compared.
            let known = current?.reconciliation.flatMap { $0.day == day ? $0.differences : nil } ?? []
            changes += differences.filter { !known.contains($0) }.map {
                .mismatched(.supervisionMismatch(day: day, difference: $0))
            }
        case .deadlinePassed(let kind):
            guard let current, let due = try QualityGate.passed(kind, of: current, at: now) else {
                return RecordDecision(events: [], effects: [])
            }
            changes = [.reconciliationMissed(dueAt: due.dueAt)]
            effects = [
                .notify(institution: current.institution, role: .operator, notice: .feedNotReconciled)
            ]
        }
        return RecordDecision(
            events: changes.map { RecordEvent(at: now, by: caller, policyVersion: policy.id, change: $0) },
            effects: effects)
    }
}

extension FeedConsumer {
    fileprivate func check() throws(Refusal) {
        try QualityGate.all([Limits.required("/name", Redacted(name), limit: Limits.shortText)])
    }
}

extension SupervisionConnectorCommand {
    package var registrar: InstitutionID? {
        if case .register(_, let institution, _, _) = self { institution } else { nil }
    }
}
