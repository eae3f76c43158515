extension OnlineClinic {
    package typealias Change = OnlineClinicChange

    package static var stream: String { "onlineClinic" }
    package var key: String { institution.text }
    package var stateName: String { state.rawValue }
    package var parties: [InstitutionID] { [institution] }
    package var openDeadlines: [Deadline] { [] }

    package init?(first event: RecordEvent<OnlineClinicChange>) {
        guard case .begun(let institution) = event.change else { return nil }
        self.init(
            institution: institution, version: 1, state: .attended, stateSince: event.at, notices: [],
            ending: nil, hours: [], diseases: [], pharmacists: [])
    }

    package mutating func apply(_ event: RecordEvent<OnlineClinicChange>) {
        version += 1
        switch event.change {
        case .begun: break
        case .noticePublished(var notice):
            notice.publishedAt = event.at
            notices.removeAll { $0.kind == notice.kind }
            notices.append(notice)
        case .endingSet(let rules): ending = rules
        case .hoursSet(let found): hours = found
        case .diseasesSet(let found): diseases = found
        case .pharmacistsNamed(let found): pharmacists = found
        case .becameUnattended: (state, stateSince) = (.unattended, event.at)
        case .becameAttended: (state, stateSince) = (.attended, event.at)
        }
    }

    /// Decides one command on how `institution` holds its online visits; `current` is nil before the first.
    package static func decide(
        _ command: OnlineClinicCommand, of institution: InstitutionID, on current: OnlineClinic?,
        by caller: Caller, at now: WallTime, rules: VisitRules
    ) throws(Refusal) -> RecordDecision<OnlineClinicChange> {
        try gate(command, institution, caller)
        func event(_ change: OnlineClinicChange) -> RecordEvent<OnlineClinicChange> {
            RecordEvent(at: now, by: caller, policyVersion: rules.version, change: change)
        }
        var events: [RecordEvent<OnlineClinicChange>] = []
        var clinic = current
        if clinic == nil {
            events.append(event(.begun(institution)))
            clinic = OnlineClinic(first: events[0])
        }
        guard let clinic else { throw .accessDenied }
        guard let change = try clinic.change(command, at: now, rules: rules) else {
            return RecordDecision(events: current == nil ? [] : events, effects: [])
        }
        events.append(event(change))
        var effects: [Effect] = []
        if case .becameUnattended(let violation) = change {
            effects.append(.reportViolation(violation, to: institution))
        }
        return RecordDecision(events: events, effects: effects)
    }

    private static func gate(
        _ command: OnlineClinicCommand, _ institution: InstitutionID, _ caller: Caller
    ) throws(Refusal) {
        guard let member = caller.member else {
            guard command.action == .look else { throw .roleRequired(OnlineClinicCommand.roles) }
            return
        }
        guard member.institution == institution else { throw .accessDenied }
        guard command.action != .look, OnlineClinicCommand.roles.contains(where: caller.has) else {
            throw .roleRequired(OnlineClinicCommand.roles)
        }
    }

    private func change(
        _ command: OnlineClinicCommand, at now: WallTime, rules: VisitRules
    ) throws(Refusal) -> OnlineClinicChange? {
        switch command {
        case .publishNotice(let notice): return .noticePublished(try Self.checked(notice))
        case .setEnding(let ending): return .endingSet(try Self.checked(ending))
        case .setHours(let hours):
            try Self.refuse(
                hours.enumerated().compactMap { $1.isRight ? nil : FieldProblem("/hours/\($0)", .outOfRange) }
                    + (hours.count > Self.hoursLimit ? [FieldProblem("/hours", .tooMany)] : []))
            return .hoursSet(hours)
        case .setDiseases(let codes):
            try Self.refuse(
                codes.enumerated().compactMap {
                    VisitEvidence.isCode($1) ? nil : FieldProblem("/diseases/\($0)", .invalid)
                } + (codes.count > Self.diseaseLimit ? [FieldProblem("/diseases", .tooMany)] : []))
            return .diseasesSet(codes)
        case .namePharmacists(let named):
            try Self.refuse(
                named.enumerated().flatMap { index, one in
                    [
                        one.agreement.isBlank
                            ? FieldProblem("/pharmacists/\(index)/agreement", .missing) : nil,
                        one.validTo < CivilDate(now)
                            ? FieldProblem("/pharmacists/\(index)/validTo", .inPast) : nil,
                        one.institution == institution
                            ? FieldProblem("/pharmacists/\(index)/practitionerId", .inviteeIsSelf) : nil,
                    ].compactMap { $0 }
                } + (named.count > Self.pharmacistLimit ? [FieldProblem("/pharmacists", .tooMany)] : []))
            return .pharmacistsNamed(named)
        case .look(let onDuty, let waiting):
            return seen(onDuty: onDuty, waiting: waiting, at: now, rules: rules)
        }
    }

    /// Where no hours are set, a prescription that waits shows that it is business time.
    private func seen(
        onDuty: Int, waiting: Int, at now: WallTime, rules: VisitRules
    ) -> OnlineClinicChange? {
        let isBusiness = hours.isEmpty ? waiting > 0 : isOpen(at: now)
        let lacks = isBusiness && onDuty < rules.pharmacistsOnDutyMin
        switch (state, lacks) {
        case (.attended, true): return .becameUnattended(.visit(.pharmacyUnattended(since: now)))
        case (.unattended, false): return .becameAttended
        default: return nil
        }
    }

    private static func checked(_ notice: NoticeTemplate) throws(Refusal) -> NoticeTemplate {
        var kept = notice
        kept.texts = notice.texts.filter { notice.kind.blocks.contains($0.key) }
        if let block = kept.missingBlock { throw .visit(.noticeBlockMissing(block)) }
        try refuse(
            kept.texts.filter { $0.value.unicodeScalars.count > Limits.shortText }.map(\.key.rawValue)
                .sorted()
                .map { FieldProblem("/texts/\($0)", .tooLong) })
        kept.publishedAt = nil
        return kept
    }

    private static func checked(_ ending: EndingRules) throws(Refusal) -> EndingRules {
        var problems: [FieldProblem] = [
            Limits.required("/warning", Redacted(ending.warning), limit: Limits.shortText),
            Limits.required("/target", Redacted(ending.target), limit: Limits.reference),
            ending.conditions.isEmpty ? FieldProblem("/conditions", .missing) : nil,
            ending.conditions.count > conditionLimit ? FieldProblem("/conditions", .tooMany) : nil,
        ].compactMap { $0 }
        for (index, one) in ending.conditions.enumerated() {
            if let problem = Limits.required(
                "/conditions/\(index)/text", Redacted(one.text), limit: Limits.shortText)
            {
                problems.append(problem)
            }
            if !VisitEnding.Reason.chosen.contains(one.reason) {
                problems.append(FieldProblem("/conditions/\(index)/reason", .invalid))
            }
        }
        try refuse(problems)
        return ending
    }

    private static func refuse(_ problems: [FieldProblem]) throws(Refusal) {
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
    }
}
