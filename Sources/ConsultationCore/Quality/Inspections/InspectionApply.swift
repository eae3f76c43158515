extension Inspection {
    package typealias Change = InspectionChange
    package typealias Command = InspectionCommand

    package static var stream: String { "inspection" }
    package static var kind: QualityRecordKind { .inspection }
    package var key: String { id }
    package var stateName: String { state.rawValue }
    package var isClosed: Bool { state == .closed }

    /// The round itself, then the next action to be done.
    package var openDeadlines: [Deadline] {
        switch state {
        case .scheduled: [limit(.inspectionDue, dueOn.end)]
        case .inRectification: nextAction.map { [limit(.inspectionActionDue, $0)] } ?? []
        case .closed: []
        }
    }

    /// The earliest action whose limit was not handled yet, or else the earliest of all.
    private var nextAction: WallTime? {
        let due = items.filter(\.waitsForDoing).compactMap { $0.actions.last?.dueOn.end }.sorted()
        return due.first { end in
            !passedDeadlines.contains { $0.kind == .inspectionActionDue && $0.dueAt == end }
        } ?? due.first
    }

    private func limit(_ kind: Deadline.Kind, _ dueAt: WallTime) -> Deadline {
        Deadline(
            kind: kind, dueAt: dueAt, openedAt: stateSince,
            owner: Deadline.Owner(institution: institution, role: .qualityController),
            escalation: kind.escalation,
            passedAt: passedDeadlines.last { $0.kind == kind && $0.dueAt == dueAt }?.at)
    }

    package init?(first event: RecordEvent<InspectionChange>) {
        guard case .scheduled(let id, let institution, let dueOn) = event.change else { return nil }
        self.init(
            id: id, institution: institution, openedAt: event.at, dueOn: dueOn, version: 1, state: .scheduled,
            stateSince: event.at, items: [], isOverdue: false, passedDeadlines: [])
    }

    package mutating func apply(_ event: RecordEvent<InspectionChange>) {
        version += 1
        switch event.change {
        case .scheduled: return
        case .recorded(let day, let items, let inspector):
            self.items = items
            (inspectedOn, self.inspector) = (day, inspector)
            enter(items.contains(where: \.isOpen) ? .inRectification : .closed, at: event.at)
        case .planned(let item, let action):
            if items.indices.contains(item) { items[item].actions.append(action) }
        case .completed(let item, let text, let account):
            guard items.indices.contains(item), let last = items[item].actions.indices.last else { return }
            items[item].actions[last].doneAt = event.at
            items[item].actions[last].doneBy = account
            items[item].actions[last].doneText = text
        case .effectChecked(let item, let check):
            guard items.indices.contains(item), let last = items[item].actions.indices.last else { return }
            items[item].actions[last].check = check
            if !items.contains(where: \.isOpen) { enter(.closed, at: event.at) }
        case .becameOverdue(let dueAt):
            isOverdue = true
            passedDeadlines.append(PassedDeadline(kind: .inspectionDue, dueAt: dueAt, at: event.at))
        case .actionBecameOverdue(let dueAt):
            passedDeadlines.append(PassedDeadline(kind: .inspectionActionDue, dueAt: dueAt, at: event.at))
        }
    }

    private mutating func enter(_ next: State, at instant: WallTime) {
        state = next
        stateSince = instant
    }
}
