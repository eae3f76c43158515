/// What the authority finds wrong and wants corrected by a day (NHC-SUP 25; Protocols/supervision-finding-states.md).
/// The monthly feedback is the authority's duty; an institution has only the day that it is given (AMB-41).
package struct SupervisionFinding: QualityRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        case received, inRectification, uploaded, reportedToLicensingAuthority, closed
    }

    package let id: String
    package let institution: InstitutionID
    /// The office that found it, and closes it.
    package let office: InstitutionID
    package let openedAt: WallTime
    package let text: Redacted<String>
    package let dueAt: WallTime

    package var version: Int
    package var state: State
    package var stateSince: WallTime
    package var plan: Redacted<String>?
    package var result: Redacted<String>?
    package var report: FiledReport?
    package var conclusion: Redacted<String>?
    package var isOverdue: Bool
    package var passedDeadlines: [PassedDeadline]

    package var consultation: ConsultationID? { nil }
    package var parties: [InstitutionID] { [institution, office] }
}

package enum SupervisionFindingCommand: QualityCommand {
    case receive(id: String, InstitutionID, by: InstitutionID, text: Redacted<String>, dueOn: CivilDate)
    case startRectification(plan: Redacted<String>)
    case upload(result: Redacted<String>)
    case report(FiledReport)
    case close(conclusion: Redacted<String>)
    case deadlinePassed(Deadline.Kind)

    package enum Action: String, QualityAction {
        case receive, startRectification, upload, report, close, deadlinePassed

        package var allowedStates: [String] {
            switch self {
            case .receive: [QualityGate.start]
            case .startRectification: ["received"]
            case .upload: ["inRectification"]
            case .report: ["uploaded"]
            case .close: ["reportedToLicensingAuthority"]
            case .deadlinePassed: ["received", "inRectification"]
            }
        }

        package var roles: [Role] {
            switch self {
            case .receive, .close: [.healthAuthority]
            case .startRectification, .upload, .report: [.qualityController, .institutionAdmin]
            case .deadlinePassed: []
            }
        }

        /// The office's own acts; the others are the institution's.
        var isOffice: Bool { self == .receive || self == .close }
    }

    package var action: Action {
        switch self {
        case .receive: .receive
        case .startRectification: .startRectification
        case .upload: .upload
        case .report: .report
        case .close: .close
        case .deadlinePassed: .deadlinePassed
        }
    }
}

package enum SupervisionFindingChange: QualityChange {
    case received(id: String, InstitutionID, by: InstitutionID, text: Redacted<String>, dueAt: WallTime)
    case rectificationStarted(plan: Redacted<String>)
    case uploaded(result: Redacted<String>, late: Violation?)
    case reported(FiledReport)
    case closed(conclusion: Redacted<String>)
    case becameOverdue(Violation, dueAt: WallTime)

    package var kind: String {
        switch self {
        case .received: "findingReceived"
        case .rectificationStarted: "findingRectificationStarted"
        case .uploaded: "findingUploaded"
        case .reported: "findingReported"
        case .closed: "findingClosed"
        case .becameOverdue: "findingBecameOverdue"
        }
    }

    package var violation: Violation? {
        switch self {
        case .uploaded(_, let late): late
        case .becameOverdue(let violation, _): violation
        default: nil
        }
    }
}
