extension DiagnosisOrder {
    /// Product default: how long data sent back may stay away before quality control hears of it.
    package static let replacementLimit = TimeSpan.hours(24)

    package var countsEndedLimits: Bool { state != .cancelled }

    package var openDeadlines: [Deadline] {
        guard let terms else { return [] }
        switch state {
        case .draft, .closed, .cancelled: return []
        case .sent, .assigned:
            let since = assignment?.at ?? stateSince
            return [
                limit(
                    .diagnosisTakeUpDue, at: since + terms.escalateAfter, from: since, .invited,
                    assignment?.practitioner == nil ? .invitationCoordinator : .physician), due(terms),
            ]
        case .reading: return [due(terms)]
        case .returned:
            return [
                limit(
                    .diagnosisDataDue, at: stateSince + Self.replacementLimit, from: stateSince, .inviting,
                    .physician)
            ]
        case .reported:
            return [
                limit(
                    .diagnosisReviewDue, at: stateSince + terms.reviewAfter, from: stateSince, .inviting,
                    .physician)
            ]
        }
    }

    private func due(_ terms: DiagnosisTerms) -> Deadline {
        limit(.diagnosisReportDue, at: terms.dueAt, from: terms.sentAt, .invited, .physician)
    }

    private func limit(
        _ kind: Deadline.Kind, at dueAt: WallTime, from openedAt: WallTime, _ side: PartySide, _ role: Role
    ) -> Deadline {
        Deadline(
            kind: kind, dueAt: dueAt, openedAt: openedAt,
            owner: Deadline.Owner(institution: side == .inviting ? inviting : invited, role: role),
            escalation: kind.escalation,
            passedAt: passedDeadlines.last { $0.kind == kind && $0.dueAt == dueAt }?.at)
    }
}
