extension Deliberation {
    /// Access, role, archive and state, in this order: what holds for a command whatever its details are.
    func gate(_ action: ConsultationAction) throws(Refusal) {
        let actors = action.actors
        if let member = caller.member {
            try gateAccess(of: member, to: action)
            try gateRole(of: member, among: actors)
        } else if !actors.contains(.system) {
            throw .roleRequired([])
        }
        if consultation.sealedAt != nil, caller.member != nil { throw .recordSealed }
        let state = consultation.state
        if action.allowedStates.contains(state) {
            if action == .handOver, heldInvited == nil {
                throw .stateNotAllowed(action: action, state: state)
            }
            if let hold = consultation.openHolds.first, action.isHeld(in: state) {
                throw .institutionSuspended(hold.institution)
            }
            return
        }
        if state == .archived { throw .archiveImmutable }
        if action == .startSession || action == .resume, consultation.cancellation?.cause == .consentWithdrawn
        {
            throw .consentWithdrawn
        }
        switch action {
        case .saveReportDraft, .signReport, .issueReport:
            if consultation.report?.state == .signed { throw .reportImmutable }
        case .volunteer:
            // The first valid acceptance has won (NHC-TM-1d).
            if consultation.isTaken { throw .invitationAlreadyTaken }
            throw .invitationNotOpen
        case .accept, .decline, .expireInvitation:
            if !consultation.invitations.isEmpty { throw .invitationNotOpen }
        default: break
        }
        throw .stateNotAllowed(action: action, state: state)
    }

    private func gateAccess(of member: Caller.Member, to action: ConsultationAction) throws(Refusal) {
        if action == .match || action == .volunteer {
            try gatePlatform(of: member, to: action)
            return
        }
        if consultation.side(of: member.institution) != nil { return }
        // An institution that was asked learns that its answer comes too late; nobody else learns anything.
        if action == .accept || action == .decline,
            consultation.invitations.contains(where: { $0.institution == member.institution })
        {
            try gateRole(of: member, among: [.invitedCoordinator], side: .invited)
            throw .invitationNotOpen
        }
        throw member.roles.contains(.operator) ? .operatorForbidden : .accessDenied
    }

    /// A need is open to every institution's coordinators once it is published, and to the operator that publishes it.
    private func gatePlatform(of member: Caller.Member, to action: ConsultationAction) throws(Refusal) {
        let isPublished = consultation.mode == .platformMatched && consultation.state != .draft
        let isOperator =
            consultation.request.platformOperator == member.institution && member.roles.contains(.operator)
        guard isPublished, action == .volunteer || isOperator,
            action == .match || member.institution != consultation.inviting
        else { throw member.roles.contains(.operator) ? .operatorForbidden : .accessDenied }
    }

    private func gateRole(
        of member: Caller.Member, among actors: [ConsultationActor], side known: PartySide? = nil
    ) throws(Refusal) {
        if actors == [.platformOperator] { return }
        if actors == [.volunteeringCoordinator] {
            guard member.roles.contains(.invitationCoordinator) else {
                throw .roleRequired([.invitationCoordinator])
            }
            return
        }
        guard let side = known ?? consultation.side(of: member.institution) else { throw .accessDenied }
        var unassigned: PractitionerID?
        for actor in actors {
            switch standing(of: member, as: actor, on: side) {
            case .holds: return
            case .isNotAssigned(let practitioner): unassigned = practitioner
            case .lacks: break
            }
        }
        if let unassigned { throw .practitionerNotAuthorised(unassigned) }
        throw .roleRequired(actors.flatMap(\.roles))
    }

    private enum RoleStanding {
        case holds, lacks
        case isNotAssigned(PractitionerID)
    }

    private func standing(
        of member: Caller.Member, as actor: ConsultationActor, on side: PartySide
    ) -> RoleStanding {
        let isPhysician = member.roles.contains(.physician)
        let isCoordinator = member.roles.contains(.invitationCoordinator)
        let hasPractitioner = member.practitioner != nil
        func when(_ condition: Bool) -> RoleStanding { condition ? .holds : .lacks }
        switch actor {
        case .system, .platformOperator, .volunteeringCoordinator: return .lacks
        case .invitingStaff: return when(side == .inviting && (isPhysician || isCoordinator))
        case .invitingPhysician: return when(side == .inviting && isPhysician && hasPractitioner)
        case .invitingCoordinator: return when(side == .inviting && isCoordinator)
        case .invitedCoordinator: return when(side == .invited && isCoordinator)
        case .anyStaff: return when(isPhysician || isCoordinator)
        case .assignedPhysician:
            guard side == .invited, isPhysician, let practitioner = member.practitioner else { return .lacks }
            return consultation.isAssigned(practitioner) ? .holds : .isNotAssigned(practitioner)
        case .anyPhysician:
            guard isPhysician, let practitioner = member.practitioner else { return .lacks }
            if side == .inviting { return .holds }
            return consultation.isAssigned(practitioner) ? .holds : .isNotAssigned(practitioner)
        }
    }
}

extension ConsultationActor {
    package var roles: [Role] {
        switch self {
        case .system: []
        case .invitingStaff, .anyStaff: [.physician, .invitationCoordinator]
        case .invitingPhysician, .assignedPhysician, .anyPhysician: [.physician]
        case .invitingCoordinator, .invitedCoordinator, .volunteeringCoordinator: [.invitationCoordinator]
        case .platformOperator: [.operator]
        }
    }
}
