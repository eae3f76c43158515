extension AgreementWeighing {
    /// What is wrong with a text as typed; whether it is complete is asked when it goes out for signature.
    static func problems(of text: AgreementText, facts: Facts) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        if Set(text.parties).count < 2 { problems.append(FieldProblem("/parties", .missing)) }
        if text.parties.count > Limits.agreementParties {
            problems.append(FieldProblem("/parties", .tooMany))
        }
        for (index, party) in text.parties.enumerated() {
            if facts.institution(party) == nil {
                problems.append(FieldProblem("/parties/\(index)", .unknownInstitution))
            } else if text.parties.prefix(index).contains(party) {
                problems.append(FieldProblem("/parties/\(index)", .invalid))
            }
        }
        if let platform = text.platformOperator, facts.institution(platform) == nil {
            problems.append(FieldProblem("/platformOperatorId", .unknownInstitution))
        }
        if let higher = text.higherParty, !text.parties.contains(higher) {
            problems.append(FieldProblem("/higherPartyId", .unknownInstitution))
        }
        if let bearer = text.serviceFeeBearer, text.platformOperator == nil || !text.parties.contains(bearer)
        {
            problems.append(FieldProblem("/serviceFeeBearerId", .unknownInstitution))
        }
        if text.validTo < text.validFrom { problems.append(FieldProblem("/validTo", .endsBeforeStart)) }
        if text.serviceKinds.isEmpty { problems.append(FieldProblem("/serviceKinds", .missing)) }
        for clause in text.clauses {
            if clause.text.unicodeScalars.count > Limits.longText {
                problems.append(FieldProblem("/clauses/\(clause.clause.rawValue)", .tooLong))
            }
        }
        return problems + splitProblems(of: text)
    }

    private static func splitProblems(of text: AgreementText) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        for (index, split) in text.negotiatedSplits.enumerated() {
            let parts = 0...Limits.splitParts
            if !parts.contains(split.invitingParts) || !parts.contains(split.invitedParts)
                || split.invitingParts + split.invitedParts == 0
            {
                problems.append(FieldProblem("/negotiatedSplits/\(index)", .outOfRange))
            }
            if text.negotiatedSplits.prefix(index).contains(where: { $0.serviceKind == split.serviceKind }) {
                problems.append(FieldProblem("/negotiatedSplits/\(index)/serviceKind", .invalid))
            }
        }
        for (index, workflow) in text.diagnosisWorkflows.enumerated() {
            if !workflow.serviceKind.isDiagnosis {
                problems.append(FieldProblem("/diagnosisWorkflows/\(index)/serviceKind", .invalid))
            }
            if workflow.text.unicodeScalars.count > Limits.longText {
                problems.append(FieldProblem("/diagnosisWorkflows/\(index)/text", .tooLong))
            }
            if workflow.turnaroundMinutes.map({ $0 < 1 }) ?? false {
                problems.append(FieldProblem("/diagnosisWorkflows/\(index)/turnaroundMinutes", .outOfRange))
            }
        }
        return problems
    }
}

extension Policy {
    /// Kinds whose fee has no statutory split: the parties must agree on one (JL 44¶3, AMB-11, AMB-12). Where there is
    /// no statute at all, every kind is left to the agreement.
    func needsNegotiatedSplit(_ kind: ServiceKind) -> Bool {
        switch kind {
        case .remoteConsultation, .remoteMultidisciplinaryTeam: statutorySplitLevels.isEmpty
        default: true
        }
    }
}
