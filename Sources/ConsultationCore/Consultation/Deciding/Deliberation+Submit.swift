extension Deliberation {
    mutating func submit() throws(Refusal) {
        guard let own = facts.institution(consultation.inviting) else { throw .accessDenied }
        try Standing.check(own, at: now, under: policy)
        let request = consultation.request
        if case .person = request.invitee { throw .practitionerInvited }
        if consultation.mode == .platformMatched, request.invitee == nil { return try submitNeed() }
        let missing = Self.missingFields(of: request, asked: policy.invitationRequiredFields)
        guard missing.isEmpty else { throw .fieldMissing(missing) }
        guard case .institution(let invitee) = request.invitee, let specialty = request.requestedSpecialty
        else { throw .fieldMissing(missing) }
        try refuse(detailProblems(of: request, invitee: invitee))
        if let minimum = policy.consultantMinTitle, request.requestedTitle.map({ $0 < minimum }) ?? true {
            throw .titleBelowMinimum(minimum: minimum)
        }
        guard facts.institution(invitee)?.department(specialty)?.isApproved == true else {
            throw .departmentNotApproved(invitee, specialty)
        }
        try checkPatient()
        guard let agreement = facts.agreement(between: consultation.inviting, and: invitee, at: now) else {
            throw .agreementNotInForce
        }
        let price = try validPrice()
        let split = try SettlementSplit.determined(for: price, at: agreement, under: policy)
        try checkConsent(for: invitee, fee: price.amount)
        send(to: invitee, price: price, split: split, agreement: agreement.id)
    }

    /// In platform mode nobody need be named: the same fields but the addressee, then the need is published.
    private mutating func submitNeed() throws(Refusal) {
        let request = consultation.request
        let missing = Self.missingFields(of: request, asked: policy.invitationRequiredFields)
            .filter { $0.pointer != "/invitedInstitutionId" }
        guard missing.isEmpty else { throw .fieldMissing(missing) }
        try refuse(slotProblems(of: request))
        if let minimum = policy.consultantMinTitle, request.requestedTitle.map({ $0 < minimum }) ?? true {
            throw .titleBelowMinimum(minimum: minimum)
        }
        try publishNeed()
    }

    private mutating func send(
        to invitee: InstitutionID, price: PriceEntry, split: SettlementSplit, agreement: AgreementID
    ) {
        let due = now + policy.responseDeadline(for: consultation.priority)
        record(
            .submitted(
                invitation: Invitation(
                    institution: invitee, channel: .direct, state: .sent, sentAt: now, responseDue: due),
                charge: Charge(
                    state: .confirmed, fee: price.amount, price: price.id, level: price.level, split: split),
                agreement: agreement))
        cause(.notify(institution: invitee, role: .invitationCoordinator, notice: .invitationReceived))
        if !consultation.attachments.isEmpty {
            let items = consultation.attachments.map {
                Effect.DeliveredItem(attachment: $0.id, group: $0.group)
            }
            cause(.deliverMaterial(to: invitee, items: items))
        }
        cause(.publish(.invitationReceived))
    }

    /// The fields that the law asks for (NHC-TM 三(三)1) and the addressee; blank counts as missing, all are named at
    /// once. Without a specialty nobody could be assigned, whatever the law says.
    static func missingFields(
        of request: ConsultationRequest, asked: [InvitationField]
    ) -> [FieldProblem] {
        let fields = InvitationField.allCases.filter { asked.contains($0) || $0 == .requestedSpecialty }
            .filter { request.isBlank($0) }.map { FieldProblem("/\($0.rawValue)", .missing) }
        return fields + (request.invitee == nil ? [FieldProblem("/invitedInstitutionId", .missing)] : [])
    }

    private func slotProblems(of request: ConsultationRequest) -> [FieldProblem?] {
        (request.proposedSchedule ?? []).enumerated().map { index, slot in
            let pointer = "/proposedSchedule/\(index)"
            let past = slot.end <= now ? FieldProblem("\(pointer)/end", .inPast) : nil
            return Self.slotProblem(pointer, slot) ?? past
        }
    }

    private func detailProblems(of request: ConsultationRequest, invitee: InstitutionID) -> [FieldProblem?] {
        var problems = slotProblems(of: request)
        if invitee == consultation.inviting {
            problems.append(FieldProblem("/invitedInstitutionId", .inviteeIsSelf))
        } else if facts.institution(invitee) == nil {
            problems.append(FieldProblem("/invitedInstitutionId", .unknownInstitution))
        }
        return problems
    }

    func checkPatient() throws(Refusal) {
        try ServiceChecks.check(facts.patient, is: consultation.patient, of: consultation.inviting)
    }

    /// The catalogue entry of the inviting institution that fixes the fee from now on (JL 39, AMB-15).
    func validPrice() throws(Refusal) -> PriceEntry {
        try ServiceChecks.valid(
            facts.price, is: consultation.request.price, of: consultation.inviting,
            for: consultation.serviceKind, at: now, under: policy)
    }

    /// `invitee` is nil while nobody is named: then a consent for one institution does not cover it.
    func checkConsent(for invitee: InstitutionID?, fee: Money) throws(Refusal) {
        try ServiceChecks.check(
            consultation.consent, of: consultation.patient, to: consultation.serviceKind, by: invitee,
            fee: fee)
    }
}

extension ConsultationRequest {
    fileprivate func isBlank(_ field: InvitationField) -> Bool {
        switch field {
        case .invitationReason: invitationReason?.isBlank ?? true
        case .invitationPurpose: invitationPurpose?.isBlank ?? true
        case .proposedSchedule: proposedSchedule?.isEmpty ?? true
        case .caseSummary: caseSummary?.isBlank ?? true
        case .requestedSpecialty: requestedSpecialty?.text.isBlank ?? true
        case .requestedTitle: requestedTitle == nil
        }
    }
}
