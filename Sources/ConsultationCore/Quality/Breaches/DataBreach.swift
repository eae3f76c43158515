/// Patients' data got out, or may have: what, what was done, and who was told (NHC-ID 20, NHC-IH 23, GX 32, SC 33;
/// Protocols/data-breach-states.md).
package struct DataBreach: QualityRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        case detected, contained, reported, containedAndReported, closed
    }

    /// Whom the report goes to (policy.breach.reportTo).
    package enum Addressee: String, Codable, Sendable, CaseIterable {
        case healthAuthority, licensingAuthority
    }

    package enum Item: String, Codable, Sendable, CaseIterable {
        case identity, contact, clinicalRecord, recording, account, other
    }

    package let id: String
    package let institution: InstitutionID
    package let openedAt: WallTime
    package let told: DataBreachTold
    package let addressee: Addressee
    /// The authority by name, as the master data of the day had it.
    package let addresseeName: String
    package let dueAt: WallTime

    package var version: Int
    package var state: State
    package var stateSince: WallTime
    package var measures: Redacted<String>?
    package var containedAt: WallTime?
    package var report: FiledReport?
    package var reportedAt: WallTime?
    package var isOverdue: Bool
    package var summary: Redacted<String>?
    package var passedDeadlines: [PassedDeadline]

    package var consultation: ConsultationID? { nil }
}

/// What is known at the start: since when, how far, what.
package struct DataBreachTold: Codable, Sendable, Equatable {
    package var detectedAt: WallTime
    package var patients: Int
    package var items: [DataBreach.Item]
    package var description: Redacted<String>

    package init(
        detectedAt: WallTime, patients: Int, items: [DataBreach.Item], description: Redacted<String>
    ) {
        self.detectedAt = detectedAt
        self.patients = patients
        self.items = items
        self.description = description
    }
}

package enum DataBreachCommand: QualityCommand {
    case open(id: String, InstitutionID, DataBreachTold)
    case contain(measures: Redacted<String>)
    case report(FiledReport)
    case close(summary: Redacted<String>)
    case deadlinePassed(Deadline.Kind)

    package enum Action: String, QualityAction {
        case open, contain, report, close, deadlinePassed

        package var allowedStates: [String] {
            switch self {
            case .open: [QualityGate.start]
            case .contain: ["detected", "reported"]
            case .report: ["detected", "contained"]
            case .close: ["containedAndReported"]
            case .deadlinePassed: ["detected", "contained"]
            }
        }

        package var roles: [Role] {
            switch self {
            case .open, .contain: [.institutionAdmin, .qualityController, .operator]
            case .report, .close: [.institutionAdmin, .qualityController]
            case .deadlinePassed: []
            }
        }
    }

    package var action: Action {
        switch self {
        case .open: .open
        case .contain: .contain
        case .report: .report
        case .close: .close
        case .deadlinePassed: .deadlinePassed
        }
    }
}

package enum DataBreachChange: QualityChange {
    case opened(
        id: String, InstitutionID, DataBreachTold, addressee: DataBreach.Addressee, name: String,
        dueAt: WallTime)
    case contained(measures: Redacted<String>)
    case reported(FiledReport, late: Violation?)
    case closed(summary: Redacted<String>)
    case becameOverdue(Violation, dueAt: WallTime)

    package var kind: String {
        switch self {
        case .opened: "dataBreachOpened"
        case .contained: "dataBreachContained"
        case .reported: "dataBreachReported"
        case .closed: "dataBreachClosed"
        case .becameOverdue: "dataBreachBecameOverdue"
        }
    }

    package var violation: Violation? {
        switch self {
        case .reported(_, let late): late
        case .becameOverdue(let violation, _): violation
        default: nil
        }
    }
}
