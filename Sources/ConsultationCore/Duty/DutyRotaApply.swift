extension DutyRota {
    package typealias Change = DutyRotaChange

    package init?(first event: RecordEvent<DutyRotaChange>) {
        guard case .drafted(let opening, let institution, let served) = event.change else { return nil }
        self.init(
            id: opening.id, institution: institution, agreement: opening.agreement,
            serviceKind: opening.serviceKind, served: served, version: 1, state: .draft,
            stateSince: event.at, period: opening.period, shifts: opening.shifts, unattendedSince: nil,
            unattendedAfter: .zero, withdrawal: nil, violations: [], passedDeadlines: [])
    }

    package mutating func apply(_ event: RecordEvent<DutyRotaChange>) {
        version += 1
        switch event.change {
        case .drafted: break
        case .planned(let days, let plan):
            period = days
            shifts = plan
        case .published(let limit):
            unattendedAfter = limit
            enter(.published, at: event.at)
        case .withdrawn(let reason):
            withdrawal = SuspensionReason(text: reason, by: event.by, at: event.at)
            enter(.withdrawn, at: event.at)
        case .becameUnattended(let since): unattendedSince = since
        case .attendedAgain: unattendedSince = nil
        case .violationRaised(let violation): violations.append(violation)
        case .ended: enter(.ended, at: event.at)
        case .deadlinePassed(let kind, let dueAt):
            // The watch runs for ever; only limits of one instant are remembered.
            guard kind != .dutyWatch else { return }
            passedDeadlines.append(PassedDeadline(kind: kind, dueAt: dueAt, at: event.at))
        }
    }

    private mutating func enter(_ next: State, at instant: WallTime) {
        state = next
        stateSince = instant
    }

    package var openDeadlines: [Deadline] {
        guard state == .published else { return [] }
        let began = max(stateSince, period.start)
        return [
            // The earliest instant at which somebody could be missed; who was seen since moves it on.
            limit(.dutyWatch, at: began + unattendedAfter, from: began, .qualityController),
            limit(
                .dutyRotaEnding, at: max(stateSince, period.end - DutyLimits.endWarning), from: stateSince,
                .invitationCoordinator),
            limit(.dutyRotaEnd, at: period.end, from: stateSince, .invitationCoordinator),
        ].filter { $0.passedAt == nil }
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
