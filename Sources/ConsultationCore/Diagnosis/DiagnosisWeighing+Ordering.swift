extension DiagnosisWeighing {
    /// What a draft may say at all; whether it is complete is asked when it is sent.
    static func check(
        _ request: DiagnosisRequest, of inviting: InstitutionID, facts: Facts, under policy: Policy
    ) throws(Refusal) {
        let scope = request.scope
        guard scope.kind.isDiagnosis, policy.serviceKinds.contains(scope.kind) else {
            throw .serviceKindNotPermitted(scope.kind)
        }
        var problems = [
            Limits.problem("/examination", request.examination, limit: Limits.shortText),
            Limits.problem("/clinicalSummary", request.clinicalSummary, limit: Limits.longText),
            Limits.problem("/question", request.question, limit: Limits.shortText),
        ].compactMap { $0 }
        if scope.subKind != nil, scope.kind != .remoteImagingDiagnosis {
            problems.append(FieldProblem("/subKind", .invalid))
        }
        if let invitee = request.invitee {
            if invitee == inviting {
                problems.append(FieldProblem("/invitedInstitutionId", .inviteeIsSelf))
            } else if facts.institution(invitee) == nil {
                problems.append(FieldProblem("/invitedInstitutionId", .unknownInstitution))
            }
        }
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
    }

    mutating func edit(_ request: DiagnosisRequest) throws(Refusal) {
        try Self.check(request, of: order.inviting, facts: facts, under: policy)
        changes.append(.edited(request))
    }

    mutating func add(_ item: Attachment) throws(Refusal) {
        if order.items.count >= Limits.attachments {
            throw .fieldInvalid([FieldProblem("/items", .tooMany)])
        }
        // What is there already, to the last bit, need not be there twice.
        guard !order.items.contains(where: { $0.id == item.id }) else { return }
        changes.append(.itemAdded(item))
        if order.state != .draft, order.state != .returned { tell(.invited, .physician, .materialAdded) }
    }

    mutating func present(_ presentation: ConsentPresentation) throws(Refusal) {
        try refuse([
            Limits.required(
                "/serviceDescription", presentation.serviceDescription, limit: Limits.longText)
        ])
        let fee = try ServiceChecks.statedFee(presentation, under: policy)
        guard let account = caller.member?.account else { throw .roleRequired([.physician]) }
        changes.append(
            .consentPresented(
                InformedConsent(
                    state: .presented, patient: order.patient, serviceKind: order.request.scope.kind,
                    serviceDescription: presentation.serviceDescription, fee: fee, payer: presentation.payer,
                    recordingStated: presentation.recordingStated, scope: order.request.invitee,
                    presentedAt: now, presentedBy: account)))
    }

    mutating func sign(_ signer: ConsentSigner) throws(Refusal) {
        guard let consent = order.consent, consent.state == .presented else { throw .consentMissing }
        try ServiceChecks.check(signer, under: policy)
        changes.append(
            .consentSigned(
                signer: signer, documentHash: consent.content(of: order.caseID, signedBy: signer).digest))
    }

    mutating func withdrawConsent(_ reason: Redacted<String>) throws(Refusal) {
        guard let consent = order.consent, consent.state == .signed else { throw .consentMissing }
        guard consent.useStoppedAt == nil else { throw .consentWithdrawn }
        try refuse([Limits.required("/reason", reason, limit: Limits.shortText)])
        changes.append(.consentWithdrawn(reason: reason))
        tell(.invited, .physician, .consentWithdrawn)
        tell(.invited, .invitationCoordinator, .consentWithdrawn)
        // Nothing was sent yet, or the report exists: the order itself goes on as it is.
        if order.isSent, order.report == nil {
            changes.append(.cancelled(reason: reason, consentWithdrawn: true))
        }
    }

    /// Everything that must hold before examination data leave the hospital.
    mutating func submit() throws(Refusal) {
        let request = order.request
        guard let own = facts.institution(order.inviting) else { throw .accessDenied }
        try Standing.check(own, at: now, under: policy)
        try checkComplete(request)
        guard let invitee = request.invitee, let invited = facts.institution(invitee) else {
            throw .fieldInvalid([FieldProblem("/invitedInstitutionId", .unknownInstitution)])
        }
        try Standing.checkInvited(invited, at: now, under: policy)
        guard invited.isApproved(for: request.scope) else {
            throw .departmentNotApproved(invitee, request.scope.departments.first ?? "")
        }
        try ServiceChecks.check(facts.patient, is: order.patient, of: order.inviting)
        let (agreement, turnaround) = try agreementTerms(with: invited)
        if policy.diagnosisInviteeMustBeHigher, !invited.isHigher(than: own),
            agreement.higherParty != invitee
        {
            throw .inviteeNotHigherLevel(invitee)
        }
        let price = try ServiceChecks.valid(
            facts.price, is: request.price, of: order.inviting, for: request.scope.kind, at: now,
            under: policy)
        let split = try SettlementSplit.determined(for: price, at: agreement, under: policy)
        try ServiceChecks.check(
            order.consent, of: order.patient, to: request.scope.kind, by: [invitee], fee: price.amount)
        let terms = DiagnosisTerms(
            agreement: agreement.id, turnaround: turnaround, escalateAfter: policy.diagnosisEscalateAfter,
            reviewAfter: policy.decisionReviewAfter, sentAt: now, dueAt: now + turnaround,
            greenChannel: GreenChannel(agreement, from: own))
        changes.append(
            .submitted(
                terms,
                Charge(
                    state: .confirmed, fee: price.amount, price: price.id, level: price.level, split: split)))
        effects.append(
            .notify(institution: invitee, role: .invitationCoordinator, notice: .diagnosisOrdered))
        effects.append(.publish(.diagnosisOrdered))
        acceptByArrangement(agreement)
        route(passedOver: [])
    }

    /// Inside a consortium a kind can be agreed to go by itself: the order is accepted while the agreement is in force
    /// and the published rota has somebody on duty who may sign it. Consent, identity and data were asked for above.
    private mutating func acceptByArrangement(_ agreement: Agreement) {
        let kind = order.request.scope.kind
        let isStanding =
            agreement.relation?.kind == .medicalConsortium
            && agreement.diagnosisWorkflows?.contains { $0.serviceKind == kind && $0.isStanding } == true
        guard isStanding, duty.onDuty.contains(where: mayTake) else { return }
        changes.append(.acceptedByArrangement(agreement.id))
        tell(.inviting, .physician, .diagnosisAccepted)
    }

    /// The data come again: the agreed time begins anew, and the rota is asked again.
    mutating func resubmit() throws(Refusal) {
        guard let terms = order.terms, let back = order.returns.last else { throw .accessDenied }
        try ServiceChecks.check(
            order.consent, of: order.patient, to: order.request.scope.kind,
            by: [order.invited].compactMap(\.self),
            fee: order.charge?.fee ?? .zero)
        guard order.items.contains(where: { $0.uploadedAt > back.at }) else { throw .diagnosisDataMissing }
        changes.append(.resubmitted(dueAt: now + terms.turnaround))
        tell(.invited, .invitationCoordinator, .diagnosisOrdered)
        route(passedOver: [])
    }

    private func checkComplete(_ request: DiagnosisRequest) throws(Refusal) {
        var missing: [FieldProblem] = []
        if request.invitee == nil { missing.append(FieldProblem("/invitedInstitutionId", .missing)) }
        if request.scope.kind == .remoteImagingDiagnosis, request.scope.subKind == nil {
            missing.append(FieldProblem("/subKind", .missing))
        }
        if request.examination.isBlank { missing.append(FieldProblem("/examination", .missing)) }
        if request.clinicalSummary.isBlank { missing.append(FieldProblem("/clinicalSummary", .missing)) }
        if request.examinedAt == nil { missing.append(FieldProblem("/examinedAt", .missing)) }
        guard missing.isEmpty else { throw .fieldMissing(missing) }
        if let examinedAt = request.examinedAt, examinedAt > now {
            throw .fieldInvalid([FieldProblem("/examinedAt", .outOfRange)])
        }
        guard !order.items.isEmpty else { throw .diagnosisDataMissing }
    }

    /// The agreement in force that names the kind with how it goes and how long it takes (NHC-TM-3.4a, JL-24b).
    private func agreementTerms(with invited: Institution) throws(Refusal) -> (Agreement, TimeSpan) {
        let kind = order.request.scope.kind
        let inForce = facts.agreements.filter {
            $0.isInForce(between: order.inviting, and: invited.id, at: now)
        }.sorted { $0.id < $1.id }
        guard !inForce.isEmpty else { throw .agreementNotInForce }
        let naming = inForce.first { agreement in
            agreement.diagnosisWorkflows?.contains { $0.serviceKind == kind && !$0.text.isBlank } ?? false
        }
        guard let agreement = naming, !policy.diagnosisRelationRequired || agreement.relation != nil,
            let minutes = agreement.diagnosisWorkflows?.first(where: { $0.serviceKind == kind })?
                .turnaroundMinutes
        else { throw .diagnosisClauseMissing([kind]) }
        if let terms = policy.governingTextForOutsiders, invited.jurisdiction != policy.jurisdiction,
            agreement.governingText != terms
        {
            throw .jilinTermsRequired(governingText: terms)
        }
        return (agreement, .minutes(Int64(minutes)))
    }
}
