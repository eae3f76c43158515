extension UploadDuty {
    /// Decides one command on an upload duty. A late act is always possible; the lateness is recorded, not refused.
    package static func decide(
        _ command: UploadDutyCommand, on current: UploadDuty?, by caller: Caller, at now: WallTime,
        under policy: Policy, facts: Facts
    ) throws(Refusal) -> UploadDutyDecision {
        if case .open(let opening) = command {
            guard current == nil else { throw .alreadyExists }
            return try open(opening, by: caller, at: now, under: policy)
        }
        guard let current else { throw .accessDenied }
        var weighing = UploadWeighing(duty: current, caller: caller, now: now, policy: policy, facts: facts)
        try weighing.perform(command)
        return weighing.decision
    }

    private static func open(
        _ opening: UploadDutyOpening, by caller: Caller, at now: WallTime, under policy: Policy
    ) throws(Refusal) -> UploadDutyDecision {
        if let member = caller.member {
            guard member.institution == opening.institution else { throw .accessDenied }
            guard caller.has(.physician) || caller.has(.invitationCoordinator) else {
                throw .roleRequired([.physician, .invitationCoordinator])
            }
        }
        guard let limit = policy.uploadDeadline, policy.uploadTriggers.contains(opening.trigger.kind) else {
            throw .uploadNotApplicable
        }
        let openedAt: WallTime
        switch opening.trigger {
        case .undiagnosed72h(let admittedAt):
            let admission = Admission(admittedAt: admittedAt)
            guard let opens = undiagnosedOpening(after: admission, under: policy) else {
                throw .uploadNotApplicable
            }
            openedAt = opens
        case .expertConsultationUnresolved(let concludedAt, let outcome):
            guard outcome != .resolved else { throw .uploadNotApplicable }
            openedAt = concludedAt
        case .patientRequest(let requestedAt, _, _): openedAt = requestedAt
        }
        guard openedAt <= now else { throw .uploadTriggerInFuture }
        let change = UploadDutyChange.opened(
            opening: opening, openedAt: openedAt, dueAt: openedAt + limit,
            lateRecorded: now - openedAt > limit)
        let event = UploadDutyEvent(at: now, by: caller, policyVersion: policy.id, change: change)
        return UploadDutyDecision(
            events: [event],
            effects: [.notify(institution: opening.institution, role: .physician, notice: .uploadReminder)])
    }

    /// What a delivery to an invited institution's store means for every open duty of the admission (JL-22.4).
    package static func acknowledgements(
        of items: [Effect.DeliveredItem], by institution: InstitutionID
    ) -> [UploadDutyCommand] {
        items.map { .acknowledge(group: $0.group, attachment: $0.attachment, institution: institution) }
    }

    /// One institution holds all three groups, or has the signed statement in place of laboratory reports.
    package func isComplete(at institution: InstitutionID) -> Bool {
        MaterialGroup.required.allSatisfy { group in
            receipts.contains { $0.group == group && $0.institution == institution }
                || (group == .laboratoryReport && noLaboratoryReport != nil)
        }
    }

    /// When the first item of a group arrived at a named invited institution.
    package func receivedAt(_ group: MaterialGroup) -> WallTime? {
        receipts.filter { $0.group == group }.map(\.at).min()
    }
}
