/// Whether this installation's data would come back (SC 23(1), Protocols/operations-states.md): backups made, drills
/// held, and the limit by which the next drill is due.
package struct BackupRegime: DomainRecord {
    package typealias Change = BackupChange

    /// The institutions that run the installation.
    package let operators: [InstitutionID]
    package let begunAt: WallTime
    package var intervalMonths: Int
    package var version: Int
    package var lastBackup: BackupMade?
    /// Newest last.
    package var drills: [RecoveryDrill]
    package var plannedOn: CivilDate?
    package var passedDeadlines: [PassedDeadline]

    package static var stream: String { "backup" }
    package static let installation = "installation"
    package var key: String { Self.installation }
    package var stateName: String { "kept" }
    package var parties: [InstitutionID] { operators }

    /// Drills that are shown; the journal keeps all.
    package static let drillsShown = 50

    /// A failed drill proves nothing: the limit runs from the last one that succeeded.
    package var drillDue: WallTime {
        let last = drills.last { $0.isPassed }?.doneAt ?? begunAt
        return CivilDate(last).adding(months: intervalMonths).end
    }

    package var openDeadlines: [Deadline] {
        [
            Deadline(
                kind: .drillDue, dueAt: drillDue, openedAt: drills.last?.doneAt ?? begunAt,
                owner: Deadline.Owner(institution: operators.first, role: .operator),
                escalation: Deadline.Kind.drillDue.escalation,
                passedAt: passedDeadlines.last { $0.dueAt == drillDue }?.at)
        ]
    }
}

package struct BackupMade: Codable, Sendable, Equatable {
    package var name: String
    package var at: WallTime
    package var bytes: Int64
    package var files: Int
    package var region: DataRegion?
    /// Nil: there is no copy in a second place.
    package var secondRegion: DataRegion?

    package init(
        name: String, at: WallTime, bytes: Int64, files: Int, region: DataRegion?, secondRegion: DataRegion?
    ) {
        self.name = name
        self.at = at
        self.bytes = bytes
        self.files = files
        self.region = region
        self.secondRegion = secondRegion
    }
}

/// One rehearsal of recovery: what was lost (RPO), how long it took (RTO), and whether it was whole.
package struct RecoveryDrill: Codable, Sendable, Equatable {
    package var plannedAt: CivilDate?
    package var doneAt: WallTime
    package var rpo: TimeSpan
    package var rto: TimeSpan
    package var isPassed: Bool
    /// What was checked or what failed; no content of a case.
    package var note: String

    package init(
        plannedAt: CivilDate?, doneAt: WallTime, rpo: TimeSpan, rto: TimeSpan, isPassed: Bool, note: String
    ) {
        self.plannedAt = plannedAt
        self.doneAt = doneAt
        self.rpo = rpo
        self.rto = rto
        self.isPassed = isPassed
        self.note = note
    }
}

package enum BackupChange: RecordChange {
    case begun(operators: [InstitutionID], intervalMonths: Int)
    case backedUp(BackupMade)
    case drillPlanned(CivilDate)
    case drillHeld(RecoveryDrill)
    case drillBecameOverdue(Violation, dueAt: WallTime)

    package var kind: String {
        switch self {
        case .begun: "begun"
        case .backedUp: "backedUp"
        case .drillPlanned: "drillPlanned"
        case .drillHeld: "drillHeld"
        case .drillBecameOverdue: "drillBecameOverdue"
        }
    }
}

package enum BackupCommand: Codable, Sendable, Equatable {
    case begin(operators: [InstitutionID])
    case recordBackup(BackupMade)
    case planDrill(CivilDate)
    case recordDrill(RecoveryDrill)
    case deadlinePassed
}

extension BackupRegime {
    package init?(first event: RecordEvent<BackupChange>) {
        guard case .begun(let operators, let months) = event.change else { return nil }
        self.init(
            operators: operators, begunAt: event.at, intervalMonths: months, version: 1, lastBackup: nil,
            drills: [], plannedOn: nil, passedDeadlines: [])
    }

    package mutating func apply(_ event: RecordEvent<BackupChange>) {
        version += 1
        switch event.change {
        case .begun(_, let months): intervalMonths = months
        case .backedUp(let made): lastBackup = made
        case .drillPlanned(let day): plannedOn = day
        case .drillHeld(let drill):
            drills = (drills + [drill]).suffix(Self.drillsShown)
            if drill.isPassed { plannedOn = nil }
        case .drillBecameOverdue(_, let dueAt):
            passedDeadlines.append(PassedDeadline(kind: .drillDue, dueAt: dueAt, at: event.at))
        }
    }

    /// The service and the commands of the machine record; an operator plans.
    package static func decide(
        _ command: BackupCommand, on current: BackupRegime?, by caller: Caller, at now: WallTime,
        under policy: Policy
    ) throws(Refusal) -> RecordDecision<BackupChange> {
        let months = policy.technical.drillIntervalMonths
        var changes: [BackupChange] = []
        switch command {
        case .begin(let operators):
            guard caller == .system else { throw .roleRequired([.operator]) }
            if current == nil || current?.intervalMonths != months {
                changes = [.begun(operators: operators, intervalMonths: months)]
            }
        case .recordBackup(let made):
            guard caller == .system else { throw .roleRequired([.operator]) }
            changes = [.backedUp(made)]
        case .planDrill(let day):
            guard caller == .system || caller.has(.operator) else { throw .roleRequired([.operator]) }
            guard day >= CivilDate(now) else { throw .fieldInvalid([FieldProblem("/plannedOn", .inPast)]) }
            changes = [.drillPlanned(day)]
        case .recordDrill(let drill):
            guard caller == .system else { throw .roleRequired([.operator]) }
            changes = [.drillHeld(drill)]
        case .deadlinePassed:
            guard let due = current?.openDeadlines.first else { break }
            guard due.hasPassed(at: now) else { throw .deadlineNotPassed(dueAt: due.dueAt) }
            if due.passedAt == nil {
                let overdue = Violation.drillOverdue(dueAt: due.dueAt, delay: now - due.dueAt)
                changes = [.drillBecameOverdue(overdue, dueAt: due.dueAt)]
            }
        }
        return RecordDecision(
            events: changes.map {
                RecordEvent(at: now, by: caller, policyVersion: policy.id, change: $0)
            },
            effects: changes.contains { $0.kind == "drillBecameOverdue" }
                ? (current?.operators ?? []).map {
                    .notify(institution: $0, role: .operator, notice: .drillOverdue)
                } : [])
    }
}
