import ConsultationCore
import Storage

/// The four boxes of a person's work list.
struct WorklistReading {
    let reading: CaseReading

    /// Newest cases looked at; older ones are in the full list.
    static let scanLimit = 400

    init(_ reading: CaseReading) {
        self.reading = reading
    }

    func worklist(_ box: WorklistBox) throws -> Worklist {
        let duties = try openDuties()
        var todo: [WorkItem] = []
        var others: [WorkItem] = []
        let rows = try reading.scope.consultations(in: [], before: nil, limit: Self.scanLimit)
        for row in rows {
            guard let item = try item(for: row.consultation, duties) else { continue }
            if item.action != nil { todo.append(item) }
            if belongs(row.consultation, to: box) { others.append(item) }
        }
        todo.sort(by: Self.isMoreUrgent)
        return Worklist(
            items: box == .todo ? todo : others, todoCount: todo.count,
            overdueCount: todo.filter(\.isOverdue).count)
    }

    private func belongs(_ consultation: Consultation, to box: WorklistBox) -> Bool {
        let isClosed = [.archived, .cancelled, .terminated, .decided].contains(consultation.state)
        let member = reading.signedIn.member
        let isMine =
            consultation.createdBy == member.account
            || (member.practitioner.map(consultation.isAssigned) ?? false)
        switch box {
        case .todo: return false
        case .done:
            return isClosed || (consultation.state == .reported && reading.side(of: consultation) == .invited)
        case .mine: return isMine
        case .cc: return !isMine && !isClosed
        }
    }

    private func item(for consultation: Consultation, _ duties: [ConsultationID: UploadDuty]) throws
        -> WorkItem?
    {
        let summary = try reading.summary(of: consultation)
        guard let inviting = summary.invitingInstitution else { return nil }
        let policy = reading.policies.policy(
            governing: consultation, of: inviting.jurisdiction, at: reading.now)
        let action = NextAction.of(consultation, side: summary.side, member: reading.signedIn.member)
        let duty = summary.side == .inviting ? duties[consultation.id] : nil
        let due = mostUrgent(consultation.openDeadlines(under: policy), duty, policy)
        return WorkItem(
            summary: summary, action: action, due: due,
            isOverdue: due.map { $0.hasPassed(at: reading.now) } ?? false, duty: duty?.id)
    }

    /// The upload clock governs while it runs; otherwise the limit of the state.
    private func mostUrgent(_ open: [Deadline], _ duty: UploadDuty?, _ policy: Policy) -> Deadline? {
        var limits = open.filter {
            [.responseDue, .slotConfirmationDue, .sessionStart, .reportDue, .decisionDue].contains($0.kind)
        }
        limits += duty?.openDeadlines(under: policy).filter { $0.kind == .uploadDue } ?? []
        return limits.min { $0.dueAt < $1.dueAt }
    }

    private func openDuties() throws -> [ConsultationID: UploadDuty] {
        var found: [ConsultationID: UploadDuty] = [:]
        for duty in try reading.scope.duties(limit: Self.scanLimit) where duty.isRunning {
            for consultation in duty.consultations {
                if let known = found[consultation], known.dueAt <= duty.dueAt { continue }
                found[consultation] = duty
            }
        }
        return found
    }

    private static func isMoreUrgent(_ left: WorkItem, _ right: WorkItem) -> Bool {
        switch (left.due?.dueAt, right.due?.dueAt) {
        case (let first?, let second?): first < second
        case (.some, nil): true
        case (nil, .some): false
        case (nil, nil): left.summary.consultation.createdAt < right.summary.consultation.createdAt
        }
    }
}

extension UploadDuty {
    var isRunning: Bool { state == .open || state == .overdue }
}

/// The one thing a person should do next for a case; nil when it waits for somebody else.
enum NextAction {
    static func of(
        _ consultation: Consultation, side: PartySide, member: Caller.Member
    ) -> ConsultationAction? {
        let isPhysician = member.roles.contains(.physician)
        let isCoordinator = member.roles.contains(.invitationCoordinator)
        if side == .inviting, isCoordinator,
            ConsultationAction.handOver.allowedStates.contains(consultation.state),
            consultation.openHolds.contains(where: { $0.institution == consultation.invited })
        {
            return .handOver
        }
        switch (consultation.state, side) {
        case (.draft, .inviting):
            guard isPhysician || isCoordinator else { return nil }
            return draftAction(consultation, isPhysician: isPhysician)
        case (.inviting, .invited): return isCoordinator ? .accept : nil
        case (.accepted, .inviting): return isPhysician || isCoordinator ? .confirmSlot : nil
        case (.scheduled, _), (.inSession, _), (.interrupted, _):
            guard isPhysician, side == .inviting || isAssigned(consultation, member) else { return nil }
            return .enterRoom
        case (.awaitingReport, .invited):
            guard isAssigned(consultation, member) else { return nil }
            return hasOwnSignature(consultation, member) ? nil : .signReport
        case (.reported, .inviting): return isPhysician ? .decide : nil
        case (.draft, .invited), (.matching, _), (.inviting, .inviting), (.accepted, .invited),
            (.awaitingReport, .inviting),
            (.reported, .invited), (.decided, _), (.archived, _), (.cancelled, _), (.terminated, _):
            return nil
        }
    }

    private static func draftAction(
        _ consultation: Consultation, isPhysician: Bool
    ) -> ConsultationAction? {
        switch consultation.consent?.state {
        case .signed: .submit
        case .presented: .signConsent
        case .refused: nil
        case nil, .withdrawn, .superseded: isPhysician ? .presentConsent : .updateDraft
        }
    }

    private static func isAssigned(_ consultation: Consultation, _ member: Caller.Member) -> Bool {
        member.practitioner.map(consultation.isAssigned) ?? false
    }

    private static func hasOwnSignature(_ consultation: Consultation, _ member: Caller.Member) -> Bool {
        consultation.report?.signatures.contains { $0.practitioner == member.practitioner } ?? false
    }
}
