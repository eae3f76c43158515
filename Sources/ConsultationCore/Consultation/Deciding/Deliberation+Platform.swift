extension Consultation {
    /// Somebody has accepted: whoever answers now comes too late (NHC-TM-1d).
    package var isTaken: Bool { invitations.contains { $0.state == .accepted } }
}

extension Deliberation {
    /// Publishes the need on the platform instead of asking one institution (NHC-TM 一(二)), in Jilin too (AMB-37).
    mutating func publishNeed() throws(Refusal) {
        let request = consultation.request
        guard let platform = request.platformOperator, facts.institution(platform) != nil else {
            throw .fieldMissing([FieldProblem("/platformOperatorId", .missing)])
        }
        guard let summary = request.publicSummary, !summary.isBlank else {
            throw .fieldMissing([FieldProblem("/publicSummary", .missing)])
        }
        let exposed = identifiableFields()
        guard exposed.isEmpty else { throw .identifiableData(exposed) }
        try checkPatient()
        let price = try validPrice()
        try checkConsent(for: [], fee: price.amount)
        record(
            .needPublished(
                charge: Charge(state: .confirmed, fee: price.amount, price: price.id, level: price.level),
                platformOperator: platform))
        cause(.notify(institution: platform, role: .operator, notice: .needPublished))
        cause(.publish(.needPublished))
    }

    /// Texts that strangers will read must not name the patient (NHC-TM-1e).
    private func identifiableFields() -> [FieldProblem] {
        let request = consultation.request
        let published: [(String, Redacted<String>?)] = [
            ("/publicSummary", request.publicSummary), ("/invitationPurpose", request.invitationPurpose),
            ("/invitationReason", request.invitationReason),
        ]
        return published.compactMap { pointer, text in
            guard let text, let patient = facts.patient else { return nil }
            return Identifiable.isExposed(in: text.value, of: patient)
                ? FieldProblem(pointer, .invalid) : nil
        }
    }

    /// The operator's choice; the institution still answers for itself.
    mutating func match(_ institution: InstitutionID) throws(Refusal) {
        guard let candidate = facts.institution(institution), institution != consultation.inviting else {
            throw .fieldInvalid([FieldProblem("/institutionId", .unknownInstitution)])
        }
        let (split, agreement) = try checkCandidate(candidate)
        try record(matched: candidate, split: split, agreement: agreement)
        notify(institution, .invitationCoordinator, .invitationReceived)
        notify(.inviting, .invitationCoordinator, .invitationMatched)
    }

    /// An institution's own answer is at once its acceptance: the first valid one wins.
    mutating func volunteer(_ acceptance: Acceptance) throws(Refusal) {
        guard let id = caller.institution, let own = facts.institution(id) else { throw .accessDenied }
        let (split, agreement) = try checkCandidate(own)
        try record(matched: own, split: split, agreement: agreement)
        try acceptAs(own, acceptance)
    }

    /// Standing, level, department and the agreement of all three parties (NHC-TM-1b, NHC-TM-1d).
    private func checkCandidate(_ candidate: Institution) throws(Refusal) -> (SettlementSplit, AgreementID) {
        try Standing.checkInvited(candidate, at: now, under: policy)
        guard let specialty = consultation.request.requestedSpecialty,
            candidate.department(specialty)?.isApproved == true
        else {
            throw .departmentNotApproved(candidate.id, consultation.request.requestedSpecialty ?? "")
        }
        try checkAgreement(with: candidate)
        let price = try validPrice()
        guard
            let agreement = facts.agreement(between: consultation.inviting, and: candidate.id, at: now)
        else { throw .agreementNotInForce }
        return (try SettlementSplit.determined(for: price, at: agreement, under: policy), agreement.id)
    }

    func isCandidate(_ candidate: Institution) -> Bool {
        do throws(Refusal) {
            _ = try checkCandidate(candidate)
            return true
        } catch { return false }
    }

    private mutating func record(
        matched candidate: Institution, split: SettlementSplit, agreement: AgreementID
    ) throws(Refusal) {
        let price = try validPrice()
        record(
            .institutionMatched(
                invitation: Invitation(
                    institution: candidate.id, channel: .platform, state: .sent, sentAt: now,
                    responseDue: now + policy.responseDeadline(for: consultation.priority),
                    sentBy: caller.member?.account),
                charge: Charge(
                    state: .confirmed, fee: price.amount, price: price.id, level: price.level, split: split),
                agreement: agreement))
        if !consultation.attachments.isEmpty {
            let items = consultation.attachments.map {
                Effect.DeliveredItem(attachment: $0.id, group: $0.group)
            }
            cause(.deliverMaterial(to: candidate.id, items: items))
        }
    }

    /// In platform mode the operator hears of every answer in the same transaction (NHC-TM-3.3.2d).
    mutating func tellOperator(_ notice: Effect.Notice) {
        guard consultation.mode == .platformMatched, let platform = consultation.request.platformOperator
        else { return }
        cause(.notify(institution: platform, role: .operator, notice: notice))
    }

    private mutating func notify(_ institution: InstitutionID, _ role: Role, _ notice: Effect.Notice) {
        cause(.notify(institution: institution, role: role, notice: notice))
    }
}

/// What would let a reader know who the patient is: the name, the document's number, an identity-card or phone number.
enum Identifiable {
    static func isExposed(in text: String, of patient: Patient) -> Bool {
        let name = patient.name.value
        if name.count > 1, text.contains(name) { return true }
        let number = patient.identity.value.number
        if !number.isEmpty, text.contains(number) { return true }
        return digitRuns(in: text).contains { run in
            let digits = run.count
            return digits == 17 || digits == 18 || digits == 15 || (digits == 11 && run.first == "1")
        }
    }

    /// Runs of digits; spaces and hyphens inside do not hide a number.
    private static func digitRuns(in text: String) -> [String] {
        var runs: [String] = []
        var run = ""
        for character in text {
            if character.isASCII, character.isNumber {
                run.append(character)
            } else if character != " ", character != "-", !run.isEmpty {
                runs.append(run)
                run = ""
            }
        }
        return run.isEmpty ? runs : runs + [run]
    }
}
