extension TrainingEvent {
    package typealias Change = TrainingEventChange
    package typealias Command = TrainingEventCommand

    package static var stream: String { "training" }
    package static var kind: QualityRecordKind { .trainingEvent }
    package var key: String { id }
    package var stateName: String { state.rawValue }
    package var isClosed: Bool { state != .announced }
    package var openDeadlines: [Deadline] { [] }

    package init?(first event: RecordEvent<TrainingEventChange>) {
        guard case .announced(let id, let institution, let told, let about) = event.change else { return nil }
        self.init(
            id: id, institution: institution, openedAt: event.at, told: told, consultation: about, version: 1,
            state: .announced, stateSince: event.at, attendees: [], attendances: [])
    }

    package mutating func apply(_ event: RecordEvent<TrainingEventChange>) {
        version += 1
        switch event.change {
        case .announced: return
        case .signedIn(let practitioner, let institution):
            guard index(of: practitioner) == nil else { return }
            attendees.append(
                TrainingAttendee(
                    practitioner: practitioner, institution: institution, signedInAt: event.at))
            return
        case .signedOut(let practitioner):
            if let index = index(of: practitioner) { attendees[index].signedOutAt = event.at }
            return
        case .entered(let practitioner, let institution, let minutes):
            if let index = index(of: practitioner) {
                attendees[index].enteredMinutes = minutes
            } else {
                attendees.append(
                    TrainingAttendee(
                        practitioner: practitioner, institution: institution, enteredMinutes: minutes))
            }
            return
        case .confirmed(let attendances):
            self.attendances = attendances
            state = .confirmed
        case .cancelled(let reason):
            self.reason = reason
            state = .cancelled
        }
        stateSince = event.at
    }

    package func index(of practitioner: PractitionerID) -> Int? {
        attendees.firstIndex { $0.practitioner == practitioner }
    }

    package static func decide(
        _ command: TrainingEventCommand, on current: TrainingEvent?, by caller: Caller, at now: WallTime,
        under policy: Policy, facts: QualityFacts
    ) throws(Refusal) -> RecordDecision<TrainingEventChange> {
        let change: TrainingEventChange
        if case .announce(let id, let institution, let told, let about) = command {
            try QualityGate.pass(.announce, on: current, of: institution, by: caller)
            try told.check(of: institution, about: about, facts)
            change = .announced(id: id, institution, told, about: about)
        } else {
            guard let current else { throw .accessDenied }
            // Signing in is open to the staff of every institution that is invited.
            let isOwn = command.action == .signIn || command.action == .signOut
            let visitor = caller.institution.flatMap { current.parties.contains($0) ? $0 : nil }
            let actor = isOwn ? visitor ?? current.institution : current.institution
            try QualityGate.pass(command.action, on: current, of: actor, by: caller)
            change = try current.weigh(command, by: caller, at: now, under: policy, facts)
        }
        return RecordDecision(
            events: [RecordEvent(at: now, by: caller, policyVersion: policy.id, change: change)], effects: [])
    }

    private func weigh(
        _ command: TrainingEventCommand, by caller: Caller, at now: WallTime, under policy: Policy,
        _ facts: QualityFacts
    ) throws(Refusal) -> TrainingEventChange {
        switch command {
        case .signIn:
            let (practitioner, sent) = try signer(caller)
            guard told.form == .lecture, now >= told.slot.start - Self.signInLead, now <= told.slot.end,
                index(of: practitioner) == nil, attendees.count < Self.attendeeLimit
            else { throw .training(.signInClosed) }
            return .signedIn(practitioner, sent)
        case .signOut:
            let (practitioner, _) = try signer(caller)
            guard told.form == .lecture, let index = index(of: practitioner),
                attendees[index].signedInAt != nil, attendees[index].signedOutAt == nil
            else { throw .training(.signInClosed) }
            return .signedOut(practitioner)
        case .enter(let practitioner, let sent, let minutes):
            guard told.form != .session, parties.contains(sent) else {
                throw .fieldInvalid([FieldProblem("/practitionerId", .invalid)])
            }
            guard (1...told.minutes).contains(minutes) else {
                throw .fieldInvalid([FieldProblem("/minutes", .outOfRange)])
            }
            guard index(of: practitioner) != nil || attendees.count < Self.attendeeLimit else {
                throw .fieldInvalid([FieldProblem("/practitionerId", .tooMany)])
            }
            return .entered(practitioner, sent, minutes: minutes)
        case .confirm: return .confirmed(try confirmed(at: now, under: policy, facts))
        case .cancel(let reason):
            try QualityGate.required("/reason", reason)
            return .cancelled(reason: reason)
        case .announce, .deadlinePassed:
            throw .qualityStateNotAllowed(Self.kind, state: stateName)
        }
    }

    private func signer(_ caller: Caller) throws(Refusal) -> (PractitionerID, InstitutionID) {
        guard let member = caller.member, let practitioner = member.practitioner else {
            throw .roleRequired([.physician])
        }
        return (practitioner, member.institution)
    }

    private func confirmed(
        at now: WallTime, under policy: Policy, _ facts: QualityFacts
    ) throws(Refusal) -> [TrainingAttendance] {
        let list: [TrainingAttendance]
        if told.form == .session {
            guard let subject = facts.consultation, subject.id == consultation, subject.session.endedAt != nil
            else {
                throw .training(.notOver(until: max(now, told.slot.end)))
            }
            list = AttendanceTime.people(in: subject).map {
                TrainingAttendance(
                    $0.practitioner, of: $0.institution,
                    minutes: AttendanceTime.minutes(of: $0.practitioner, in: subject.session), told: told,
                    under: policy)
            }
        } else {
            guard now >= told.slot.end else { throw .training(.notOver(until: told.slot.end)) }
            list = attendees.map {
                TrainingAttendance(
                    $0.practitioner, of: $0.institution, minutes: $0.minutes(in: told.slot), told: told,
                    under: policy)
            }
        }
        let there = list.filter { $0.minutes > 0 }
        guard !there.isEmpty else { throw .training(.nobodyAttended) }
        return there
    }
}

extension TrainingAttendee {
    /// Signed in to signed out, or to the end for who forgot; never outside the training itself.
    func minutes(in slot: TimeSlot) -> Int {
        if let enteredMinutes { return enteredMinutes }
        guard let signedInAt else { return 0 }
        let stay = min(signedOutAt ?? slot.end, slot.end) - max(signedInAt, slot.start)
        return Int(max(0, stay.milliseconds) / 60_000)
    }
}

extension TrainingTold {
    package var minutes: Int { Int(max(0, (slot.end - slot.start).milliseconds) / 60_000) }

    func check(
        of institution: InstitutionID, about: ConsultationID?, _ facts: QualityFacts
    ) throws(Refusal) {
        var problems: [FieldProblem?] = [
            Limits.required("/title", Redacted(title), limit: Limits.reference),
            topics.isEmpty ? FieldProblem("/topics", .missing) : nil,
            slot.end <= slot.start ? FieldProblem("/slot/end", .endsBeforeStart) : nil,
            minutes > TrainingEvent.longestMinutes ? FieldProblem("/slot/end", .outOfRange) : nil,
            (0...TrainingEvent.creditLimit).contains(creditTenths)
                ? nil : FieldProblem("/creditTenths", .outOfRange),
            (0...max(0, minutes)).contains(minimumMinutes)
                ? nil : FieldProblem("/minimumMinutes", .outOfRange),
            invited.count > TrainingEvent.invitedLimit ? FieldProblem("/invited", .tooMany) : nil,
            Limits.problem(
                "/projectNumber", projectNumber.map { Redacted($0) }, limit: Limits.reference),
        ]
        if invited.contains(institution) { problems.append(FieldProblem("/invited", .inviteeIsSelf)) }
        if form == .session {
            // Only a case of one's own: its log is not shown to strangers.
            let isOwn = facts.consultation?.isParty(institution) == true && facts.consultation?.id == about
            if !isOwn { problems.append(FieldProblem("/consultationId", .invalid)) }
        } else if about != nil {
            problems.append(FieldProblem("/consultationId", .invalid))
        }
        try QualityGate.all(problems)
    }
}
