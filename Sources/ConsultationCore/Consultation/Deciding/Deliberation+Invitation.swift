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
        guard let specialty = consultation.request.requestedSpecialty,
            own.department(specialty)?.isApproved == true
        else {
            throw .departmentNotApproved(own.id, consultation.request.requestedSpecialty ?? "")
        }
        try checkAgreement(with: own)
        try checkConsentStillSigned()
        try checkConsulting(acceptance.physicians, of: own.id, on: CivilDate(acceptance.slot.start))
        let account = try member().account
        let assigned = acceptance.physicians.compactMap { assignment(of: $0, by: account) }
        record(.invitationAccepted(assigned: assigned, slot: acceptance.slot))
        for physician in acceptance.physicians {
            cause(.notifyPractitioner(physician, notice: .physicianAssigned))
        }
        notify(.inviting, .invitationCoordinator, .invitationAccepted)
        notify(.inviting, .physician, .invitationAccepted)
        tellOperator(.invitationAccepted)
        if consultation.request.proposedSchedule?.contains(acceptance.slot) == true {
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
        guard let invitation = consultation.invitation, invitation.state == .sent,
            now <= invitation.responseDue
        else { throw .invitationNotOpen }
        return invitation
    }

    private func problems(of acceptance: Acceptance) -> [FieldProblem?] {
        var problems: [FieldProblem?] = [Self.slotProblem("/slot", acceptance.slot)]
        if acceptance.slot.end <= now { problems.append(FieldProblem("/slot/end", .inPast)) }
        if !acceptance.preparationConfirmed {
            problems.append(FieldProblem("/preparationConfirmed", .missing))
        }
        if acceptance.physicians.count > Limits.physicians {
            problems.append(FieldProblem("/physicianIds", .tooMany))
        }
        for (index, physician) in acceptance.physicians.enumerated() {
            if facts.practitioner(physician) == nil {
                problems.append(FieldProblem("/physicianIds/\(index)", .unknownPractitioner))
            } else if acceptance.physicians.prefix(index).contains(physician) {
                problems.append(FieldProblem("/physicianIds/\(index)", .invalid))
            }
        }
        return problems
    }

    private func assignment(of id: PractitionerID, by account: AccountID) -> Assignment? {
        facts.practitioner(id).map {
            Assignment(
                practitioner: id, assignedBy: account, assignedAt: now, title: $0.title, kind: $0.kind,
                independentClinicalStart: $0.independentClinicalStart)
        }
    }

    mutating func decline(_ reason: DeclineReason) throws(Refusal) {
        _ = try openInvitation()
        guard !reason.text.isBlank else { throw .declineReasonRequired }
        try refuse([Limits.problem("/reasonText", reason.text, limit: Limits.shortText)])
        record(.invitationDeclined(reason))
        notify(.inviting, .invitationCoordinator, .invitationDeclined)
        notify(.inviting, .physician, .invitationDeclined)
        tellOperator(.invitationDeclined)
        cause(.publish(.invitationDeclined))
    }

    mutating func expireInvitation() throws(Refusal) {
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
        guard let invited = consultation.invited, let slot = consultation.slot,
            let replacement = assignment(of: to, by: try member().account)
        else { throw .invitationNotOpen }
        let others = consultation.assigned.map(\.practitioner).filter { $0 != from }
        try checkConsulting([to] + others, of: invited, on: CivilDate(slot.start))
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
