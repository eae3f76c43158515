import ConsultationCore
import Orchestration

/// What a patient reads of an own online visit: examination results and material, diagnosis and plan, prescriptions and
/// orders (NHC-IH 21).
struct PatientVisitPayload: Encodable {
    struct Material: Encodable {
        let kind: String
        let institutionName: String
        let diagnosedOn: String
    }

    struct Prescribed: Encodable {
        let number: Int
        let stateDisplay: String
        let lines: [VisitPayload.Line]
    }

    let id: String
    let state: String
    let stateDisplay: String
    let institution: String
    let entity: LegalEntityPayload?
    let department: String
    let physician: String
    let createdAt: Instant
    let materials: [Material]
    let exchanges: [VisitPayload.Exchange]
    let diagnosis: String?
    let plan: String?
    let examinations: String?
    let opinion: String?
    let prescriptions: [Prescribed]
    let ending: VisitPayload.Ending?
}

extension PatientVisitPayload {
    init(_ one: PatientView.Visit) {
        let visit = one.visit
        self.init(
            id: visit.id.text, state: visit.state.rawValue, stateDisplay: DisplayNames.visit(visit.state),
            institution: one.institution, entity: visit.entity.map(LegalEntityPayload.init),
            department: one.department, physician: one.physician,
            createdAt: Instant(visit.createdAt),
            materials: visit.evidence.map {
                Material(
                    kind: $0.kind.rawValue, institutionName: $0.institutionName,
                    diagnosedOn: $0.diagnosedOn.description)
            }, exchanges: visit.exchanges.map(VisitPayload.Exchange.init),
            diagnosis: visit.diagnosis.map { "\($0.code) \($0.name.value)" },
            // What is not signed yet is no plan.
            plan: visit.recordSigned == nil ? nil : visit.record?[.plan],
            examinations: visit.recordSigned == nil ? nil : visit.record?[.auxiliaryExaminations],
            opinion: visit.opinion?.text.value,
            prescriptions: visit.prescriptions.filter { $0.signedAt != nil }.map { one in
                let item = VisitPayload.PrescriptionItem(one)
                return Prescribed(
                    number: one.number, stateDisplay: item.stateDisplay, lines: item.lines)
            }, ending: visit.ending.map(VisitPayload.Ending.init))
    }
}
