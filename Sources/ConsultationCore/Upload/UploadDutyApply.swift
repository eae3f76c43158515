extension UploadDuty {
    /// The beginning of a duty's journal; nil if its first event is not an opening.
    package init?(first event: UploadDutyEvent) {
        guard case .opened(let opening, let openedAt, let dueAt, let lateRecorded) = event.change else {
            return nil
        }
        let admittedAt: WallTime? =
            if case .undiagnosed72h(let admitted) = opening.trigger { admitted } else { opening.admittedAt }
        self.init(
            id: opening.id, institution: opening.institution, patient: opening.patient,
            admittedAt: admittedAt,
            trigger: opening.trigger, openedAt: openedAt, dueAt: dueAt, recordedAt: event.at,
            lateRecorded: lateRecorded, version: 1, state: .open, consultations: [opening.consultation],
            receipts: [], noLaboratoryReport: nil, fulfilledAt: nil, delay: nil, closure: nil,
            replacementsAsked: [], violations: [], passedDeadlines: [],
            policyVersion: event.policyVersion)
    }

    package static func replay(_ events: some Sequence<UploadDutyEvent>) -> UploadDuty? {
        var iterator = events.makeIterator()
        guard let first = iterator.next(), var state = UploadDuty(first: first) else { return nil }
        while let event = iterator.next() { state.apply(event) }
        return state
    }

    package mutating func apply(_ event: UploadDutyEvent) {
        version += 1
        switch event.change {
        case .opened: break
        case .consultationLinked(let id): consultations.append(id)
        case .itemAcknowledged(let receipt): receipts.append(receipt)
        case .noLaboratoryReportDeclared(let practitioner):
            noLaboratoryReport = SignedStatement(practitioner: practitioner, at: event.at)
        case .fulfilled(let late):
            state = late == nil ? .fulfilled : .fulfilledLate
            fulfilledAt = event.at
            delay = late
        case .becameOverdue(let violation):
            state = .overdue
            violations.append(violation)
            passedDeadlines.append(PassedDeadline(kind: .uploadDue, dueAt: dueAt, at: event.at))
        case .replacementAsked(let attachment): replacementsAsked.append(attachment)
        case .evidenceAttached(let item, let account):
            evidence = (evidence ?? []) + [AttachedEvidence(evidence: item, by: account, at: event.at)]
        case .closed(let reason, let practitioner):
            state = .closedWithReason
            closure = UploadClosure(reason: reason, practitioner: practitioner, at: event.at)
        case .deadlinePassed(let kind, let dueAt):
            passedDeadlines.append(PassedDeadline(kind: kind, dueAt: dueAt, at: event.at))
        }
    }

    /// The 24-hour limit while it is owed, and its reminders that still lie ahead of the recording (JL-22).
    package func openDeadlines(under policy: Policy) -> [Deadline] {
        guard state == .open || state == .overdue else { return [] }
        let reminders: [(Deadline.Kind, TimeSpan)] = [
            (.uploadReminder12h, .hours(12)), (.uploadReminder20h, .hours(20)),
            (.uploadReminder23h, .hours(23)),
        ]
        let due = limit(.uploadDue, at: dueAt)
        guard state == .open else { return [due] }
        let ahead = reminders.map { limit($0.0, at: openedAt + $0.1) }
            .filter { $0.dueAt > recordedAt && $0.passedAt == nil }
        return [due] + ahead
    }

    private func limit(_ kind: Deadline.Kind, at instant: WallTime) -> Deadline {
        Deadline(
            kind: kind, dueAt: instant, openedAt: openedAt,
            owner: Deadline.Owner(institution: institution, role: .physician), escalation: kind.escalation,
            passedAt: passedDeadlines.last { $0.kind == kind && $0.dueAt == instant }?.at)
    }
}
