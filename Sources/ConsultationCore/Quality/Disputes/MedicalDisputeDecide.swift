extension MedicalDispute {
    package typealias Change = MedicalDisputeChange
    package typealias Command = MedicalDisputeCommand

    package static var stream: String { "dispute" }
    package static var kind: QualityRecordKind { .medicalDispute }
    package var key: String { id }
    package var stateName: String { state.rawValue }
    package var isClosed: Bool { state == .closed }
    package var openDeadlines: [Deadline] { [] }

    package init?(first event: RecordEvent<MedicalDisputeChange>) {
        guard case .opened(let opening) = event.change else { return nil }
        self.init(
            id: opening.id, institution: opening.institution, about: opening.about, number: opening.number,
            inviting: opening.inviting, parties: opening.parties, openedAt: event.at, claim: opening.claim,
            authority: opening.authority, entities: opening.entities, version: 1, state: .opened,
            stateSince: event.at, exports: [])
    }

    package mutating func apply(_ event: RecordEvent<MedicalDisputeChange>) {
        version += 1
        switch event.change {
        case .opened: return
        case .proceeded(let route, let reference):
            (self.route, self.reference) = (route, reference)
            state = .inProceedings
        case .evidenceExported(let export):
            exports.append(export)
            return
        case .closed(let outcome):
            self.outcome = outcome
            state = .closed
        }
        stateSince = event.at
    }

    /// Exports that one dispute lists; a further one is refused.
    package static let exportLimit = 100

    package static func decide(
        _ command: MedicalDisputeCommand, on current: MedicalDispute?, by caller: Caller, at now: WallTime,
        under policy: Policy, facts: QualityFacts
    ) throws(Refusal) -> RecordDecision<MedicalDisputeChange> {
        guard let institution = current?.institution ?? command.institution else { throw .accessDenied }
        try QualityGate.pass(command.action, on: current, of: institution, by: caller)
        var changes: [MedicalDisputeChange] = []
        var effects: [Effect] = []
        switch command {
        case .open(let id, let institution, let about, let claim):
            try QualityGate.required("/claim", claim)
            guard let subject = facts.consultation, subject.id == about, subject.isParty(institution),
                let inviting = facts.institution, inviting.id == subject.inviting
            else { throw .fieldInvalid([FieldProblem("/consultationId", .invalid)]) }
            // A case without service has nothing to dispute: nobody was invited yet.
            let parties =
                [subject.inviting] + subject.invitations.filter { $0.state == .accepted }.map(\.institution)
            let authority = CompetentAuthority.of(
                inviting: inviting, known: facts.authority, under: policy.quality.disputeAuthority)
            changes = [
                .opened(
                    MedicalDisputeOpening(
                        id: id, institution: institution, about: about, number: subject.number,
                        inviting: subject.inviting, parties: parties, claim: claim, authority: authority,
                        entities: facts.entities(of: parties)))
            ]
            effects = parties.flatMap { party in
                [Role.institutionAdmin, .qualityController].map {
                    .notify(institution: party, role: $0, notice: .disputeOpened)
                }
            }
        case .proceed(let route, let reference):
            try QualityGate.required("/reference", Redacted(reference))
            changes = [.proceeded(route, reference: reference)]
        case .exportEvidence(let manifest, let files):
            guard let member = caller.member, let current else { break }
            guard current.exports.count < Self.exportLimit else {
                throw .fieldInvalid([FieldProblem("/exports", .tooMany)])
            }
            changes = [
                .evidenceExported(
                    EvidenceExport(at: now, by: member.account, manifest: manifest, files: files))
            ]
        case .close(let outcome):
            try QualityGate.required("/outcome", outcome)
            changes = [.closed(outcome: outcome)]
        case .deadlinePassed: break
        }
        return RecordDecision(
            events: changes.map { RecordEvent(at: now, by: caller, policyVersion: policy.id, change: $0) },
            effects: effects)
    }
}

extension MedicalDisputeCommand {
    package var institution: InstitutionID? {
        if case .open(_, let institution, _, _) = self { institution } else { nil }
    }
}
