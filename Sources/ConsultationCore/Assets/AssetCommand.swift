package enum AssetCommand: QualityCommand {
    case register(id: String, InstitutionID, AssetTold, plan: [PlannedWork])
    case amend(AssetTold)
    case plan([PlannedWork])
    case record(WorkReport)
    case takeOut(reason: Redacted<String>)
    case putBack(reason: Redacted<String>)
    case retire(reason: Redacted<String>)
    case deadlinePassed(Deadline.Kind)

    package enum Action: String, QualityAction {
        case register, amend, plan, record, takeOut, putBack, retire, deadlinePassed

        package var allowedStates: [String] {
            switch self {
            case .register: [QualityGate.start]
            case .amend, .plan, .record, .retire: ["inService", "defective", "outOfService"]
            case .takeOut, .deadlinePassed: ["inService", "defective"]
            case .putBack: ["outOfService"]
            }
        }

        package var roles: [Role] {
            switch self {
            // Whoever keeps it, whatever else they do here.
            case .record: Role.allCases
            case .deadlinePassed: []
            default: Asset.managers
            }
        }
    }

    package var action: Action {
        switch self {
        case .register: .register
        case .amend: .amend
        case .plan: .plan
        case .record: .record
        case .takeOut: .takeOut
        case .putBack: .putBack
        case .retire: .retire
        case .deadlinePassed: .deadlinePassed
        }
    }

    package var institution: InstitutionID? {
        if case .register(_, let institution, _, _) = self { institution } else { nil }
    }

    /// Who is to keep it: the shell looks whether the person is of the institution.
    package var keeper: AssetKeeper? {
        switch self {
        case .register(_, _, let told, _), .amend(let told): told.keeper
        default: nil
        }
    }
}

package enum AssetChange: QualityChange {
    case registered(id: String, InstitutionID, AssetTold, plan: [PlannedWork], reminderDays: Int)
    case amended(AssetTold)
    case planned([PlannedWork], reminderDays: Int)
    case recorded(WorkDone)
    case takenOut(reason: Redacted<String>)
    case putBack(reason: Redacted<String>)
    case retired(reason: Redacted<String>)
    case reminded(dueAt: WallTime)
    case becameOverdue(works: [AssetWork], Violation, dueAt: WallTime)

    package var kind: String {
        switch self {
        case .registered: "assetRegistered"
        case .amended: "assetAmended"
        case .planned: "assetPlanned"
        case .recorded: "assetWorkRecorded"
        case .takenOut: "assetTakenOut"
        case .putBack: "assetPutBack"
        case .retired: "assetRetired"
        case .reminded: "assetReminded"
        case .becameOverdue: "assetBecameOverdue"
        }
    }

    package var violation: Violation? {
        if case .becameOverdue(_, let violation, _) = self { violation } else { nil }
    }
}
