extension TwoWayReferral {
    /// Product default: how long the receiving institution has to answer; no law sets one.
    package static let answerLimit = TimeSpan.hours(24)
    /// Files that one package may hold.
    package static let documentLimit = 200

    /// Decides one command under the rules of the sending institution's province.
    package static func decide(
        _ command: ReferralCommand, on current: TwoWayReferral?, by caller: Caller, at now: WallTime,
        under policy: Policy, facts: ReferralFacts
    ) throws(Refusal) -> RecordDecision<ReferralChange> {
        let change: ReferralChange
        var effects: [Effect] = []
        if case .draft(let opening) = command {
            guard current == nil else { throw .alreadyExists }
            change = try draft(opening, by: caller, facts)
        } else {
            guard let current else { throw .accessDenied }
            try current.gate(command.action, by: caller)
            change = try current.change(command, by: caller, at: now, under: policy, facts)
            effects = current.notices(of: change)
        }
        let event = RecordEvent(at: now, by: caller, policyVersion: policy.id, change: change)
        return RecordDecision(events: [event], effects: effects)
    }

    package func availableActions(for caller: Caller) -> [ReferralCommand.Action] {
        ReferralCommand.Action.allCases.filter { action in
            do throws(Refusal) {
                try gate(action, by: caller)
                return action != .send || isConsented
            } catch {
                return false
            }
        }
    }

    /// Signed for this target and this text.
    package var isConsented: Bool {
        consent.map { $0.documentHash == consentContent(signedBy: $0.signer).digest } ?? false
    }

    private func gate(_ action: ReferralCommand.Action, by caller: Caller) throws(Refusal) {
        if let member = caller.member {
            guard let side = side(of: member.institution) else {
                throw member.roles.contains(.operator) ? .operatorForbidden : .accessDenied
            }
            guard action.side == side, action.roles.contains(where: caller.has) else {
                throw .roleRequired(action.roles)
            }
        } else if action.side != nil {
            throw .roleRequired(action.roles)
        }
        guard action.allowedStates.contains(state) else { throw .referral(.stateNotAllowed(state)) }
    }

    private static func draft(
        _ opening: ReferralOpening, by caller: Caller, _ facts: ReferralFacts
    ) throws(Refusal) -> ReferralChange {
        guard let member = caller.member, member.roles.contains(.physician) else {
            throw .roleRequired([.physician])
        }
        guard let patient = facts.patient, patient.id == opening.patient,
            patient.institution == member.institution
        else { throw .patientNotOfInvitingInstitution }
        if let id = opening.origin.consultation {
            // It is opened from a report on the own patient; the package is the record of that case.
            guard let consultation = facts.consultation, consultation.id == id,
                consultation.inviting == member.institution, consultation.patient == opening.patient
            else { throw .accessDenied }
            guard consultation.report?.issuedAt != nil else { throw .referral(.reportMissing) }
        }
        try check(opening.content)
        return .drafted(opening, from: member.institution)
    }

    private func change(
        _ command: ReferralCommand, by caller: Caller, at now: WallTime, under policy: Policy,
        _ facts: ReferralFacts
    ) throws(Refusal) -> ReferralChange {
        switch command {
        case .draft: throw .alreadyExists
        case .edit(let content):
            try Self.check(content)
            return .edited(content)
        case .signConsent(let signer):
            try ServiceChecks.check(signer, under: policy)
            _ = try target(facts, at: now, under: policy)
            let digest = consentContent(signedBy: signer).digest
            return .consentSigned(ReferralConsent(signer: signer, signedAt: now, documentHash: digest))
        case .send(let documents):
            try ServiceChecks.check(facts.patient, is: patient, of: from)
            _ = try target(facts, at: now, under: policy)
            guard isConsented else { throw .referral(.consentMissing) }
            guard documents.count <= Self.documentLimit else {
                throw .fieldInvalid([FieldProblem("/documents", .tooMany)])
            }
            return .sent(documents, answerDueAt: now + Self.answerLimit)
        case .accept(let day, let note):
            guard let account = caller.member?.account else { throw .roleRequired([.invitationCoordinator]) }
            var problems = [Limits.problem("/note", note, limit: Limits.shortText)].compactMap(\.self)
            if day < CivilDate(now) { problems.append(FieldProblem("/expectedOn", .inPast)) }
            guard problems.isEmpty else { throw .fieldInvalid(problems) }
            return .accepted(ReferralAnswer(expectedOn: day, note: note, at: now, by: account))
        case .decline(let reason): return .declined(reason: try Self.checked(reason))
        case .withdraw(let reason): return .withdrawn(reason: try Self.checked(reason))
        case .confirmArrival: return .arrived
        case .deadlinePassed:
            guard let due = answerDueAt, !isOverdue else { throw .referral(.stateNotAllowed(state)) }
            guard now > due else { throw .deadlineNotPassed(dueAt: due) }
            return .answerOverdue
        }
    }

    /// A physical institution that serves, on the side of the levels that the direction says (JL 9, NHC-ID 16).
    private func target(
        _ facts: ReferralFacts, at now: WallTime, under policy: Policy
    ) throws(Refusal) -> Institution {
        guard let own = facts.own, own.id == from, let to = content.to else {
            throw .fieldMissing([FieldProblem("/toInstitutionId", .missing)])
        }
        guard to != from else { throw .fieldInvalid([FieldProblem("/toInstitutionId", .inviteeIsSelf)]) }
        guard let target = facts.target, target.id == to else {
            throw .fieldInvalid([FieldProblem("/toInstitutionId", .unknownInstitution)])
        }
        guard target.licence != nil else { throw .referral(.targetNotPhysical) }
        try Standing.checkInvited(target, at: now, under: policy)
        let fits = content.direction == .referralUp ? target.isHigher(than: own) : own.isHigher(than: target)
        guard fits else { throw .referral(.directionWrong(content.direction)) }
        let missing = [
            Limits.required("/reason", content.reason, limit: Limits.shortText),
            Limits.required("/summary", content.summary, limit: Limits.longText),
        ].compactMap(\.self)
        guard missing.isEmpty else { throw .fieldInvalid(missing) }
        return target
    }

    private static func check(_ content: ReferralContent) throws(Refusal) {
        let problems = [
            Limits.problem("/reason", content.reason, limit: Limits.shortText),
            Limits.problem("/summary", content.summary, limit: Limits.longText),
        ].compactMap(\.self)
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
    }

    private static func checked(_ reason: Redacted<String>) throws(Refusal) -> Redacted<String> {
        if let problem = Limits.required("/reason", reason, limit: Limits.shortText) {
            throw .fieldInvalid([problem])
        }
        return reason
    }

    private func notices(of change: ReferralChange) -> [Effect] {
        func tell(_ institution: InstitutionID?, _ roles: [Role], _ notice: Effect.Notice) -> [Effect] {
            roles.compactMap { role in
                institution.map { .notify(institution: $0, role: role, notice: notice) }
            }
        }
        let receivers: [Role] = [.invitationCoordinator]
        return switch change {
        case .drafted, .edited, .consentSigned: []
        case .sent: tell(content.to, receivers, .referralReceived)
        case .accepted: tell(from, [.physician], .referralAccepted)
        case .declined: tell(from, [.physician], .referralDeclined)
        case .withdrawn: sentAt == nil ? [] : tell(content.to, receivers, .referralWithdrawn)
        case .arrived: tell(from, [.physician], .referralArrived)
        case .answerOverdue:
            tell(content.to, receivers + [.qualityController], .referralOverdue)
                + tell(from, [.physician], .referralOverdue)
        }
    }
}
