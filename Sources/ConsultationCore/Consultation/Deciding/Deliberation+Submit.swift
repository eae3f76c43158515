extension Deliberation {
    mutating func submit() throws(Refusal) {
        guard let own = facts.institution(consultation.inviting) else { throw .accessDenied }
        try Standing.check(own, at: now, under: policy)
        let request = consultation.request
        if case .person = request.invitee { throw .practitionerInvited }
        if consultation.isTeam { return try submitTeam() }
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
        try checkTreatingDepartment()
        try checkPatient()
        guard let agreement = facts.agreement(between: consultation.inviting, and: invitee, at: now) else {
            throw .agreementNotInForce
        }
        let price = try validPrice()
        let split = try SettlementSplit.determined(for: price, at: agreement, under: policy)
        try checkConsent(for: [invitee], fee: price.amount)
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
        try checkTreatingDepartment()
        try publishNeed()
    }

    /// The department where the patient is treated is one of the inviting institution's own, and approved (AMB-35).
    /// Where none is named it is that of the physician who sends.
    func checkTreatingDepartment() throws(Refusal) {
        let own = caller.member?.practitioner.flatMap { facts.practitioner($0) }?.department
        guard let department = consultation.request.treatingDepartment ?? own else {
            throw .fieldMissing([FieldProblem("/treatingDepartment", .missing)])
        }
        guard facts.institution(consultation.inviting)?.department(department)?.isApproved == true else {
            throw .departmentNotApproved(consultation.inviting, department)
        }
    }

    private mutating func send(
        to invitee: InstitutionID, price: PriceEntry, split: SettlementSplit, agreement: AgreementID
    ) {
        let due = now + policy.responseDeadline(for: consultation.priority)
        record(
            .submitted(
                invitation: Invitation(
                    institution: invitee, channel: .direct, state: .sent, sentAt: now, responseDue: due,
                    sentBy: caller.member?.account),
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

    func slotProblems(of request: ConsultationRequest) -> [FieldProblem?] {
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

    /// Without invitees nobody is named yet: then a consent for one institution does not cover it.
    func checkConsent(for invitees: [InstitutionID], fee: Money) throws(Refusal) {
        if consultation.isDeidentified { return try checkNothingIdentifies(fee: fee) }
        try ServiceChecks.check(
            consultation.consent, of: consultation.patient, to: consultation.serviceKind, by: invitees,
            fee: fee)
    }

    /// Identifiable data need a consent, and so does a fee (NHC-TM-3.3.1d). Nobody can look into a file, so any file
    /// counts as identifiable.
    private func checkNothingIdentifies(fee: Money) throws(Refusal) {
        let request = consultation.request
        let texts =
            [
                request.invitationReason, request.invitationPurpose, request.caseSummary,
                request.wishedPhysician,
            ]
            + (request.questions ?? [])
        guard let patient = facts.patient, consultation.attachments.isEmpty,
            !texts.contains(where: { $0.map { Identifiable.isExposed(in: $0.value, of: patient) } ?? false })
        else { throw .consentMissing }
        guard fee <= .zero else { throw .feeExceedsConsent(fee: fee, consented: .zero) }
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
