extension PractitionerFile {
    package typealias Change = PractitionerFileChange

    package static var stream: String { "practitioner" }
    package var key: String { practitioner.text }
    package var stateName: String { state.rawValue }
    package var parties: [InstitutionID] { [institution] }

    package init?(first event: RecordEvent<PractitionerFileChange>) {
        guard case .recognised(let id, let institution, _, let validTo) = event.change else { return nil }
        self.init(
            practitioner: id, institution: institution, version: 1,
            state: validTo == nil ? .unverified : .verified, stateSince: event.at, registryCheck: nil,
            realName: nil, validTo: validTo, passedDeadlines: [])
    }

    package mutating func apply(_ event: RecordEvent<PractitionerFileChange>) {
        version += 1
        switch event.change {
        case .recognised(_, _, _, let last): reckon(last, at: event.at)
        case .registryChecked(let check, let last):
            registryCheck = check
            reckon(last, at: event.at)
        case .realNameVerified(let verification, let last):
            realName = verification
            reckon(last, at: event.at)
        case .onlineConsentRecorded(let consent): onlineConsent = consent
        case .lapsed: enter(.lapsed, at: event.at)
        case .deadlinePassed(let kind, let dueAt):
            passedDeadlines.append(PassedDeadline(kind: kind, dueAt: dueAt, at: event.at))
        }
    }

    private mutating func reckon(_ last: CivilDate?, at instant: WallTime) {
        validTo = last
        let next: State = last.map { CivilDate(instant) <= $0 ? .verified : .lapsed } ?? .unverified
        if next != state { enter(next, at: instant) }
    }

    private mutating func enter(_ next: State, at instant: WallTime) {
        state = next
        stateSince = instant
    }

    package var openDeadlines: [Deadline] {
        guard state == .verified, let validTo else { return [] }
        return [
            limit(.identityCheckWarning, at: validTo.adding(days: -Self.warningDays.first).start),
            limit(.identityCheckReminder, at: validTo.adding(days: -Self.warningDays.second).start),
            limit(.identityCheckLapse, at: validTo.end),
        ].filter { $0.passedAt == nil }
    }

    private func limit(_ kind: Deadline.Kind, at dueAt: WallTime) -> Deadline {
        Deadline(
            kind: kind, dueAt: dueAt, openedAt: stateSince,
            owner: Deadline.Owner(institution: institution, role: .institutionAdmin),
            escalation: kind.escalation,
            passedAt: passedDeadlines.last { $0.kind == kind && $0.dueAt == dueAt }?.at)
    }

    /// Decides one command on the file of `practitioner`, who works at `institution`.
    package static func decide(
        _ command: PractitionerFileCommand, of practitioner: Practitioner, at institution: InstitutionID,
        on current: PractitionerFile?, by caller: Caller, at now: WallTime, under policy: Policy
    ) throws(Refusal) -> RecordDecision<PractitionerFileChange> {
        var changes: [PractitionerFileChange] = []
        var effects: [Effect] = []
        var file = current
        if file == nil {
            let first = PractitionerFileChange.recognised(
                practitioner.id, institution, checkedOn: practitioner.registryCheckedOn,
                validTo: practitioner.identityValidTo(under: policy))
            changes.append(first)
            file = PractitionerFile(
                first: RecordEvent(at: now, by: caller, policyVersion: policy.id, change: first))
        }
        guard let file else { throw .accessDenied }
        try gate(command, file, practitioner, caller)
        var known = practitioner
        switch command {
        case .recognise:
            let last = practitioner.identityValidTo(under: policy)
            if current != nil, last != file.validTo {
                changes.append(
                    .recognised(
                        practitioner.id, institution, checkedOn: practitioner.registryCheckedOn, validTo: last
                    ))
            }
        case .recordRegistryCheck(var check):
            try check.refuseIfWrong(on: CivilDate(now))
            check.by = caller.member?.account
            known.registryCheck = check
            changes.append(.registryChecked(check, validTo: known.identityValidTo(under: policy)))
        case .recordRealName(var verification):
            guard verification.verifiedOn <= CivilDate(now) else {
                throw .fieldInvalid([FieldProblem("/verifiedOn", .outOfRange)])
            }
            verification.by = caller.member?.account
            known.realNameVerification = verification
            changes.append(.realNameVerified(verification, validTo: known.identityValidTo(under: policy)))
        case .recordOnlineConsent(var consent):
            try consent.refuseIfWrong()
            guard consent.institution == institution else {
                throw .fieldInvalid([FieldProblem("/institution", .invalid)])
            }
            consent.by = caller.member?.account
            changes.append(.onlineConsentRecorded(consent))
        case .deadlinePassed(let kind):
            changes += try file.passed(kind, at: now)
            for role in PractitionerFileCommand.roles {
                effects.append(.notify(institution: institution, role: role, notice: .identityCheckDue))
            }
            effects.append(.notifyPractitioner(practitioner.id, notice: .identityCheckDue))
        }
        let events = changes.map { RecordEvent(at: now, by: caller, policyVersion: policy.id, change: $0) }
        return RecordDecision(events: events, effects: effects)
    }

    private static func gate(
        _ command: PractitionerFileCommand, _ file: PractitionerFile, _ practitioner: Practitioner,
        _ caller: Caller
    ) throws(Refusal) {
        guard let member = caller.member else {
            switch command {
            case .recognise, .deadlinePassed: return
            case .recordRegistryCheck, .recordRealName, .recordOnlineConsent:
                throw .roleRequired(PractitionerFileCommand.roles)
            }
        }
        guard member.institution == file.institution else { throw .accessDenied }
        switch command {
        case .recognise, .deadlinePassed: throw .roleRequired([])
        case .recordRegistryCheck, .recordRealName, .recordOnlineConsent:
            // Nobody confirms who they are themselves.
            guard PractitionerFileCommand.roles.contains(where: caller.has),
                member.practitioner != practitioner.id
            else { throw .roleRequired(PractitionerFileCommand.roles) }
        }
    }

    private func passed(_ kind: Deadline.Kind, at now: WallTime) throws(Refusal) -> [PractitionerFileChange] {
        guard let deadline = openDeadlines.first(where: { $0.kind == kind }) else { throw .accessDenied }
        guard deadline.hasPassed(at: now) else { throw .deadlineNotPassed(dueAt: deadline.dueAt) }
        let passed = PractitionerFileChange.deadlinePassed(kind, dueAt: deadline.dueAt)
        return kind == .identityCheckLapse ? [passed, .lapsed] : [passed]
    }
}

extension RegistryCheck {
    fileprivate func refuseIfWrong(on today: CivilDate) throws(Refusal) {
        let problems = [
            Limits.required("/source", Redacted(source), limit: Limits.shortText),
            checkedOn > today ? FieldProblem("/checkedOn", .outOfRange) : nil,
        ].compactMap { $0 }
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
    }
}
