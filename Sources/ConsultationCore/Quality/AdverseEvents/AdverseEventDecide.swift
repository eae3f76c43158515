extension AdverseEvent {
    package typealias Change = AdverseEventChange
    package typealias Command = AdverseEventCommand

    package static var stream: String { "adverseEvent" }
    package static var kind: QualityRecordKind { .adverseEvent }
    package var key: String { id }
    package var stateName: String { state.rawValue }
    package var parties: [InstitutionID] { [institution] }
    package var isClosed: Bool { state == .closed }
    package var openDeadlines: [Deadline] { [] }

    package var grade: Grade { assessment?.grade ?? told.grade }

    package init?(first event: RecordEvent<AdverseEventChange>) {
        guard case .reported(let id, let institution, let told, let about, let reporter) = event.change else {
            return nil
        }
        self.init(
            id: id, institution: institution, consultation: about, openedAt: event.at, reporter: reporter,
            told: told, version: 1, state: .reported, stateSince: event.at)
    }

    package mutating func apply(_ event: RecordEvent<AdverseEventChange>) {
        version += 1
        switch event.change {
        case .reported: return
        case .assessed(let assessment):
            self.assessment = assessment
            state = .assessed
        case .reportedToAuthority(let report, let target):
            (self.report, self.target) = (report, target)
            state = .reportedToAuthority
        case .closed(let summary):
            self.summary = summary
            state = .closed
        }
        stateSince = event.at
    }

    package static func decide(
        _ command: AdverseEventCommand, on current: AdverseEvent?, by caller: Caller, at now: WallTime,
        under policy: Policy, facts: QualityFacts
    ) throws(Refusal) -> RecordDecision<AdverseEventChange> {
        guard let institution = current?.institution ?? command.institution else { throw .accessDenied }
        try QualityGate.pass(command.action, on: current, of: institution, by: caller)
        let change: AdverseEventChange
        var effects: [Effect] = []
        switch command {
        case .report(let id, let institution, let told, let about, let reporter):
            try told.check(at: now)
            if let about, facts.consultation?.isParty(institution) != true || facts.consultation?.id != about
            {
                throw .fieldInvalid([FieldProblem("/consultationId", .invalid)])
            }
            change = .reported(id: id, institution, told, about: about, reporter)
            effects = [
                .notify(institution: institution, role: .qualityController, notice: .adverseEventReported)
            ]
        case .assess(let assessment):
            try QualityGate.all([
                Limits.required("/cause", assessment.cause, limit: Limits.shortText),
                Limits.required("/measures", assessment.measures, limit: Limits.shortText),
            ])
            change = .assessed(assessment)
        case .reportToAuthority(var report, let target):
            try report.check(at: now)
            report.by = caller.member?.account
            change = .reportedToAuthority(report, target)
        case .close(let summary):
            try QualityGate.required("/summary", summary)
            change = .closed(summary: summary)
        case .deadlinePassed: return RecordDecision(events: [], effects: [])
        }
        // Whoever reports without a name leaves none in the journal either.
        let author: Caller = command.isAnonymous ? .system : caller
        return RecordDecision(
            events: [RecordEvent(at: now, by: author, policyVersion: policy.id, change: change)],
            effects: effects)
    }
}

extension AdverseEventTold {
    func check(at now: WallTime) throws(Refusal) {
        let isDrug = category == .adverseDrugReaction
        let form: FieldProblem? =
            isDrug == (drugReaction != nil)
            ? nil : FieldProblem("/drugReaction", isDrug ? .missing : .invalid)
        try QualityGate.all(
            [
                form, Limits.required("/description", description, limit: Limits.shortText),
                Limits.problem("/measures", measures, limit: Limits.shortText),
                occurredAt > now ? FieldProblem("/occurredAt", .outOfRange) : nil,
            ] + (drugReaction?.problems() ?? []))
    }
}

extension AdverseEventCommand {
    package var institution: InstitutionID? {
        if case .report(_, let institution, _, _, _) = self { institution } else { nil }
    }

    package var isAnonymous: Bool {
        if case .report(_, _, _, _, .anonymous) = self { true } else { false }
    }
}

extension Consultation {
    /// One of the two institutions of the case.
    package func isParty(_ institution: InstitutionID) -> Bool {
        institution == inviting
            || invitations.contains { $0.institution == institution && $0.state == .accepted }
    }
}
