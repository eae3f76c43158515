/// What may be done in a visit. Commands on a prescription carry its number.
package enum VisitCommand: Sendable, Equatable {
    case open(VisitOpening)
    case addEvidence(VisitEvidence)
    case readRiskNotice(version: String)
    case giveConsent(ConsentSigner)
    case openToPatient
    case excludeConditions([VisitCondition])
    case confirmFollowUp
    case start
    /// A message of the physician, or of the receiving physician; voice and video come from the room.
    case exchange(VisitExchange.Medium, Redacted<String>, file: SealedFile?)
    case reviewRecord
    case noteCompanions(VisitCompanions)
    case writeRecord(VisitRecord)
    case diagnose(code: String, name: Redacted<String>, assistance: String?)
    case signOpinion(Redacted<String>)
    case draftPrescription([Prescription.Line], assistance: String?)
    case confirmAssistance(AssistedPart)
    case signPrescription(Int)
    case approvePrescription(Int, note: String)
    case rejectPrescription(Int, reason: String)
    case routePrescription(Int, Prescription.Route)
    case deliverPrescription(Int)
    case voidPrescription(Int, reason: String)
    case evaluatePrescription(Int, Prescription.Evaluation.Verdict, note: String)
    case complete
    case terminate(VisitEnding.Reason, advice: Redacted<String>)
    /// One tap: the institution's warning and target stand in for what is not said (SC 17).
    case stopAndReferOffline(VisitStop)
    case reportImpersonation(Redacted<String>)

    package enum Action: String, Codable, Sendable, CaseIterable {
        case addEvidence, readRiskNotice, giveConsent, openToPatient, excludeConditions, confirmFollowUp
        case start, exchange, reviewRecord, noteCompanions, writeRecord, diagnose, signOpinion
        case draftPrescription, confirmAssistance, signPrescription, approvePrescription
        case rejectPrescription, routePrescription, deliverPrescription, voidPrescription
        case evaluatePrescription, complete, terminate, stopAndReferOffline, reportImpersonation

        /// States of the visit in which it is considered at all. A finished visit's prescription goes on its way.
        package var allowedStates: [InternetVisit.State] {
            switch self {
            case .addEvidence, .readRiskNotice, .giveConsent, .excludeConditions, .confirmFollowUp: [.draft]
            case .start: [.draft]
            case .openToPatient: InternetVisit.State.allCases
            case .exchange, .diagnose, .signOpinion, .draftPrescription, .confirmAssistance,
                .signPrescription, .complete:
                [.open]
            case .reviewRecord, .noteCompanions, .writeRecord: [.draft, .open]
            case .terminate, .stopAndReferOffline, .reportImpersonation: [.draft, .open]
            case .approvePrescription, .rejectPrescription, .routePrescription, .deliverPrescription,
                .voidPrescription, .evaluatePrescription:
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
            case .evaluatePrescription: [.effective, .routed, .delivered]
            default: nil
            }
        }

        /// Goes on treating the patient; the others prepare, write down or end.
        package var isService: Bool {
            switch self {
            case .start, .exchange, .diagnose, .draftPrescription, .signPrescription, .approvePrescription,
                .routePrescription:
                true
            default: false
            }
        }

        package var isPharmacists: Bool { self == .approvePrescription || self == .rejectPrescription }

        /// What the physician who receives the patient does too, in a consultation of an internet hospital.
        package var isReceptions: Bool {
            switch self {
            case .addEvidence, .readRiskNotice, .giveConsent, .noteCompanions, .exchange: true
            default: false
            }
        }
    }

    package var action: Action? {
        switch self {
        case .open: nil
        case .addEvidence: .addEvidence
        case .readRiskNotice: .readRiskNotice
        case .giveConsent: .giveConsent
        case .openToPatient: .openToPatient
        case .excludeConditions: .excludeConditions
        case .confirmFollowUp: .confirmFollowUp
        case .start: .start
        case .exchange: .exchange
        case .reviewRecord: .reviewRecord
        case .noteCompanions: .noteCompanions
        case .writeRecord: .writeRecord
        case .diagnose: .diagnose
        case .signOpinion: .signOpinion
        case .draftPrescription: .draftPrescription
        case .confirmAssistance: .confirmAssistance
        case .signPrescription: .signPrescription
        case .approvePrescription: .approvePrescription
        case .rejectPrescription: .rejectPrescription
        case .routePrescription: .routePrescription
        case .deliverPrescription: .deliverPrescription
        case .voidPrescription: .voidPrescription
        case .evaluatePrescription: .evaluatePrescription
        case .complete: .complete
        case .terminate: .terminate
        case .stopAndReferOffline: .stopAndReferOffline
        case .reportImpersonation: .reportImpersonation
        }
    }

    package var prescription: Int? {
        switch self {
        case .signPrescription(let number), .approvePrescription(let number, _),
            .rejectPrescription(let number, _), .routePrescription(let number, _),
            .deliverPrescription(let number), .voidPrescription(let number, _),
            .evaluatePrescription(let number, _, _):
            number
        default: nil
        }
    }
}

package struct VisitOpening: Codable, Sendable, Equatable {
    package var id: VisitID
    package var patient: PatientID
    package var department: DepartmentCode
    /// Nil is a follow-up; the other is a consultation of an internet hospital (GX 28).
    package var pathway: LegalPathway?
    package var reception: VisitReception?
    /// Who is consulted, where the one who opens the visit is another.
    package var physician: PractitionerID?
    /// `familyDoctorService`: for a patient who has signed with a family doctor here (NHC-ID 2); nil: any follow-up.
    package var serviceKind: ServiceKind?
    /// The contract it is held under.
    package var contract: FamilyDoctorContractID?

    package init(
        id: VisitID, patient: PatientID, department: DepartmentCode, pathway: LegalPathway? = nil,
        reception: VisitReception? = nil, physician: PractitionerID? = nil, serviceKind: ServiceKind? = nil,
        contract: FamilyDoctorContractID? = nil
    ) {
        self.serviceKind = serviceKind
        self.contract = contract
        self.pathway = pathway
        self.reception = reception
        self.physician = physician
        self.id = id
        self.patient = patient
        self.department = department
    }
}

/// Why a visit is stopped at once, and where the patient goes.
package struct VisitStop: Sendable, Equatable {
    package var reason: VisitEnding.Reason
    package var warning: Redacted<String>?
    package var target: String?

    package init(reason: VisitEnding.Reason, warning: Redacted<String>? = nil, target: String? = nil) {
        self.reason = reason
        self.warning = warning
        self.target = target
    }
}
