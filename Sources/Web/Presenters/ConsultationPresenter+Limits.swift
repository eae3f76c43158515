import ConsultationCore
import Orchestration

extension ConsultationPresenter {
    /// What runs now, the nearest first.
    var limits: [LimitPayload] {
        view.deadlines
            .filter { !$0.kind.isReminder && (view.side == .inviting || !$0.kind.concernsAdmission) }
            .sorted { $0.dueAt < $1.dueAt }.map(limit)
    }

    private func limit(_ deadline: Deadline) -> LimitPayload {
        LimitPayload(
            kind: deadline.kind.rawValue, dueAt: Instant(deadline.dueAt),
            openedAt: Instant(deadline.openedAt),
            // An appointment or a trigger is reached, not missed.
            overdue: !deadline.kind.strikesWhenReached && deadline.hasPassed(at: now),
            owner: .init(side: side(of: deadline.owner), role: deadline.owner.role?.rawValue))
    }

    private func side(of owner: Deadline.Owner) -> String {
        guard let institution = owner.institution else { return "service" }
        let side: PartySide = institution == view.consultation.inviting ? .inviting : .invited
        return side.rawValue
    }
}

extension Deadline.Kind {
    /// How long the patient has been in hospital is the inviting side's knowledge, as is the duty that follows.
    fileprivate var concernsAdmission: Bool { self == .undiagnosedWarning || self == .undiagnosedThreshold }
}
