import ConsultationCore
import Orchestration

/// An online follow-up visit with its prescriptions.
struct VisitPayload: Encodable {
    struct Person: Encodable {
        let id: String
        let name: String
    }

    struct Evidence: Encodable {
        let kind: String
        let institutionName: String
        let diagnosedOn: String
        let diagnoses: [String]
        let sha256: String
    }

    struct Exchange: Encodable {
        let medium: String
        let text: String
        let at: Instant
    }

    struct Diagnosis: Encodable {
        let code: String
        let name: String
        let at: Instant
    }

    struct Companions: Encodable {
        let guardianName: String
        let guardianRelation: String
        let specialistName: String
        let specialistLicence: String
        let specialistSpecialty: String
    }

    struct Ending: Encodable {
        let reason: String
        let advice: String
        let at: Instant
    }

    struct Line: Encodable {
        let code: String
        let name: String
        let specification: String
        let quantity: Int
        let usage: String
    }

    struct Review: Encodable {
        let approved: Bool
        let note: String
        let at: Instant
    }

    struct PrescriptionItem: Encodable {
        let number: Int
        let state: String
        let stateDisplay: String
        let lines: [Line]
        let signedAt: Instant?
        let reviews: [Review]
        let route: String?
        let deliveredAt: Instant?
        let voidReason: String?
    }

    let id: String
    let version: Int
    let state: String
    let stateDisplay: String
    let patient: Person
    let birthDate: String
    let physician: Person
    let department: String
    let createdAt: Instant
    let startedAt: Instant?
    let evidence: [Evidence]
    let riskNotice: String?
    /// Conditions that must be found absent before the start, and those that were.
    let excludable: [String]
    let excluded: [String]
    let followUpConfirmed: Bool
    let recordReviewed: Bool
    let needsGuardian: Bool
    let companions: Companions?
    let exchanges: [Exchange]
    let diagnosis: Diagnosis?
    let prescriptions: [PrescriptionItem]
    let ending: Ending?
    /// Months beyond which a draft would call the evidence too old.
    let evidenceOlderThanMonths: Int?
    let actions: [String]
}

extension VisitPayload {
    init(_ view: VisitView) {
        let visit = view.visit
        self.init(
            id: visit.id.text, version: visit.version, state: visit.state.rawValue,
            stateDisplay: DisplayNames.visit(visit.state),
            patient: Person(id: visit.patient.text, name: view.patient?.name.value ?? ""),
            birthDate: visit.birthDate.value.description,
            physician: Person(id: visit.physician.text, name: view.physician?.name ?? ""),
            department: view.department, createdAt: Instant(visit.createdAt),
            startedAt: visit.startedAt.map(Instant.init), evidence: visit.evidence.map(Evidence.init),
            riskNotice: visit.riskNotice?.notice, excludable: view.excludable.map(\.rawValue),
            excluded: visit.excluded.map(\.rawValue), followUpConfirmed: visit.followUpConfirmedAt != nil,
            recordReviewed: visit.recordReviewedAt != nil, needsGuardian: view.needsGuardian,
            companions: visit.companions.map(Companions.init),
            exchanges: visit.exchanges.map {
                Exchange(medium: $0.medium.rawValue, text: $0.text.value, at: Instant($0.at))
            },
            diagnosis: visit.diagnosis.map {
                Diagnosis(code: $0.code, name: $0.name.value, at: Instant($0.at))
            }, prescriptions: visit.prescriptions.map(PrescriptionItem.init),
            ending: visit.ending.map {
                Ending(reason: $0.reason.rawValue, advice: $0.advice.value, at: Instant($0.at))
            },
            evidenceOlderThanMonths: visit.warnings.lazy.map {
                switch $0 {
                case .evidenceOlderThan(let months): months
                }
            }.first, actions: view.actions.map(\.rawValue))
    }
}

extension VisitPayload.Evidence {
    init(_ evidence: VisitEvidence) {
        self.init(
            kind: evidence.kind.rawValue, institutionName: evidence.institutionName,
            diagnosedOn: evidence.diagnosedOn.description, diagnoses: evidence.diagnoses,
            sha256: evidence.document.hexadecimal)
    }
}

extension VisitPayload.Companions {
    init(_ companions: VisitCompanions) {
        self.init(
            guardianName: companions.guardianName.value, guardianRelation: companions.guardianRelation,
            specialistName: companions.specialistName, specialistLicence: companions.specialistLicence,
            specialistSpecialty: companions.specialistSpecialty)
    }
}

extension VisitPayload.PrescriptionItem {
    init(_ prescription: Prescription) {
        let drugs = DrugCatalogue.shipped.drugs
        self.init(
            number: prescription.number, state: prescription.state.rawValue,
            stateDisplay: DisplayNames.prescription(prescription.state),
            lines: prescription.lines.map {
                .init(
                    code: $0.drug, name: drugs[$0.drug]?.name ?? $0.drug,
                    specification: drugs[$0.drug]?.specification ?? "", quantity: $0.quantity,
                    usage: $0.usage)
            }, signedAt: prescription.signedAt.map(Instant.init),
            reviews: prescription.reviews.map {
                .init(approved: $0.isApproval, note: $0.note, at: Instant($0.at))
            }, route: prescription.route?.rawValue,
            deliveredAt: prescription.deliveredAt.map(Instant.init), voidReason: prescription.voidReason)
    }
}

struct DrugPayload: Encodable {
    let code: String
    let name: String
    let specification: String
    let classes: [String]
}
