extension CooperationAgreement {
    /// Decides one command on an agreement. Reads no clock and changes nothing. The policy is that of the strictest
    /// province among the parties.
    package static func decide(
        _ command: AgreementCommand, on current: CooperationAgreement?, by caller: Caller, at now: WallTime,
        under policy: Policy, facts: Facts
    ) throws(Refusal) -> RecordDecision<AgreementChange> {
        if case .draft(let id, let text) = command {
            guard current == nil else { throw .alreadyExists }
            return try draft(id, text, by: caller, at: now, under: policy, facts: facts)
        }
        guard let current else { throw .accessDenied }
        var weighing = AgreementWeighing(
            agreement: current, caller: caller, now: now, policy: policy, facts: facts)
        try weighing.gate(command.action)
        try weighing.perform(command)
        return weighing.decision
    }

    /// What a page offers to `caller`; the details are judged when they come.
    package func availableActions(for caller: Caller) -> [AgreementCommand.Action] {
        guard let member = caller.member, let shown = proposal?.text ?? text,
            AgreementWeighing.isSignatory(member, of: shown)
        else { return [] }
        let isDrafting = proposal?.draftedBy == member.institution
        return AgreementCommand.Action.allCases.filter { action in
            guard action.allowedPhases.contains(phase) else { return false }
            return switch action {
            case .draft, .deadlinePassed, .bringIntoForce: false
            case .submitForSignature: isDrafting
            case .sign: proposal?.missingSignatures.contains(member.institution) ?? false
            case .resume: suspension?.institution == member.institution
            case .edit, .reject, .amend, .suspend, .terminate: true
            }
        }
    }

    private static func draft(
        _ id: AgreementID, _ text: AgreementText, by caller: Caller, at now: WallTime, under policy: Policy,
        facts: Facts
    ) throws(Refusal) -> RecordDecision<AgreementChange> {
        guard let member = caller.member else { throw .roleRequired([.institutionAdmin]) }
        guard text.signatories.contains(member.institution) else { throw .accessDenied }
        guard AgreementWeighing.isSignatory(member, of: text) else {
            throw .roleRequired([.institutionAdmin])
        }
        let problems = AgreementWeighing.problems(of: text, facts: facts)
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
        let event = RecordEvent(
            at: now, by: caller, policyVersion: policy.id,
            change: AgreementChange.drafted(id, text, by: member.institution))
        return RecordDecision(events: [event], effects: [])
    }
}
