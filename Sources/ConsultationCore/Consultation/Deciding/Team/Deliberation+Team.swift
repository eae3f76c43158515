/// A multidisciplinary consultation (NHC-TM 二(二)¶1, AT-41): one case, one invitation an institution.
extension Deliberation {
    /// Fewer specialties are no team.
    static let leastSpecialties = 2

    mutating func submitTeam() throws(Refusal) {
        let request = consultation.request
        let seats = request.team ?? []
        let missing =
            Self.missingFields(of: request, asked: policy.invitationRequiredFields)
            .filter { !["/invitedInstitutionId", "/requestedSpecialty"].contains($0.pointer) }
            + (seats.isEmpty ? [FieldProblem("/team", .missing)] : [])
        guard missing.isEmpty else { throw .fieldMissing(missing) }
        try refuse(slotProblems(of: request) + problems(of: seats))
        if let minimum = policy.consultantMinTitle, request.requestedTitle.map({ $0 < minimum }) ?? true {
            throw .titleBelowMinimum(minimum: minimum)
        }
        guard Set(seats.flatMap(\.specialties)).count >= Self.leastSpecialties else {
            throw .teamSpecialtiesTooFew
        }
        for seat in seats {
            for specialty in seat.specialties
            where facts.institution(seat.institution)?.department(specialty)?.isApproved != true {
                throw .departmentNotApproved(seat.institution, specialty)
            }
        }
        try checkTreatingDepartment()
        try checkPatient()
        let price = try validPrice()
        let (split, agreements) = try agreedSplit(of: seats, price)
        try checkConsent(for: seats.map(\.institution), fee: price.amount)
        invite(
            seats,
            Charge(
                state: .confirmed, fee: price.amount, price: price.id, level: price.level, split: split),
            agreements)
    }

    private func problems(of seats: [TeamSeat]) -> [FieldProblem?] {
        var problems: [FieldProblem?] = []
        if seats.count > Limits.teamInstitutions { problems.append(FieldProblem("/team", .tooMany)) }
        for (index, seat) in seats.enumerated() {
            let pointer = "/team/\(index)"
            if seat.institution == consultation.inviting {
                problems.append(FieldProblem("\(pointer)/institutionId", .inviteeIsSelf))
            } else if facts.institution(seat.institution) == nil {
                problems.append(FieldProblem("\(pointer)/institutionId", .unknownInstitution))
            } else if seats.prefix(index).contains(where: { $0.institution == seat.institution }) {
                // One invitation an institution, whatever it is asked for.
                problems.append(FieldProblem("\(pointer)/institutionId", .invalid))
            }
            if seat.specialties.isEmpty || seat.specialties.contains(where: \.text.isBlank) {
                problems.append(FieldProblem("\(pointer)/specialties", .missing))
            } else if seat.specialties.count > Limits.teamSpecialties {
                problems.append(FieldProblem("\(pointer)/specialties", .tooMany))
            }
            if !(1...Limits.teamWeight).contains(seat.weight) {
                problems.append(FieldProblem("\(pointer)/weight", .outOfRange))
            }
        }
        return problems
    }

    /// One ratio for the whole team: the statute's, or the same in every agreement.
    private func agreedSplit(
        of seats: [TeamSeat], _ price: PriceEntry
    ) throws(Refusal) -> (SettlementSplit?, [AgreementID]) {
        var split: SettlementSplit?
        var agreements: [AgreementID] = []
        for seat in seats {
            let agreement = facts.agreement(
                between: consultation.inviting, and: seat.institution, at: now)
            guard let agreement else { throw .agreementNotInForce }
            let own = try SettlementSplit.determined(for: price, at: agreement, under: policy)
            guard split == nil || split == own else { throw .agreementSplitMissing }
            split = own
            agreements.append(agreement.id)
        }
        return (split, agreements)
    }

    private mutating func invite(_ seats: [TeamSeat], _ charge: Charge, _ agreements: [AgreementID]) {
        let due = now + policy.responseDeadline(for: consultation.priority)
        let invitations = seats.map { seat in
            Invitation(
                institution: seat.institution, channel: .direct, state: .sent, sentAt: now, responseDue: due,
                sentBy: caller.member?.account, seat: seat)
        }
        record(.teamInvited(invitations: invitations, charge: charge, agreements: agreements))
        let items = consultation.attachments.map {
            Effect.DeliveredItem(attachment: $0.id, group: $0.group)
        }
        for seat in seats {
            cause(
                .notify(
                    institution: seat.institution, role: .invitationCoordinator, notice: .invitationReceived))
            if !items.isEmpty { cause(.deliverMaterial(to: seat.institution, items: items)) }
        }
        cause(.publish(.invitationReceived))
    }

    /// The inviting coordinator goes on with those who have accepted.
    mutating func confirmTeam() throws(Refusal) {
        guard consultation.isTeam else {
            throw .stateNotAllowed(action: .confirmTeam, state: consultation.state)
        }
        let accepted = consultation.liveInvitations.filter { $0.state == .accepted }
        guard accepted.specialties.count >= Self.leastSpecialties else { throw .teamSpecialtiesTooFew }
        for invitation in consultation.liveInvitations where invitation.state == .sent {
            cause(
                .notify(
                    institution: invitation.institution, role: .invitationCoordinator, notice: .cancelled))
        }
        settle(consultation)
    }

    /// Everybody has answered: the team meets, or is no team any more.
    mutating func settleTeamIfAnswered() {
        let state = after
        guard !state.liveInvitations.contains(where: { $0.state == .sent }) else { return }
        guard state.liveInvitations.specialties.count < Self.leastSpecialties else { return settle(state) }
        for institution in state.invitedInstitutions {
            cause(.notify(institution: institution, role: .invitationCoordinator, notice: .teamDissolved))
        }
        record(.teamDissolved)
        notify(.inviting, .invitationCoordinator, .teamDissolved)
        notify(.inviting, .physician, .teamDissolved)
    }

    private mutating func settle(_ state: Consultation) {
        record(.teamSettled)
        if let slot = state.slot, consultation.request.proposedSchedule?.contains(slot) == true {
            record(.slotConfirmed(slot))
            for institution in state.invitedInstitutions {
                cause(.notify(institution: institution, role: .invitationCoordinator, notice: .slotConfirmed))
            }
        } else {
            notify(.inviting, .invitationCoordinator, .counterProposal)
        }
    }

    mutating func expireTeamInvitations() throws(Refusal) {
        let open = consultation.liveInvitations.filter { $0.state == .sent }
        guard let first = open.first else { throw .invitationNotOpen }
        guard now > first.responseDue else { throw .deadlineNotPassed(dueAt: first.responseDue) }
        for invitation in open {
            record(.teamExpired(institution: invitation.institution))
            cause(
                .notify(
                    institution: invitation.institution, role: .invitationCoordinator,
                    notice: .invitationExpired))
        }
        notify(.inviting, .invitationCoordinator, .invitationExpired)
        notify(.inviting, .physician, .invitationExpired)
        cause(.publish(.invitationExpired))
        settleTeamIfAnswered()
    }

    /// The inviting physician begins, or goes on, with those who are there.
    mutating func startWithoutAbsent() throws(Refusal) {
        guard consultation.isTeam else {
            throw .stateNotAllowed(action: .startWithoutAbsent, state: consultation.state)
        }
        let absent = consultation.invitedInstitutions.filter { !isPresent(institution: $0) }
        guard absent.count < consultation.invitedInstitutions.count else { throw .invitedPhysicianMissing }
        try checkSessionMayRun(without: absent)
        record(.absenceAccepted(absent))
        if consultation.state == .interrupted {
            record(.sessionResumed)
        } else {
            recordStart()
        }
    }
}
