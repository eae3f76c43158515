/// One round of quality control (巡视): scheduled, held with a check list, and what came of each finding: action
/// and check of its effect, each with its day and its owner (NHC-TM 四(一)2, 四(三)1, 四(三)3; SC 20;
/// Protocols/inspection-states.md).
package struct Inspection: QualityRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        case scheduled, inRectification, closed
    }

    /// What quality control looks at: rules, technical norms, medical quality, instruments and equipment
    /// (NHC-TM 四(一)2①②).
    package enum Area: String, Codable, Sendable, CaseIterable {
        case rules, technicalNorms, medicalQuality, equipment
    }

    package enum Result: String, Codable, Sendable, CaseIterable {
        case satisfactory, deficient, notApplicable
    }

    package let id: String
    package let institution: InstitutionID
    package let openedAt: WallTime
    package let dueOn: CivilDate

    package var version: Int
    package var state: State
    package var stateSince: WallTime
    package var inspectedOn: CivilDate?
    package var inspector: AccountID?
    package var items: [InspectionItem]
    package var isOverdue: Bool
    package var passedDeadlines: [PassedDeadline]

    package var consultation: ConsultationID? { nil }
    package var parties: [InstitutionID] { [institution] }

    package static let itemLimit = 60
}

/// One line of the check list.
package struct InspectionItem: Codable, Sendable, Equatable {
    package var area: Inspection.Area
    package var subject: String
    package var result: Inspection.Result
    /// What was found wrong; nil where nothing was.
    package var finding: Redacted<String>?
    /// Actions one after the other: an action that had no effect is followed by another.
    package var actions: [CorrectiveAction]

    package init(
        area: Inspection.Area, subject: String, result: Inspection.Result, finding: Redacted<String>? = nil
    ) {
        self.area = area
        self.subject = subject
        self.result = result
        self.finding = finding
        actions = []
    }

    /// Still waits for somebody: for a plan, for its doing or for the check of its effect.
    package var isOpen: Bool { result == .deficient && actions.last?.check?.isEffective != true }

    package var waitsForPlan: Bool { isOpen && (actions.last.map { $0.check != nil } ?? true) }
    package var waitsForDoing: Bool { isOpen && actions.last.map { $0.doneAt == nil } ?? false }
    package var waitsForCheck: Bool {
        isOpen && actions.last.map { $0.doneAt != nil && $0.check == nil } ?? false
    }
}

/// What is done about a finding, by whom and by when.
package struct CorrectiveAction: Codable, Sendable, Equatable {
    package struct Check: Codable, Sendable, Equatable {
        package var isEffective: Bool
        package var text: Redacted<String>
        package var at: WallTime
        package var by: AccountID
    }

    package var text: Redacted<String>
    package var owner: AccountID
    package var dueOn: CivilDate
    package var plannedAt: WallTime
    package var doneAt: WallTime?
    package var doneBy: AccountID?
    package var doneText: Redacted<String>?
    package var check: Check?
}

package enum InspectionCommand: QualityCommand {
    case schedule(id: String, InstitutionID, dueOn: CivilDate)
    case record(on: CivilDate, [InspectionItem])
    case plan(item: Int, text: Redacted<String>, owner: AccountID, dueOn: CivilDate)
    case complete(item: Int, text: Redacted<String>)
    case checkEffect(item: Int, isEffective: Bool, text: Redacted<String>)
    case deadlinePassed(Deadline.Kind)

    package enum Action: String, QualityAction {
        case schedule, record, plan, complete, checkEffect, deadlinePassed

        package var allowedStates: [String] {
            switch self {
            case .schedule: [QualityGate.start]
            case .record: ["scheduled"]
            case .plan, .complete, .checkEffect: ["inRectification"]
            case .deadlinePassed: ["scheduled", "inRectification"]
            }
        }

        package var roles: [Role] {
            switch self {
            case .schedule, .record, .checkEffect: [.qualityController]
            case .plan: [.qualityController, .institutionAdmin]
            // Whoever owns the action, whatever else they do here.
            case .complete: Role.allCases
            case .deadlinePassed: []
            }
        }

        /// The service plans the next round by the policy's interval.
        package var isOpen: Bool { self == .schedule || roles.isEmpty }
    }

    package var action: Action {
        switch self {
        case .schedule: .schedule
        case .record: .record
        case .plan: .plan
        case .complete: .complete
        case .checkEffect: .checkEffect
        case .deadlinePassed: .deadlinePassed
        }
    }
}

package enum InspectionChange: QualityChange {
    case scheduled(id: String, InstitutionID, dueOn: CivilDate)
    case recorded(on: CivilDate, [InspectionItem], by: AccountID)
    case planned(item: Int, CorrectiveAction)
    case completed(item: Int, text: Redacted<String>, by: AccountID)
    case effectChecked(item: Int, CorrectiveAction.Check)
    case becameOverdue(dueAt: WallTime)
    case actionBecameOverdue(dueAt: WallTime)

    package var kind: String {
        switch self {
        case .scheduled: "inspectionScheduled"
        case .recorded: "inspectionRecorded"
        case .planned: "inspectionActionPlanned"
        case .completed: "inspectionActionCompleted"
        case .effectChecked: "inspectionEffectChecked"
        case .becameOverdue: "inspectionBecameOverdue"
        case .actionBecameOverdue: "inspectionActionBecameOverdue"
        }
    }
}
