extension DiagnosisOrder {
    /// Decides one command. The policy is that of the inviting institution's province (AMB-27); `duty` is what the
    /// invited side's rota says now, for routing.
    package static func decide(
        _ command: DiagnosisCommand, on current: DiagnosisOrder?, by caller: Caller, at now: WallTime,
        under policy: Policy, facts: Facts, duty: DutyQueue = .nobody
    ) throws(Refusal) -> RecordDecision<DiagnosisChange> {
        if case .draft(let opening) = command {
            guard current == nil else { throw .alreadyExists }
            return try draft(opening, by: caller, at: now, under: policy, facts: facts)
        }
        guard let current else { throw .accessDenied }
        var weighing = DiagnosisWeighing(
            order: current, caller: caller, now: now, policy: policy, facts: facts, duty: duty)
        try weighing.gate(command.action)
        try weighing.perform(command)
        return weighing.decision
    }

    private static func draft(
        _ opening: DiagnosisOpening, by caller: Caller, at now: WallTime, under policy: Policy, facts: Facts
    ) throws(Refusal) -> RecordDecision<DiagnosisChange> {
        let action = DiagnosisAction.draft
        guard let member = caller.member, action.roles.contains(where: caller.has) else {
            throw .roleRequired(action.roles)
        }
        guard let own = facts.institution(member.institution) else { throw .accessDenied }
        try Standing.check(own, at: now, under: policy)
        guard facts.patient?.id == opening.patient, facts.patient?.institution == own.id else {
            throw .patientNotOfInvitingInstitution
        }
        try DiagnosisWeighing.check(opening.request, of: own.id, facts: facts, under: policy)
        let event = RecordEvent(
            at: now, by: caller, policyVersion: policy.id,
            change: DiagnosisChange.drafted(opening, inviting: own.id))
        return RecordDecision(events: [event], effects: [])
    }

    /// Acts whose state and role fit; what else they need is asked when they are given.
    package func availableActions(for caller: Caller, at now: WallTime, duty: DutyQueue) -> [DiagnosisAction]
    {
        guard let member = caller.member, let side = side(of: member.institution) else { return [] }
        return DiagnosisAction.allCases.filter { action in
            guard action.side == side, action.allowedStates.contains(state),
                action.roles.contains(where: caller.has)
            else { return false }
            switch action {
            case .signConsent: return consent?.state == .presented
            case .withdrawConsent: return consent?.state == .signed && consent?.useStoppedAt == nil
            case .submit: return consent?.state == .signed && !items.isEmpty
            case .takeUp:
                return member.practitioner.map { $0 == assignment?.practitioner || duty.onDuty.contains($0) }
                    ?? false
            case .returnData, .signReport: return member.practitioner == assignment?.practitioner
            case .addAddendum: return member.practitioner == report?.practitioner
            default: return true
            }
        }
    }
}

/// Whom an order may be given to now, in the order of asking (JL-24b).
package struct DutyQueue: Sendable, Equatable {
    /// On duty at this moment.
    package var onDuty: [PractitionerID]
    /// Those of the shift that follows.
    package var next: [PractitionerID]

    package init(onDuty: [PractitionerID] = [], next: [PractitionerID] = []) {
        self.onDuty = onDuty
        self.next = next
    }

    package static let nobody = DutyQueue()

    package var all: [PractitionerID] { onDuty + next.filter { !onDuty.contains($0) } }
}

extension DiagnosisOrder {
    /// What must be loaded before `decide` is asked. Missing facts lead to a refusal, never to a wrong yes.
    package static func factsNeeded(
        for command: DiagnosisCommand, on current: DiagnosisOrder?, by caller: Caller, duty: DutyQueue
    ) -> FactKeys {
        var keys = FactKeys()
        var request = current?.request
        var inviting = current?.inviting ?? caller.institution
        keys.patient = current?.patient
        keys.practitioners = (caller.member?.practitioner.map { [$0] } ?? []) + duty.all
        switch command {
        case .draft(let opening):
            request = opening.request
            keys.patient = opening.patient
            inviting = caller.institution
        case .edit(let next): request = next
        case .assign(let practitioner): keys.practitioners.append(practitioner)
        default: break
        }
        keys.institutions = [inviting, request?.invitee].compactMap(\.self)
        keys.price = request?.price
        if let inviting, let invitee = request?.invitee, invitee != inviting {
            keys.agreementsBetween = [InstitutionPair(inviting: inviting, invited: invitee)]
        }
        return keys
    }
}
