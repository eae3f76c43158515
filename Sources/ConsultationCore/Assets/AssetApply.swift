extension Asset {
    package typealias Change = AssetChange
    package typealias Command = AssetCommand

    package static var stream: String { "asset" }
    package static var kind: QualityRecordKind { .asset }
    package var stateName: String { state.rawValue }

    package init?(first event: RecordEvent<AssetChange>) {
        guard case .registered(let id, let institution, let told, let plan, let days) = event.change else {
            return nil
        }
        self.init(
            id: id, institution: institution, openedAt: event.at, version: 1, state: .inService,
            stateSince: event.at, told: told, plan: plan, reminderDays: days, isReplanned: false, works: [],
            lastPassed: [],
            failed: [], passedDeadlines: [])
    }

    package mutating func apply(_ event: RecordEvent<AssetChange>) {
        version += 1
        isReplanned = false
        switch event.change {
        case .registered: return
        case .amended(let told): self.told = told
        case .planned(let plan, let days):
            (self.plan, reminderDays) = (plan, days)
            isReplanned = true
        case .recorded(let done):
            works = (works + [done]).suffix(Self.worksShown)
            weigh(done.report, at: event.at)
        case .takenOut(let reason):
            self.reason = reason
            enter(.outOfService, at: event.at)
        case .putBack:
            reason = nil
            enter(.inService, at: event.at)
        case .retired(let reason):
            self.reason = reason
            enter(.retired, at: event.at)
        case .reminded(let dueAt): remember(.maintenanceReminder, dueAt, at: event.at)
        case .becameOverdue(_, _, let dueAt): remember(.maintenanceDue, dueAt, at: event.at)
        }
    }

    /// What was done later than the last of its kind counts; an entry made up for an earlier day changes nothing.
    private mutating func weigh(_ done: WorkReport, at instant: WallTime) {
        if done.isPassed {
            if let place = lastPassed.firstIndex(where: { $0.work == done.work }) {
                lastPassed[place].on = max(lastPassed[place].on, done.doneOn)
            } else {
                lastPassed.append(WorkDay(done.work, done.doneOn))
            }
            failed.removeAll { $0.work == done.work && $0.on <= done.doneOn }
        } else if !lastPassed.contains(where: { $0.work == done.work && $0.on > done.doneOn }) {
            let latest = failed.filter { $0.work == done.work }.map(\.on).max() ?? done.doneOn
            failed.removeAll { $0.work == done.work }
            failed.append(WorkDay(done.work, max(latest, done.doneOn)))
        }
        guard isInUse else { return }
        let next: State = failed.isEmpty ? .inService : .defective
        if next != state { enter(next, at: instant) }
    }

    private mutating func remember(_ kind: Deadline.Kind, _ dueAt: WallTime, at instant: WallTime) {
        passedDeadlines.append(PassedDeadline(kind: kind, dueAt: dueAt, at: instant))
        passedDeadlines = passedDeadlines.suffix(Self.passedKept)
    }

    private mutating func enter(_ next: State, at instant: WallTime) {
        state = next
        stateSince = instant
    }
}
