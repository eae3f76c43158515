extension InternetHospital {
    package typealias Change = InternetHospitalChange
    package typealias Command = InternetHospitalCommand

    package static var stream: String { "internetHospital" }
    package static var kind: QualityRecordKind { .internetHospital }
    package var stateName: String { state.rawValue }

    package init?(first event: RecordEvent<InternetHospitalChange>) {
        guard case .prepared(let institution, let details, let due) = event.change else { return nil }
        self.init(
            institution: institution, openedAt: event.at, version: 1, state: .preparing,
            stateSince: event.at, details: details, departments: [], verifiedOn: details.issuedOn,
            verificationDue: due, passedDeadlines: [])
    }

    package mutating func apply(_ event: RecordEvent<InternetHospitalChange>) {
        version += 1
        switch event.change {
        case .prepared: return
        case .edited(let details, let due): take(details, due)
        case .departmentAdmitted(let code):
            if !departments.contains(code) { departments.append(code) }
        case .activated: enter(.active, at: event.at)
        case .verified(let day, let due): (verifiedOn, verificationDue) = (day, due)
        case .officeChosen(let office): details.office = office
        case .reapplicationOpened(let task):
            reapplication = task
            enter(.reapplying, at: event.at)
        case .reapplied(let details, let due):
            take(details, due)
            reapplication = nil
            enter(.active, at: event.at)
        case .closed(let reason):
            ending = SuspensionReason(text: reason, by: event.by, at: event.at)
            enter(.closed, at: event.at)
        case .reminded(let kind, let dueAt):
            passedDeadlines.append(PassedDeadline(kind: kind, dueAt: dueAt, at: event.at))
        case .reapplicationOverdue(_, let dueAt):
            reapplication?.isOverdue = true
            passedDeadlines.append(PassedDeadline(kind: .reapplicationDue, dueAt: dueAt, at: event.at))
        }
    }

    /// The chosen office stays as long as the name that is printed does.
    private mutating func take(_ details: InternetHospitalDetails, _ due: CivilDate?) {
        let office = details.authority == self.details.authority ? self.details.office : nil
        self.details = details
        self.details.office = office
        verifiedOn = max(verifiedOn, details.issuedOn)
        verificationDue = due
    }

    private mutating func enter(_ next: State, at instant: WallTime) {
        (state, stateSince) = (next, instant)
    }

    /// The partner's agreement runs out, the verification comes near, the new application is due.
    package var openDeadlines: [Deadline] {
        var open: [Deadline] = []
        if state == .active, let partner = details.partner {
            open.append(limit(.partnerAgreementEnd, at: partner.agreementEndsOn.end))
        }
        if state == .active || state == .reapplying, let verificationDue {
            open.append(
                limit(.verificationReminder, at: verificationDue.adding(days: -Self.reminderDays).start))
        }
        if state == .reapplying, let dueOn = reapplication?.dueOn {
            open.append(limit(.reapplicationDue, at: dueOn.end - TimeSpan(milliseconds: 1)))
        }
        // What was reminded of is not reminded of again.
        return open.filter { $0.passedAt == nil || $0.kind == .reapplicationDue }
    }

    private func limit(_ kind: Deadline.Kind, at dueAt: WallTime) -> Deadline {
        Deadline(
            kind: kind, dueAt: dueAt, openedAt: stateSince,
            owner: Deadline.Owner(institution: institution, role: .institutionAdmin),
            escalation: kind.escalation,
            passedAt: passedDeadlines.last { $0.kind == kind && $0.dueAt == dueAt }?.at)
    }

    /// What decisions about visits see.
    package var standing: OnlineStanding {
        OnlineStanding(
            verificationDue: verificationDue,
            isReapplicationOverdue: reapplication.map { $0.isOverdue && $0.isBinding } ?? false,
            licence: OnlineLicence(
                kind: details.kind, name: details.name, number: details.licenceNumber,
                authority: details.authority, office: details.office))
    }

    /// Patients may be seen online under its licence.
    package var isServing: Bool { state == .active || state == .reapplying }
}
