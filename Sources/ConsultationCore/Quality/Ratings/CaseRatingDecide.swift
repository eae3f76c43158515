extension CaseRating {
    package typealias Change = CaseRatingChange
    package typealias Command = CaseRatingCommand

    package static var stream: String { "rating" }
    package static var kind: QualityRecordKind { .caseRating }
    package var key: String { number.text }
    package var parties: [InstitutionID] { [institution] }
    package var isClosed: Bool { state == .bothRated }
    package var openDeadlines: [Deadline] { [] }
    package var stateName: String { state.rawValue }

    package var state: State {
        switch (ratings[.patient] != nil, ratings[.invitingPhysician] != nil) {
        case (false, false): .asked
        case (true, false): .patientRated
        case (false, true): .physicianRated
        case (true, true): .bothRated
        }
    }

    package init?(first event: RecordEvent<CaseRatingChange>) {
        guard case .opened(let number, let about, let inviting, let invited, let kind) = event.change else {
            return nil
        }
        self.init(
            number: number, about: about, institution: inviting, invited: invited, serviceKind: kind,
            openedAt: event.at, version: 1, stateSince: event.at, ratings: [:])
    }

    package mutating func apply(_ event: RecordEvent<CaseRatingChange>) {
        version += 1
        switch event.change {
        case .opened: break
        case .slipIssued(let slip): self.slip = slip
        case .rated(let rater, let score, let comment):
            ratings[rater] = Rating(score: score, comment: comment, at: event.at)
            if rater == .patient { slip = nil }
            stateSince = event.at
        }
    }

    /// The report is out: there is something to rate.
    private static func isServed(_ subject: Consultation) -> Bool {
        switch subject.state {
        case .reported, .decided, .archived: true
        default: false
        }
    }

    package static func decide(
        _ command: CaseRatingCommand, on current: CaseRating?, by caller: Caller, at now: WallTime,
        under policy: Policy, facts: QualityFacts
    ) throws(Refusal) -> RecordDecision<CaseRatingChange> {
        guard let institution = current?.institution ?? command.institution else { throw .accessDenied }
        try QualityGate.pass(command.action, on: current, of: institution, by: caller)
        var changes: [CaseRatingChange] = []
        if current == nil {
            guard let subject = facts.consultation, subject.inviting == institution,
                let invited = subject.invited
            else { throw .accessDenied }
            guard isServed(subject) else {
                throw .qualityStateNotAllowed(.caseRating, state: QualityGate.start)
            }
            changes = [
                .opened(
                    subject.number, subject.id, inviting: institution, invited: invited, subject.serviceKind)
            ]
        }
        switch command {
        case .issueSlip(let slip, _): changes.append(.slipIssued(slip))
        case .rateAsPatient(let score, let comment):
            changes.append(try rated(.patient, score, comment))
        case .rateAsPhysician(let score, let comment, _):
            guard facts.consultation?.isOwn(of: caller) == true else { throw .accessDenied }
            changes.append(try rated(.invitingPhysician, score, comment))
        case .deadlinePassed: break
        }
        return RecordDecision(
            events: changes.map { RecordEvent(at: now, by: caller, policyVersion: policy.id, change: $0) },
            effects: [])
    }

    private static func rated(
        _ rater: Rater, _ score: Int, _ comment: Redacted<String>?
    ) throws(Refusal) -> CaseRatingChange {
        try QualityGate.all([
            scores.contains(score) ? nil : FieldProblem("/score", .outOfRange),
            Limits.problem("/comment", comment, limit: 500),
        ])
        return .rated(rater, score: score, comment: comment.flatMap { $0.isBlank ? nil : $0 })
    }
}

extension Consultation {
    /// The person is an inviting physician of the case: opened it, sat in it for the inviting side, or decided.
    fileprivate func isOwn(of caller: Caller) -> Bool {
        guard let member = caller.member else { return false }
        if createdBy == member.account { return true }
        guard let practitioner = member.practitioner else { return false }
        return decision?.practitioner == practitioner
            || session.presences.contains { $0.practitioner == practitioner && $0.side == .inviting }
    }
}

extension CaseRatingCommand {
    package var institution: InstitutionID? {
        switch self {
        case .issueSlip(_, let institution), .rateAsPhysician(_, _, let institution): institution
        case .rateAsPatient, .deadlinePassed: nil
        }
    }
}
