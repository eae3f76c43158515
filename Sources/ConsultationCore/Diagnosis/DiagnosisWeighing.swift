/// One command on an order being weighed.
struct DiagnosisWeighing {
    let order: DiagnosisOrder
    let caller: Caller
    let now: WallTime
    let policy: Policy
    let facts: Facts
    let duty: DutyQueue

    var changes: [DiagnosisChange] = []
    var effects: [Effect] = []

    var decision: RecordDecision<DiagnosisChange> {
        let events = changes.map { RecordEvent(at: now, by: caller, policyVersion: policy.id, change: $0) }
        return RecordDecision(events: events, effects: effects)
    }

    var today: CivilDate { CivilDate(now) }

    /// Access, side, role and state, in this order.
    func gate(_ action: DiagnosisAction) throws(Refusal) {
        if let member = caller.member {
            guard let side = order.side(of: member.institution) else {
                throw member.roles.contains(.operator) ? .operatorForbidden : .accessDenied
            }
            guard action.side == side, action.roles.contains(where: caller.has) else {
                throw .roleRequired(action.roles)
            }
        } else if action.side != nil {
            throw .roleRequired(action.roles)
        }
        guard action.allowedStates.contains(order.state) else {
            throw .diagnosisStateNotAllowed(order.state)
        }
    }

    mutating func perform(_ command: DiagnosisCommand) throws(Refusal) {
        switch command {
        case .draft: throw .alreadyExists
        case .edit(let request): try edit(request)
        case .addItem(let item): try add(item)
        case .removeItem(let id):
            guard order.items.contains(where: { $0.id == id }) else { return }
            changes.append(.itemRemoved(id))
        case .presentConsent(let presentation): try present(presentation)
        case .signConsent(let signer): try sign(signer)
        case .withdrawConsent(let reason): try withdrawConsent(reason)
        case .submit: try submit()
        case .assign(let practitioner): try assign(practitioner)
        case .takeUp: try takeUp()
        case .returnData(let reason, let items): try returnData(reason, items)
        case .resubmit: try resubmit()
        case .signReport(let findings): try signReport(findings)
        case .addAddendum(let text, let items): try addAddendum(text, items)
        case .close(let note): try close(note)
        case .cancel(let reason):
            try refuse([Limits.required("/reason", reason, limit: Limits.shortText)])
            changes.append(.cancelled(reason: reason, consentWithdrawn: false))
            tell(.invited, .invitationCoordinator, .diagnosisCancelled)
        case .deadlinePassed(let kind): try deadlinePassed(kind)
        }
    }

    func refuse(_ problems: [FieldProblem?]) throws(Refusal) {
        let found = problems.compactMap { $0 }
        guard found.isEmpty else { throw .fieldInvalid(found) }
    }

    func practitioner() throws(Refusal) -> PractitionerID {
        guard let id = caller.member?.practitioner else { throw .roleRequired([.physician]) }
        return id
    }

    mutating func tell(_ side: PartySide, _ role: Role, _ notice: Effect.Notice) {
        let institution = side == .inviting ? order.inviting : order.request.invitee
        guard let institution, side == .inviting || order.isSent else { return }
        effects.append(.notify(institution: institution, role: role, notice: notice))
    }

    mutating func raise(_ violation: Violation) {
        changes.append(.violationRaised(violation))
        for party in order.parties { effects.append(.reportViolation(violation, to: party)) }
    }
}
