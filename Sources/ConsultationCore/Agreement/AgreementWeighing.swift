/// One command on an agreement being weighed.
struct AgreementWeighing {
    let agreement: CooperationAgreement
    let caller: Caller
    let now: WallTime
    let policy: Policy
    let facts: Facts

    private(set) var changes: [AgreementChange] = []
    private(set) var effects: [Effect] = []

    var decision: RecordDecision<AgreementChange> {
        let events = changes.map { RecordEvent(at: now, by: caller, policyVersion: policy.id, change: $0) }
        return RecordDecision(events: events, effects: effects)
    }

    /// Access, role and phase, in this order.
    func gate(_ action: AgreementCommand.Action) throws(Refusal) {
        if let member = caller.member {
            guard agreement.parties.contains(member.institution) else {
                throw member.roles.contains(.operator) ? .operatorForbidden : .accessDenied
            }
            guard let text = agreement.proposal?.text ?? agreement.text,
                Self.isSignatory(member, of: text), action != .deadlinePassed
            else { throw .roleRequired([.institutionAdmin]) }
        } else if action != .deadlinePassed {
            throw .roleRequired([.institutionAdmin])
        }
        guard action.allowedPhases.contains(agreement.phase) else {
            throw .agreementStateNotAllowed(agreement.phase)
        }
    }

    /// Who may bind a party: its administrator; for the platform its operator.
    static func isSignatory(_ member: Caller.Member, of text: AgreementText) -> Bool {
        member.roles.contains(.institutionAdmin)
            || (member.institution == text.platformOperator && member.roles.contains(.operator))
    }

    mutating func perform(_ command: AgreementCommand) throws(Refusal) {
        switch command {
        case .draft: throw .alreadyExists
        case .edit(let text): try edit(text)
        case .submitForSignature: try submit()
        case .sign(let signing): try sign(signing)
        case .reject(let reason): try reject(reason)
        case .bringIntoForce: try bringIntoForce()
        case .amend(let text): try amend(text)
        case .suspend(let reason):
            changes.append(.suspended(reason: try required(reason)))
            tell(.agreementSuspended)
        case .resume(let reason): try resume(reason)
        case .terminate(let reason):
            changes.append(.terminated(reason: try required(reason)))
            tell(.agreementEnded)
        case .deadlinePassed(let kind): try deadlinePassed(kind)
        }
    }

    private func required(_ reason: String) throws(Refusal) -> String {
        if let problem = Limits.required("/reason", Redacted(reason), limit: Limits.shortText) {
            throw .fieldInvalid([problem])
        }
        return reason
    }

    private mutating func edit(_ text: AgreementText) throws(Refusal) {
        try check(text)
        changes.append(.edited(text))
    }

    private func check(_ text: AgreementText) throws(Refusal) {
        let problems = Self.problems(of: text, facts: facts)
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
        guard let member = caller.member, text.signatories.contains(member.institution) else {
            throw .accessDenied
        }
    }

    private mutating func amend(_ text: AgreementText) throws(Refusal) {
        try check(text)
        guard let institution = caller.institution else { throw .roleRequired([.institutionAdmin]) }
        changes.append(.amendmentDrafted(text, by: institution))
        tell(.agreementAmended)
    }

    /// Every clause that the law asks for is there before anybody signs (NHC-TM-3.1a, 3.1c, 3.4a, JL-44b, JL-16).
    private mutating func submit() throws(Refusal) {
        guard let proposal = agreement.proposal else {
            throw .agreementStateNotAllowed(agreement.phase)
        }
        guard proposal.draftedBy == caller.institution else { throw .accessDenied }
        let text = proposal.text
        let missing = text.requiredClauses.filter { text.clause($0)?.isBlank ?? true }
        guard missing.isEmpty else { throw .agreementClauseMissing(missing) }
        try checkDiagnosis(text)
        let unsplit = text.serviceKinds.filter { kind in
            policy.needsNegotiatedSplit(kind) && !text.negotiatedSplits.contains { $0.serviceKind == kind }
        }
        guard unsplit.isEmpty else { throw .agreementSplitMissing }
        if let terms = policy.governingTextForOutsiders, text.governingText != terms,
            text.parties.contains(where: { facts.institution($0)?.jurisdiction != policy.jurisdiction })
        {
            throw .jilinTermsRequired(governingText: terms)
        }
        guard text.validTo >= CivilDate(now) else {
            throw .fieldInvalid([FieldProblem("/validTo", .inPast)])
        }
        changes.append(.submitted(contentHash: text.content(of: agreement.id).digest))
        tell(.agreementToSign)
    }

    private func checkDiagnosis(_ text: AgreementText) throws(Refusal) {
        let kinds = text.serviceKinds.filter(\.isDiagnosis)
        guard !kinds.isEmpty else { return }
        let without = kinds.filter { kind in
            !text.diagnosisWorkflows.contains { $0.serviceKind == kind && !$0.text.isBlank }
        }
        let isRelated = text.relation.map {
            $0.kind != .otherCooperation || !$0.description.isBlank
        }
        guard isRelated == true, without.isEmpty else {
            throw .diagnosisClauseMissing(without.isEmpty ? kinds : without)
        }
    }

    private mutating func sign(_ signing: AgreementSigning) throws(Refusal) {
        guard let proposal = agreement.proposal, let hash = proposal.contentHash,
            let member = caller.member
        else { throw .agreementStateNotAllowed(agreement.phase) }
        guard proposal.text.signatories.contains(member.institution) else { throw .accessDenied }
        let problems = [
            Limits.required("/signatory", Redacted(signing.signatory), limit: Limits.shortText),
            Limits.required("/authority", Redacted(signing.authority), limit: Limits.shortText),
            signing.method == .scannedOriginal && signing.document == nil
                ? FieldProblem("/document", .missing) : nil,
        ].compactMap { $0 }
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
        guard member.isVerified(at: now, under: policy) else { throw .signatureRequired }
        // Signing twice is signing once.
        guard proposal.missingSignatures.contains(member.institution) else { return }
        changes.append(
            .signed(
                AgreementSignature(
                    institution: member.institution, account: member.account, signatory: signing.signatory,
                    authority: signing.authority, method: signing.method, document: signing.document,
                    signedAt: now, contentHash: hash,
                    entity: facts.institution(member.institution).map {
                        LegalEntity(of: $0, under: .telemedicine)
                    })))
        tell(.agreementSigned)
        if proposal.missingSignatures == [member.institution], proposal.text.validFrom <= CivilDate(now) {
            enterIntoForce()
        }
    }

    private mutating func reject(_ reason: String) throws(Refusal) {
        guard let proposal = agreement.proposal, let institution = caller.institution,
            proposal.text.signatories.contains(institution)
        else { throw .accessDenied }
        changes.append(.rejected(reason: try required(reason)))
        tell(.agreementRejected)
    }

    /// Only when every party has signed and the first day has come (NHC-TM-3.1b).
    private mutating func bringIntoForce() throws(Refusal) {
        guard let proposal = agreement.proposal else {
            throw .agreementStateNotAllowed(agreement.phase)
        }
        guard proposal.missingSignatures.isEmpty else {
            throw .agreementSignatureMissing(proposal.missingSignatures)
        }
        let start = proposal.text.validFrom.start
        guard start <= now else { throw .deadlineNotPassed(dueAt: start) }
        enterIntoForce()
    }

    private mutating func enterIntoForce() {
        changes.append(.enteredIntoForce)
        tell(.agreementInForce)
    }

    /// The side that suspended lifts it: nobody takes back another's word.
    private mutating func resume(_ reason: String) throws(Refusal) {
        guard agreement.suspension?.institution == caller.institution else { throw .accessDenied }
        changes.append(.resumed(reason: try required(reason)))
        tell(.agreementInForce)
    }

    private mutating func deadlinePassed(_ kind: Deadline.Kind) throws(Refusal) {
        guard let deadline = agreement.openDeadlines.first(where: { $0.kind == kind }) else {
            throw .agreementStateNotAllowed(agreement.phase)
        }
        guard deadline.hasPassed(at: now) else { throw .deadlineNotPassed(dueAt: deadline.dueAt) }
        guard deadline.passedAt == nil else { return }
        changes.append(.deadlinePassed(kind, dueAt: deadline.dueAt))
        switch kind {
        case .agreementStart: enterIntoForce()
        case .agreementExpiry:
            changes.append(.expired)
            tell(.agreementEnded)
        case .agreementSignatureDue: tell(.agreementSignatureOverdue)
        default: tell(.agreementExpiring)
        }
    }

    /// Every party hears of it; the operator's people hold another role.
    private mutating func tell(_ notice: Effect.Notice) {
        for party in agreement.parties {
            let isOperator = party == (agreement.proposal?.text ?? agreement.text)?.platformOperator
            effects.append(
                .notify(
                    institution: party, role: isOperator ? .operator : .institutionAdmin, notice: notice))
        }
    }
}
