extension InstitutionStanding {
    package typealias Change = StandingChange

    package static var stream: String { "standing" }
    package var key: String { institution.text }
    package var stateName: String { state.rawValue }
    package var parties: [InstitutionID] { [institution] }

    /// Nothing new may begin while it stands so (JL-34a).
    package var isStopped: Bool { state != .active && !isAwaited }
    /// Known, and not yet let in (§5.8).
    package var isAwaited: Bool { state == .registered }

    package init?(first event: RecordEvent<StandingChange>) {
        let begun: (InstitutionID, CivilDate?, State)
        switch event.change {
        case .registered(let institution, let validTo): begun = (institution, validTo, .registered)
        case .recognised(let institution, let validTo): begun = (institution, validTo, .active)
        default: return nil
        }
        let (institution, validTo, state) = begun
        self.init(
            institution: institution, version: 1, state: state, stateSince: event.at,
            licenceValidTo: validTo, proposal: nil, suspension: nil, exit: nil, passedDeadlines: [])
    }

    package mutating func apply(_ event: RecordEvent<StandingChange>) {
        version += 1
        switch event.change {
        case .recognised, .registered: break
        case .accepted: enter(.active, at: event.at)
        case .licenceRecorded(let validTo): licenceValidTo = validTo
        case .suspensionProposed(let cause): proposal = cause
        case .proposalDismissed: proposal = nil
        case .suspended(let cause, let reason, let isByAuthority):
            proposal = nil
            suspension = Suspension(
                cause: cause, text: reason, by: event.by, isByAuthority: isByAuthority, at: event.at)
            enter(.suspended, at: event.at)
        case .reportFiled(let report):
            suspension?.report = report
            enter(.suspendedReported, at: event.at)
        case .resumed:
            suspension = nil
            enter(.active, at: event.at)
        case .exited(let reason):
            exit = SuspensionReason(text: reason, by: event.by, at: event.at)
            enter(.exited, at: event.at)
        case .deadlinePassed(let kind, let dueAt):
            passedDeadlines.append(PassedDeadline(kind: kind, dueAt: dueAt, at: event.at))
        }
    }

    private mutating func enter(_ next: State, at instant: WallTime) {
        state = next
        stateSince = instant
    }

    package var openDeadlines: [Deadline] {
        var open: [Deadline] = []
        if state == .suspended {
            open.append(
                limit(
                    .suspensionReportDue, at: stateSince + Self.reportLimit, from: stateSince,
                    .institutionAdmin))
        }
        guard state != .exited, let licenceValidTo else { return open }
        let from = stateSince
        if state == .active {
            open.append(limit(.licenceExpiry, at: licenceValidTo.end, from: from, .institutionAdmin))
        }
        for (kind, days) in [
            (Deadline.Kind.licenceExpiryWarning, Self.warningDays.first),
            (.licenceExpiryReminder, Self.warningDays.second),
        ] {
            open.append(
                limit(kind, at: licenceValidTo.adding(days: -days).start, from: from, .institutionAdmin))
        }
        // A licence that ends stops the service once; what was warned of is not warned of again.
        return open.filter { $0.passedAt == nil || $0.kind == .suspensionReportDue }
    }

    private func limit(
        _ kind: Deadline.Kind, at dueAt: WallTime, from openedAt: WallTime, _ role: Role
    ) -> Deadline {
        Deadline(
            kind: kind, dueAt: dueAt, openedAt: openedAt,
            owner: Deadline.Owner(institution: institution, role: role), escalation: kind.escalation,
            passedAt: passedDeadlines.last { $0.kind == kind && $0.dueAt == dueAt }?.at)
    }
}
