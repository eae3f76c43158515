/// A patient-safety event, a drug reaction included, from its report to its closing (NHC-SUP 27, GX 31, SC 27;
/// Protocols/adverse-event-states.md).
package struct AdverseEvent: QualityRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        case reported, assessed, reportedToAuthority, closed
    }

    package enum Category: String, Codable, Sendable, CaseIterable {
        case diagnosisAndTreatment, adverseDrugReaction, medicalDevice, patientIdentification
        case communicationFailure, dataProtection, other
    }

    /// Ⅰ 警讯 to Ⅳ 隐患, as hospitals grade them.
    package enum Grade: String, Codable, Sendable, CaseIterable {
        case sentinel, harm, noHarm, nearMiss
    }

    /// Who told of it. An anonymous reporter is not kept anywhere: not here, not in the journal, not with the key of
    /// a repeated request.
    package enum Reporter: Codable, Sendable, Equatable {
        case anonymous
        case named(AccountID)
    }

    package enum Target: String, Codable, Sendable, CaseIterable {
        case healthAuthority, drugReactionMonitoring, deviceEventMonitoring
    }

    package let id: String
    package let institution: InstitutionID
    package let consultation: ConsultationID?
    package let openedAt: WallTime
    package let reporter: Reporter
    package let told: AdverseEventTold

    package var version: Int
    package var state: State
    package var stateSince: WallTime
    package var assessment: AdverseEventAssessment?
    package var report: FiledReport?
    package var target: Target?
    package var summary: Redacted<String>?
}

/// What the reporter writes down.
package struct AdverseEventTold: Codable, Sendable, Equatable {
    package var category: AdverseEvent.Category
    package var grade: AdverseEvent.Grade
    package var occurredAt: WallTime
    package var description: Redacted<String>
    /// What was done at once.
    package var measures: Redacted<String>
    /// The form of an adverse drug reaction; nil for every other category, and in what was reported before it was
    /// asked for.
    package var drugReaction: DrugReaction?

    package init(
        category: AdverseEvent.Category, grade: AdverseEvent.Grade, occurredAt: WallTime,
        description: Redacted<String>, measures: Redacted<String>, drugReaction: DrugReaction? = nil
    ) {
        self.category = category
        self.grade = grade
        self.occurredAt = occurredAt
        self.description = description
        self.measures = measures
        self.drugReaction = drugReaction
    }
}

/// What quality control makes of it; its grade prevails over the reporter's.
package struct AdverseEventAssessment: Codable, Sendable, Equatable {
    package var grade: AdverseEvent.Grade
    package var cause: Redacted<String>
    package var measures: Redacted<String>

    package init(grade: AdverseEvent.Grade, cause: Redacted<String>, measures: Redacted<String>) {
        self.grade = grade
        self.cause = cause
        self.measures = measures
    }
}

package enum AdverseEventCommand: QualityCommand {
    case report(id: String, InstitutionID, AdverseEventTold, about: ConsultationID?, AdverseEvent.Reporter)
    case assess(AdverseEventAssessment)
    case reportToAuthority(FiledReport, AdverseEvent.Target)
    case close(summary: Redacted<String>)
    case deadlinePassed(Deadline.Kind)

    package enum Action: String, QualityAction {
        case report, assess, reportToAuthority, close, deadlinePassed

        package var allowedStates: [String] {
            switch self {
            case .report: [QualityGate.start]
            case .assess: ["reported"]
            case .reportToAuthority: ["assessed"]
            case .close: ["reportedToAuthority"]
            case .deadlinePassed: []
            }
        }

        package var roles: [Role] {
            switch self {
            // Staff of every office are encouraged to report (NHC-SUP 27).
            case .report:
                [
                    .physician, .invitationCoordinator, .qualityController, .institutionAdmin, .finance,
                    .operator,
                ]
            case .assess, .reportToAuthority, .close: [.qualityController]
            case .deadlinePassed: []
            }
        }

        /// An anonymous report comes without its reporter.
        package var isOpen: Bool { self == .report || roles.isEmpty }
    }

    package var action: Action {
        switch self {
        case .report: .report
        case .assess: .assess
        case .reportToAuthority: .reportToAuthority
        case .close: .close
        case .deadlinePassed: .deadlinePassed
        }
    }
}

package enum AdverseEventChange: QualityChange {
    case reported(id: String, InstitutionID, AdverseEventTold, about: ConsultationID?, AdverseEvent.Reporter)
    case assessed(AdverseEventAssessment)
    case reportedToAuthority(FiledReport, AdverseEvent.Target)
    case closed(summary: Redacted<String>)

    package var kind: String {
        switch self {
        case .reported: "adverseEventReported"
        case .assessed: "adverseEventAssessed"
        case .reportedToAuthority: "adverseEventReportedToAuthority"
        case .closed: "adverseEventClosed"
        }
    }
}
