extension Consultation {
    /// The limits that are running or overdue, derived from the state alone. Each waiting state has exactly one of its
    /// own; attendance gaps and the clock of trigger 1 run beside it.
    package func openDeadlines(under policy: Policy) -> [Deadline] {
        var open: [Deadline] = []
        if let limit = waitingLimit(under: policy) { open.append(limit) }
        open += responseReminders + sessionReminders(under: policy)
        for side in PartySide.allCases {
            if let gap = gapLimit(of: side, under: policy) { open.append(gap) }
        }
        if let grace = hazardLimit { open.append(grace) }
        return open + admissionLimits(under: policy)
    }

    /// Product default: then the inviting side is told to name an institution itself (AMB-07, AT-71).
    package static let matchingLimit = TimeSpan.hours(12)

    private func waitingLimit(under policy: Policy) -> Deadline? {
        switch state {
        case .draft, .inSession, .archived, .cancelled: nil
        case .matching:
            Deadline(
                kind: .matchingDue, dueAt: stateSince + Self.matchingLimit, openedAt: stateSince,
                owner: Deadline.Owner(institution: request.platformOperator, role: .operator),
                escalation: Deadline.Kind.matchingDue.escalation,
                passedAt: passedDeadlines.last {
                    $0.kind == .matchingDue && $0.dueAt == stateSince + Self.matchingLimit
                }?.at)
        case .inviting:
            firstUnanswered.map {
                limit(.responseDue, at: $0.responseDue, from: $0.sentAt, .invited, .invitationCoordinator)
            }
        case .accepted:
            limit(
                .slotConfirmationDue, at: stateSince + policy.slotConfirmationDeadline, from: stateSince,
                .inviting, .invitationCoordinator)
        case .scheduled:
            slot.map { limit(.sessionStart, at: $0.start, from: stateSince, .invited, .physician) }
        case .interrupted:
            limit(.interruptedRoom, at: stateSince + policy.interruptedRoomLimit, from: stateSince, nil, nil)
        case .awaitingReport:
            limit(
                .reportDue, at: stateSince + policy.reportDeadline, from: stateSince, .invited, .physician)
        case .reported:
            limit(
                .decisionDue, at: stateSince + policy.decisionReviewAfter, from: stateSince, .inviting,
                .physician)
        case .decided, .terminated:
            limit(.autoArchive, at: stateSince + policy.autoArchiveAfter, from: stateSince, nil, nil)
        }
    }

    /// A stop for a hazard closes the room soon, whoever is in it (JL-34c).
    private var hazardLimit: Deadline? {
        guard state == .inSession || state == .interrupted,
            let hold = openHolds.first(where: { $0.closesAt != nil }), let closesAt = hold.closesAt
        else { return nil }
        return limit(.suspensionGrace, at: closesAt, from: hold.since, .inviting, .physician)
    }

    /// The invited side is reminded at 50 % and 80 % of its time (NHC-TM-3.3.2a).
    private var responseReminders: [Deadline] {
        guard state == .inviting, let invitation = firstUnanswered else { return [] }
        let length = (invitation.responseDue - invitation.sentAt).milliseconds
        let steps: [(Deadline.Kind, Int64)] = [(.responseReminderHalf, 50), (.responseReminderLate, 80)]
        return steps.map { kind, percent in
            limit(
                kind, at: invitation.sentAt + TimeSpan(milliseconds: length * percent / 100),
                from: invitation.sentAt, .invited, .invitationCoordinator)
        }.filter { $0.passedAt == nil }
    }

    /// Invitations of a team are sent at once and share their limit.
    private var firstUnanswered: Invitation? { liveInvitations.first { $0.state == .sent } }

    /// Those that still lay ahead when the time was agreed.
    private func sessionReminders(under policy: Policy) -> [Deadline] {
        guard state == .scheduled, let slot else { return [] }
        let steps: [(Deadline.Kind, TimeSpan)] = [
            (.sessionReminderDay, policy.sessionFirstReminder),
            (.sessionReminderHour, policy.sessionSecondReminder),
        ]
        return steps.map { kind, ahead in
            limit(kind, at: slot.start - ahead, from: stateSince, .invited, .physician)
        }.filter { $0.dueAt > stateSince && $0.passedAt == nil }
    }

    private func gapLimit(of side: PartySide, under policy: Policy) -> Deadline? {
        guard state == .inSession, let since = session.absentSince(side),
            !session.gaps.contains(where: { $0.side == side && $0.since == since })
        else { return nil }
        let kind: Deadline.Kind = side == .inviting ? .invitingAttendanceGap : .invitedAttendanceGap
        return limit(kind, at: since + policy.gapTolerance, from: since, nil, nil)
    }

    /// Trigger 1 needs no user action: an early warning after two days, the duty after three (JL-22.1).
    private func admissionLimits(under policy: Policy) -> [Deadline] {
        guard let admission = request.admission, state != .archived,
            let opens = UploadDuty.undiagnosedOpening(after: admission, under: policy)
        else { return [] }
        let warning = limit(
            .undiagnosedWarning, at: opens - .days(1), from: admission.admittedAt, .inviting, .physician)
        let threshold = limit(
            .undiagnosedThreshold, at: opens, from: admission.admittedAt, .inviting, .physician)
        return [warning, threshold].filter { $0.passedAt == nil }
    }

    private func limit(
        _ kind: Deadline.Kind, at dueAt: WallTime, from openedAt: WallTime, _ side: PartySide?, _ role: Role?
    ) -> Deadline {
        let institution: InstitutionID? =
            switch side {
            case .inviting: inviting
            case .invited: isTeam ? firstUnanswered?.institution ?? invited : invitation?.institution
            case nil: nil
            }
        return Deadline(
            kind: kind, dueAt: dueAt, openedAt: openedAt,
            owner: Deadline.Owner(institution: institution, role: role), escalation: kind.escalation,
            passedAt: passedDeadlines.last { $0.kind == kind && $0.dueAt == dueAt }?.at)
    }
}
