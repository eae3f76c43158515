extension DataBreach {
    package typealias Change = DataBreachChange
    package typealias Command = DataBreachCommand

    package static var stream: String { "dataBreach" }
    package static var kind: QualityRecordKind { .dataBreach }
    package var key: String { id }
    package var stateName: String { state.rawValue }
    package var parties: [InstitutionID] { [institution] }
    package var isClosed: Bool { state == .closed }

    /// The report, until it is filed.
    package var openDeadlines: [Deadline] {
        guard state == .detected || state == .contained else { return [] }
        return [
            Deadline(
                kind: .breachReportDue, dueAt: dueAt, openedAt: told.detectedAt,
                owner: Deadline.Owner(institution: institution, role: .institutionAdmin),
                escalation: Deadline.Kind.breachReportDue.escalation,
                passedAt: passedDeadlines.last { $0.kind == .breachReportDue }?.at)
        ]
    }

    package init?(first event: RecordEvent<DataBreachChange>) {
        guard
            case .opened(let id, let institution, let told, let addressee, let name, let dueAt) = event.change
        else { return nil }
        self.init(
            id: id, institution: institution, openedAt: event.at, told: told, addressee: addressee,
            addresseeName: name, dueAt: dueAt, version: 1, state: .detected, stateSince: event.at,
            isOverdue: false, passedDeadlines: [])
    }

    package mutating func apply(_ event: RecordEvent<DataBreachChange>) {
        version += 1
        switch event.change {
        case .opened: return
        case .contained(let measures):
            self.measures = measures
            containedAt = event.at
            state = state == .reported ? .containedAndReported : .contained
        case .reported(let report, let late):
            self.report = report
            reportedAt = event.at
            if late != nil { isOverdue = true }
            state = state == .contained ? .containedAndReported : .reported
        case .closed(let summary):
            self.summary = summary
            state = .closed
        case .becameOverdue(_, let dueAt):
            isOverdue = true
            passedDeadlines.append(PassedDeadline(kind: .breachReportDue, dueAt: dueAt, at: event.at))
            return
        }
        stateSince = event.at
    }

    package static func decide(
        _ command: DataBreachCommand, on current: DataBreach?, by caller: Caller, at now: WallTime,
        under policy: Policy, facts: QualityFacts
    ) throws(Refusal) -> RecordDecision<DataBreachChange> {
        guard let institution = current?.institution ?? command.institution else { throw .accessDenied }
        try QualityGate.pass(command.action, on: current, of: institution, by: caller)
        var changes: [DataBreachChange] = []
        var notice: Effect.Notice?
        switch command {
        case .open(let id, let institution, let told):
            try told.check(at: now)
            let addressee = policy.quality.breachReportTo
            changes = [
                .opened(
                    id: id, institution, told, addressee: addressee,
                    name: addressee.name(facts), dueAt: told.detectedAt + policy.quality.breachReportDeadline)
            ]
            notice = .breachDetected
        case .contain(let measures):
            try QualityGate.required("/measures", measures)
            changes = [.contained(measures: measures)]
        case .report(var report):
            try report.check(at: now)
            report.by = caller.member?.account
            guard let current else { break }
            let isLate = !current.isOverdue && now > current.dueAt
            let late =
                isLate ? Violation.breachReportLate(dueAt: current.dueAt, delay: now - current.dueAt) : nil
            changes = [.reported(report, late: late)]
        case .close(let summary):
            try QualityGate.required("/summary", summary)
            changes = [.closed(summary: summary)]
        case .deadlinePassed(let kind):
            guard let current, let due = try QualityGate.passed(kind, of: current, at: now) else { break }
            let violation = Violation.breachReportLate(dueAt: due.dueAt, delay: now - due.dueAt)
            changes = [.becameOverdue(violation, dueAt: due.dueAt)]
            notice = .breachReportOverdue
        }
        return RecordDecision(
            events: changes.map { RecordEvent(at: now, by: caller, policyVersion: policy.id, change: $0) },
            effects: (notice.map { notice in
                [Role.institutionAdmin, .qualityController].map {
                    .notify(institution: institution, role: $0, notice: notice)
                }
            }) ?? [])
    }
}

extension DataBreachTold {
    /// More patients than this is a slip of the keyboard.
    package static let patientLimit = 100_000_000

    func check(at now: WallTime) throws(Refusal) {
        try QualityGate.all([
            detectedAt > now ? FieldProblem("/detectedAt", .outOfRange) : nil,
            items.isEmpty ? FieldProblem("/items", .missing) : nil,
            (0...Self.patientLimit).contains(patients) ? nil : FieldProblem("/patients", .outOfRange),
            Limits.required("/description", description, limit: Limits.shortText),
        ])
    }
}

extension DataBreach.Addressee {
    /// By name where the master data has one; the page says which office it is otherwise.
    func name(_ facts: QualityFacts) -> String {
        switch self {
        case .healthAuthority: facts.authority?.name ?? ""
        case .licensingAuthority: facts.institution?.licence?.authority ?? ""
        }
    }
}

extension DataBreachCommand {
    package var institution: InstitutionID? {
        if case .open(_, let institution, _) = self { institution } else { nil }
    }
}
