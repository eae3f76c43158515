extension Deliberation {
    mutating func accept(_ acceptance: Acceptance) throws(Refusal) {
        let invitation = try openInvitation()
        guard let own = facts.institution(invitation.institution) else { throw .accessDenied }
        try acceptAs(own, acceptance)
    }

    /// The yes of an institution, asked or volunteering.
    mutating func acceptAs(_ own: Institution, _ acceptance: Acceptance) throws(Refusal) {
        try Standing.checkInvited(own, at: now, under: policy)
        try refuse(problems(of: acceptance))
        let asked = consultation.specialties(askedOf: own.id)
        if asked.isEmpty { throw .departmentNotApproved(own.id, "") }
        for specialty in asked where own.department(specialty)?.isApproved != true {
            throw .departmentNotApproved(own.id, specialty)
        }
        try checkAgreement(with: own)
        try checkConsentStillSigned()
        try checkConsulting(acceptance.physicians, of: own.id, on: CivilDate(acceptance.slot.start))
        try checkTraining(of: acceptance.physicians, from: own.id)
        warnOfEquipment(on: acceptance.slot)
        let account = try member().account
        let assigned = acceptance.physicians.compactMap { assignment(of: $0, by: account, from: own.id) }
        if consultation.isTeam {
            record(.teamAccepted(institution: own.id, assigned: assigned, slot: acceptance.slot))
        } else {
            record(.invitationAccepted(assigned: assigned, slot: acceptance.slot))
        }
        for physician in acceptance.physicians {
            cause(.notifyPractitioner(physician, notice: .physicianAssigned))
        }
        notify(.inviting, .invitationCoordinator, .invitationAccepted)
        notify(.inviting, .physician, .invitationAccepted)
        tellOperator(.invitationAccepted)
        if consultation.isTeam {
            settleTeamIfAnswered()
        } else if consultation.request.proposedSchedule?.contains(acceptance.slot) == true {
            // One of the inviting side's own slots: both have agreed.
            record(.slotConfirmed(acceptance.slot))
        } else {
            notify(.inviting, .invitationCoordinator, .counterProposal)
        }
        cause(.publish(.invitationAccepted))
    }

    /// What holds for any answer: the invitation is open, and for a yes the institution may act.
    func weighAnswer(standing: Bool = true) throws(Refusal) {
        let invitation = try openInvitation()
        guard standing else { return }
        guard let own = facts.institution(invitation.institution) else { throw .accessDenied }
        try Standing.checkInvited(own, at: now, under: policy)
        try checkAgreement(with: own)
        try checkConsentStillSigned()
    }

    /// An answer at exactly `responseDue` counts; later the invitation is as good as expired (§5.2).
    private func openInvitation() throws(Refusal) -> Invitation {
        let own = caller.institution.flatMap { consultation.liveInvitation(of: $0) }
        guard let invitation = consultation.isTeam ? own : consultation.invitation, invitation.state == .sent,
            now <= invitation.responseDue
        else { throw .invitationNotOpen }
        return invitation
    }

    private func problems(of acceptance: Acceptance) -> [FieldProblem?] {
        var problems: [FieldProblem?] = [Self.slotProblem("/slot", acceptance.slot)]
        if acceptance.slot.end <= now { problems.append(FieldProblem("/slot/end", .inPast)) }
        // The first institution of a team to accept fixes the time for all.
        if consultation.isTeam, let agreed = consultation.slot, agreed != acceptance.slot {
            problems.append(FieldProblem("/slot", .invalid))
        }
        if !acceptance.preparationConfirmed {
            problems.append(FieldProblem("/preparationConfirmed", .missing))
        }
        if acceptance.physicians.count > Limits.physicians {
            problems.append(FieldProblem("/physicianIds", .tooMany))
        }
        for (index, physician) in acceptance.physicians.enumerated() {
            if facts.practitioner(physician) == nil {
                problems.append(FieldProblem("/physicianIds/\(index)", .unknownPractitioner))
            } else if acceptance.physicians.prefix(index).contains(physician)
                || consultation.isAssigned(physician)
            {
                problems.append(FieldProblem("/physicianIds/\(index)", .invalid))
            }
        }
        return problems
    }

    private func assignment(
        of id: PractitionerID, by account: AccountID, from institution: InstitutionID
    ) -> Assignment? {
        facts.practitioner(id).map {
            Assignment(
                practitioner: id, assignedBy: account, assignedAt: now, title: $0.title, kind: $0.kind,
                independentClinicalStart: $0.independentClinicalStart,
                institution: consultation.isTeam ? institution : nil)
        }
    }

    mutating func decline(_ reason: DeclineReason) throws(Refusal) {
        let invitation = try openInvitation()
        guard !reason.text.isBlank else { throw .declineReasonRequired }
        try refuse([Limits.problem("/reasonText", reason.text, limit: Limits.shortText)])
        if consultation.isTeam {
            record(.teamDeclined(institution: invitation.institution, reason))
        } else {
            record(.invitationDeclined(reason))
        }
        notify(.inviting, .invitationCoordinator, .invitationDeclined)
        notify(.inviting, .physician, .invitationDeclined)
        tellOperator(.invitationDeclined)
        cause(.publish(.invitationDeclined))
        if consultation.isTeam { settleTeamIfAnswered() }
    }

    mutating func expireInvitation() throws(Refusal) {
        if consultation.isTeam { return try expireTeamInvitations() }
        guard let invitation = consultation.invitation, invitation.state == .sent else {
            throw .invitationNotOpen
        }
        guard now > invitation.responseDue else { throw .deadlineNotPassed(dueAt: invitation.responseDue) }
        record(.invitationExpired)
        for side in PartySide.allCases { notify(side, .invitationCoordinator, .invitationExpired) }
        notify(.inviting, .physician, .invitationExpired)
        tellOperator(.invitationExpired)
        cause(.publish(.invitationExpired))
    }

    mutating func confirmSlot() throws(Refusal) {
        guard let slot = consultation.slot, slot.end > now else {
            throw .fieldInvalid([FieldProblem("/slot/end", .inPast)])
        }
        record(.slotConfirmed(slot))
        warnOfEquipment(on: slot)
        for side in PartySide.allCases { notify(side, .invitationCoordinator, .slotConfirmed) }
        for assigned in consultation.assigned {
            cause(.notifyPractitioner(assigned.practitioner, notice: .slotConfirmed))
        }
    }

    mutating func replacePhysician(_ from: PractitionerID, with to: PractitionerID) throws(Refusal) {
        var problems: [FieldProblem?] = []
        if !consultation.isAssigned(from) { problems.append(FieldProblem("/from", .unknownPractitioner)) }
        if consultation.isAssigned(to) { problems.append(FieldProblem("/to", .invalid)) }
        if facts.practitioner(to) == nil { problems.append(FieldProblem("/to", .unknownPractitioner)) }
        try refuse(problems)
        guard let invited = caller.institution, consultation.side(of: invited) == .invited,
            consultation.institution(sending: from) == invited, let slot = consultation.slot,
            let replacement = assignment(of: to, by: try member().account, from: invited)
        else { throw .practitionerNotAuthorised(from) }
        let others = consultation.assigned.map(\.practitioner).filter {
            $0 != from && consultation.institution(sending: $0) == invited
        }
        try checkConsulting([to] + others, of: invited, on: CivilDate(slot.start))
        try checkTraining(of: [to], from: invited)
        record(.physicianReplaced(from: from, to: replacement))
        for physician in [from, to] { cause(.notifyPractitioner(physician, notice: .physicianReplaced)) }
        notify(.inviting, .invitationCoordinator, .physicianReplaced)
    }

    mutating func cancel(_ reason: Redacted<String>) throws(Refusal) {
        try refuse([Limits.required("/reason", reason, limit: Limits.shortText)])
        record(.cancelled(cause: .byInvitingInstitution, reason: reason))
        if consultation.invited != nil { notify(.invited, .invitationCoordinator, .cancelled) }
        for assigned in consultation.assigned {
            cause(.notifyPractitioner(assigned.practitioner, notice: .cancelled))
        }
        cause(.closeRoom)
    }
}
