extension Asset {
    /// The interval after the last work that was passed, or else the first day of the plan.
    package func dueOn(_ planned: PlannedWork) -> CivilDate {
        lastPassed.first { $0.work == planned.work }.map { $0.on.adding(months: planned.everyMonths) }
            ?? planned.firstDueOn
    }

    /// The next due day of every work of the plan, the earliest first; nothing runs while it is not used.
    package var dueDays: [WorkDay] {
        guard isInUse else { return [] }
        return plan.map { WorkDay($0.work, dueOn($0)) }.sorted {
            $0.on == $1.on ? $0.work.rawValue < $1.work.rawValue : $0.on < $1.on
        }
    }

    package var nextDueOn: CivilDate? { dueDays.first?.on }

    /// Works that are not done by this day; the due day itself still counts.
    package func overdue(on day: CivilDate) -> [WorkDay] { dueDays.filter { $0.on < day } }

    /// What somebody who plans a session on this day should know; nil when there is nothing.
    package func warning(on day: CivilDate) -> AssetWarning? {
        guard told.isForConsultation, isInUse else { return nil }
        let warning = AssetWarning(
            asset: id, institution: institution, overdue: overdue(on: day), failed: failed.map(\.work))
        return warning.overdue.isEmpty && warning.failed.isEmpty ? nil : warning
    }

    package var openDeadlines: [Deadline] {
        let days = dueDays.map(\.on)
        return [
            next(.maintenanceReminder, of: days.map { $0.adding(days: -reminderDays).start }),
            next(.maintenanceDue, of: days.map(\.end)),
        ].compactMap { $0 }.filter { $0.kind == .maintenanceDue || $0.passedAt == nil }
    }

    /// The earliest instant that was not handled yet, or else the earliest of all.
    private func next(_ kind: Deadline.Kind, of instants: [WallTime]) -> Deadline? {
        let handled = passedDeadlines.filter { $0.kind == kind }
        let open = instants.first { instant in !handled.contains { $0.dueAt == instant } }
        guard let dueAt = open ?? instants.first else { return nil }
        return Deadline(
            kind: kind, dueAt: dueAt, openedAt: stateSince,
            owner: Deadline.Owner(institution: institution, role: .operator), escalation: kind.escalation,
            passedAt: handled.last { $0.dueAt == dueAt }?.at)
    }

    /// What was limited falls away when it is taken out of service, or planned anew: a due day put off is not met.
    package var countsEndedLimits: Bool { isInUse && !isReplanned }
}

/// What is wrong with something that a session needs.
package struct AssetWarning: Sendable, Equatable {
    package let asset: String
    package let institution: InstitutionID
    package let overdue: [WorkDay]
    package let failed: [AssetWork]
}
