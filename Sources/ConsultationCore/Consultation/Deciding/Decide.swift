extension Consultation {
    /// Decides whether a command may happen, and what follows. Reads no clock and changes nothing.
    ///
    /// `current` is nil for `create` alone. The policy is that of the inviting institution's province (AMB-27).
    package static func decide(
        _ command: ConsultationCommand, on current: Consultation?, by caller: Caller, at now: WallTime,
        under policy: Policy, facts: Facts
    ) throws(Refusal) -> Decision {
        if case .create(let opening) = command {
            return try create(opening, over: current, by: caller, at: now, under: policy, facts: facts)
        }
        guard let current else { throw .accessDenied }
        var deliberation = Deliberation(
            consultation: current, caller: caller, now: now, policy: policy, facts: facts)
        try deliberation.gate(command.action)
        try deliberation.perform(command)
        return deliberation.decision
    }

    private static func create(
        _ opening: ConsultationOpening, over current: Consultation?, by caller: Caller, at now: WallTime,
        under policy: Policy, facts: Facts
    ) throws(Refusal) -> Decision {
        guard let member = caller.member else { throw .roleRequired([.physician, .invitationCoordinator]) }
        if let current {
            guard current.side(of: member.institution) != nil else { throw .accessDenied }
            guard current.state != .archived else { throw .archiveImmutable }
            throw .alreadyExists
        }
        guard caller.has(.physician) || caller.has(.invitationCoordinator) else {
            throw .roleRequired([.physician, .invitationCoordinator])
        }
        guard opening.legalPathway == .telemedicine else { throw .pathwayNotOpen }
        guard openedKinds.contains(opening.serviceKind), policy.permits(opening) else {
            throw .serviceKindNotPermitted(opening.serviceKind)
        }
        // A team is named by the inviting side; a platform finds one institution.
        guard opening.serviceKind != .remoteMultidisciplinaryTeam || opening.mode == .direct else {
            throw .fieldInvalid([FieldProblem("/mode", .invalid)])
        }
        guard let institution = facts.institution(member.institution) else { throw .accessDenied }
        try Standing.check(institution, at: now, under: policy)
        guard facts.patient?.id == opening.patient, facts.patient?.institution == member.institution else {
            throw .patientNotOfInvitingInstitution
        }
        let event = ConsultationEvent(
            at: now, by: caller, policyVersion: policy.id,
            change: .created(opening: opening, inviting: member.institution))
        return Decision(events: [event], postings: [], effects: [])
    }

    /// Kinds that are held as a consultation; the policy may allow more of them by law, which have paths of their own.
    package static let openedKinds: [ServiceKind] = [
        .remoteConsultation, .remoteMultidisciplinaryTeam, .remoteOutpatient, .remoteCaseDiscussion, .other,
    ]
}

extension Policy {
    /// The closed list of services (JL 3). A team is a form of the remote consultation (NHC-TM 二(二)¶1); what is in no
    /// list needs the reference of the provincial authority that allowed it.
    func permits(_ opening: ConsultationOpening) -> Bool {
        switch opening.serviceKind {
        case .other:
            guard let reference = opening.approvalReference else { return false }
            return !reference.isBlank && reference.unicodeScalars.count <= Limits.reference
        case .remoteMultidisciplinaryTeam:
            return serviceKinds.contains(.remoteMultidisciplinaryTeam)
                || serviceKinds.contains(.remoteConsultation)
        default: return serviceKinds.contains(opening.serviceKind)
        }
    }
}
