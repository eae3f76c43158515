/// What may be done in a visit. Commands on a prescription carry its number.
package enum VisitCommand: Sendable, Equatable {
    case open(VisitOpening)
    case addEvidence(VisitEvidence)
    case readRiskNotice(version: String)
    case excludeConditions([VisitCondition])
    case confirmFollowUp
    case start
    case exchange(VisitExchange.Medium, Redacted<String>)
    case reviewRecord
    case noteCompanions(VisitCompanions)
    case diagnose(code: String, name: Redacted<String>)
    case draftPrescription([Prescription.Line])
    case signPrescription(Int)
    case approvePrescription(Int, note: String)
    case rejectPrescription(Int, reason: String)
    case routePrescription(Int, Prescription.Route)
    case deliverPrescription(Int)
    case voidPrescription(Int, reason: String)
    case complete
    case terminate(VisitEnding.Reason, advice: Redacted<String>)

    package enum Action: String, Codable, Sendable, CaseIterable {
        case addEvidence, readRiskNotice, excludeConditions, confirmFollowUp, start, exchange, reviewRecord
        case noteCompanions, diagnose, draftPrescription, signPrescription, approvePrescription
        case rejectPrescription, routePrescription, deliverPrescription, voidPrescription, complete, terminate

        /// States of the visit in which it is considered at all. A finished visit's prescription goes on its way.
        package var allowedStates: [InternetVisit.State] {
            switch self {
            case .addEvidence, .readRiskNotice, .excludeConditions, .confirmFollowUp: [.draft]
            case .start: [.draft]
            case .exchange, .diagnose, .draftPrescription, .signPrescription, .complete: [.open]
            case .reviewRecord, .noteCompanions: [.draft, .open]
            case .terminate: [.draft, .open]
            case .approvePrescription, .rejectPrescription, .routePrescription, .deliverPrescription,
                .voidPrescription:
                [.open, .completed]
            }
        }

        /// States of a prescription in which it is considered; nil for acts on the visit itself.
        package var prescriptionStates: [Prescription.State]? {
            switch self {
            case .signPrescription: [.drafted]
            case .approvePrescription, .rejectPrescription: [.underReview]
            case .routePrescription: [.effective]
            case .deliverPrescription: [.routed]
            case .voidPrescription: [.effective, .routed]
            default: nil
            }
        }

        package var isPharmacists: Bool { self == .approvePrescription || self == .rejectPrescription }
    }

    package var action: Action? {
        switch self {
        case .open: nil
        case .addEvidence: .addEvidence
        case .readRiskNotice: .readRiskNotice
        case .excludeConditions: .excludeConditions
        case .confirmFollowUp: .confirmFollowUp
        case .start: .start
        case .exchange: .exchange
        case .reviewRecord: .reviewRecord
        case .noteCompanions: .noteCompanions
        case .diagnose: .diagnose
        case .draftPrescription: .draftPrescription
        case .signPrescription: .signPrescription
        case .approvePrescription: .approvePrescription
        case .rejectPrescription: .rejectPrescription
        case .routePrescription: .routePrescription
        case .deliverPrescription: .deliverPrescription
        case .voidPrescription: .voidPrescription
        case .complete: .complete
        case .terminate: .terminate
        }
    }

    package var prescription: Int? {
        switch self {
        case .signPrescription(let number), .approvePrescription(let number, _),
            .rejectPrescription(let number, _), .routePrescription(let number, _),
            .deliverPrescription(let number), .voidPrescription(let number, _):
            number
        default: nil
        }
    }
}

package struct VisitOpening: Codable, Sendable, Equatable {
    package var id: VisitID
    package var patient: PatientID
    package var department: DepartmentCode

    package init(id: VisitID, patient: PatientID, department: DepartmentCode) {
        self.id = id
        self.patient = patient
        self.department = department
    }
}

/// What happened in a visit: one entry of its journal.
package enum VisitChange: RecordChange {
    case opened(VisitOpening, InstitutionID, PractitionerID, birthDate: Redacted<CivilDate>)
    case evidenceAdded(VisitEvidence)
    case riskNoticeRead(RiskNoticeReading)
    case conditionsExcluded([VisitCondition])
    case followUpConfirmed
    case started([VisitWarning])
    case exchanged(VisitExchange)
    case recordReviewed
    case companionsNoted(VisitCompanions)
    case diagnosed(VisitDiagnosis)
    case prescriptionDrafted(Int, [Prescription.Line])
    case prescriptionSigned(Int, PractitionerID)
    case prescriptionReviewed(Int, Prescription.Review)
    case prescriptionRouted(Int, Prescription.Route)
    case prescriptionDelivered(Int)
    case prescriptionVoided(Int, reason: String)
    case completed
    case terminated(VisitEnding)

    package var kind: String {
        switch self {
        case .opened: "opened"
        case .evidenceAdded: "evidenceAdded"
        case .riskNoticeRead: "riskNoticeRead"
        case .conditionsExcluded: "conditionsExcluded"
        case .followUpConfirmed: "followUpConfirmed"
        case .started: "started"
        case .exchanged: "exchanged"
        case .recordReviewed: "recordReviewed"
        case .companionsNoted: "companionsNoted"
        case .diagnosed: "diagnosed"
        case .prescriptionDrafted: "prescriptionDrafted"
        case .prescriptionSigned: "prescriptionSigned"
        case .prescriptionReviewed: "prescriptionReviewed"
        case .prescriptionRouted: "prescriptionRouted"
        case .prescriptionDelivered: "prescriptionDelivered"
        case .prescriptionVoided: "prescriptionVoided"
        case .completed: "completed"
        case .terminated: "terminated"
        }
    }
}
