extension Complaint {
    package typealias Change = ComplaintChange
    package typealias Command = ComplaintCommand

    package static var stream: String { "complaint" }
    package static var kind: QualityRecordKind { .complaint }
    package var key: String { receipt }
    package var stateName: String { state.rawValue }
    package var parties: [InstitutionID] { [institution] }
    package var isClosed: Bool { state == .closed }

    /// The first answer, and nothing after it.
    package var openDeadlines: [Deadline] {
        guard state == .received || state == .inHandling else { return [] }
        return [
            Deadline(
                kind: .complaintAnswerDue, dueAt: dueAt, openedAt: openedAt,
                owner: Deadline.Owner(institution: institution, role: .qualityController),
                escalation: Deadline.Kind.complaintAnswerDue.escalation,
                passedAt: passedDeadlines.last { $0.kind == .complaintAnswerDue }?.at)
        ]
    }

    package init?(first event: RecordEvent<ComplaintChange>) {
        guard
            case .received(
                let receipt, let institution, let told, let secretHash, let dueAt, let entities) =
                event.change
        else { return nil }
        self.init(
            receipt: receipt, institution: institution, openedAt: event.at, told: told,
            secretHash: secretHash, dueAt: dueAt, entities: entities, version: 1, state: .received,
            stateSince: event.at,
            answers: [], isOverdue: false, passedDeadlines: [])
    }

    package mutating func apply(_ event: RecordEvent<ComplaintChange>) {
        version += 1
        switch event.change {
        case .received: return
        case .taken(let handler):
            self.handler = handler
            state = .inHandling
        case .answered(let text, let late):
            answers.append(ComplaintAnswer(text: text, at: event.at))
            if late != nil { isOverdue = true }
            state = .answered
        case .closed(let outcome):
            self.outcome = outcome
            state = .closed
        case .becameOverdue(_, let dueAt):
            isOverdue = true
            passedDeadlines.append(PassedDeadline(kind: .complaintAnswerDue, dueAt: dueAt, at: event.at))
            return
        }
        stateSince = event.at
    }

    package static func decide(
        _ command: ComplaintCommand, on current: Complaint?, by caller: Caller, at now: WallTime,
        under policy: Policy, facts: QualityFacts
    ) throws(Refusal) -> RecordDecision<ComplaintChange> {
        guard let institution = current?.institution ?? command.institution else { throw .accessDenied }
        try QualityGate.pass(command.action, on: current, of: institution, by: caller)
        var changes: [ComplaintChange] = []
        var notice: Effect.Notice?
        switch command {
        case .receive(let receipt, let institution, let told, let secretHash):
            try told.check()
            let limit = facts.calendar.day(
                workingDays: policy.quality.complaintAnswerWorkingDays, after: CivilDate(now))
            changes = [
                .received(
                    receipt: receipt, institution, told, secretHash: secretHash, dueAt: limit.dueAt,
                    entities: facts.institution.map(LegalEntity.all(of:)))
            ]
            notice = .complaintReceived
        case .take:
            guard let member = caller.member else { throw .roleRequired(command.action.roles) }
            changes = [.taken(ComplaintHandler(account: member.account, at: now))]
        case .answer(let text):
            try QualityGate.required("/text", text)
            guard let current, current.answers.count < Complaint.answerLimit else {
                throw .fieldInvalid([FieldProblem("/text", .tooMany)])
            }
            let isLate = current.answers.isEmpty && !current.isOverdue && now > current.dueAt
            let late =
                isLate ? Violation.complaintAnswerLate(dueAt: current.dueAt, delay: now - current.dueAt) : nil
            changes = [.answered(text, late: late)]
        case .close(let outcome):
            try QualityGate.required("/outcome", outcome)
            changes = [.closed(outcome: outcome)]
        case .deadlinePassed(let kind):
            guard let current, let due = try QualityGate.passed(kind, of: current, at: now) else { break }
            let violation = Violation.complaintAnswerLate(dueAt: due.dueAt, delay: now - due.dueAt)
            changes = [.becameOverdue(violation, dueAt: due.dueAt)]
            notice = .complaintOverdue
        }
        return RecordDecision(
            events: changes.map { RecordEvent(at: now, by: caller, policyVersion: policy.id, change: $0) },
            effects: (notice.map { notice in
                [Role.qualityController, .institutionAdmin].map {
                    .notify(institution: institution, role: $0, notice: notice)
                }
            }) ?? [])
    }

    /// Answers to one complaint; more is a conversation for the telephone.
    package static let answerLimit = 20
}

extension ComplaintTold {
    func check() throws(Refusal) {
        try QualityGate.all([
            Limits.required("/text", text, limit: Limits.shortText),
            Limits.problem("/contact", contact, limit: 100),
            Limits.problem("/caseNumber", caseNumber.map { Redacted($0) }, limit: 64),
        ])
    }
}

extension ComplaintCommand {
    package var institution: InstitutionID? {
        if case .receive(_, let institution, _, _) = self { institution } else { nil }
    }
}
