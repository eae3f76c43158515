import ConsultationCore
import Orchestration

/// A contract with a family doctor, as the institution's people see it.
struct FamilyDoctorPayload: Encodable {
    struct Named: Encodable {
        let id: String
        let name: String
    }

    struct Item: Encodable {
        let value: String
        let display: String
    }

    struct Signing: Encodable {
        let validFrom: String
        let validTo: String
        let feeFen: Int64
        let signerName: String
        let signerKind: String
        let at: Instant
        let documentHash: String
    }

    let id: String
    let version: Int
    let state: String
    let stateDisplay: String
    let patient: Named
    let physician: Named
    let members: [Named]
    let departmentCode: String
    let department: String
    let items: [Item]
    let priceId: String?
    let validFrom: String?
    let validTo: String?
    let signings: [Signing]
    let reason: String?
    let notice: VisitPayload.Notice
    let createdAt: Instant
    let actions: [String]

    init(_ view: FamilyDoctorView) {
        let contract = view.contract
        id = contract.id.text
        version = contract.version
        state = contract.state.rawValue
        stateDisplay = DisplayNames.familyDoctor(contract.state)
        patient = Named(id: contract.patient.text, name: view.patient.value)
        let team = view.team.map { Named(id: $0.id.text, name: $0.name) }
        physician = team.first ?? Named(id: contract.physician.text, name: contract.physician.text)
        members = Array(team.dropFirst())
        departmentCode = contract.terms.department.text
        department = view.department
        items = contract.terms.items.map { Item(value: $0.rawValue, display: DisplayNames.familyDoctor($0)) }
        priceId = contract.terms.price?.text
        validFrom = contract.validFrom?.description
        validTo = contract.validTo?.description
        signings = contract.signings.map {
            Signing(
                validFrom: $0.validFrom.description, validTo: $0.validTo.description, feeFen: $0.fee.fen,
                signerName: $0.signer.name.value, signerKind: $0.signer.kind.rawValue, at: Instant($0.at),
                documentHash: $0.documentHash.hexadecimal)
        }
        reason = contract.reason?.value
        notice = VisitPayload.Notice(view.notice)
        createdAt = Instant(contract.createdAt)
        actions = view.actions.map(\.rawValue)
    }
}

/// The same for the patient.
struct PatientFamilyDoctorPayload: Encodable {
    let id: String
    let state: String
    let stateDisplay: String
    let institution: String
    let team: [String]
    let items: [String]
    let validFrom: String?
    let validTo: String?
    let feeFen: Int64?

    init(_ one: PatientView.FamilyDoctor) {
        let contract = one.contract
        id = contract.id.text
        state = contract.state.rawValue
        stateDisplay = DisplayNames.familyDoctor(contract.state)
        institution = one.institution
        team = one.team
        items = contract.terms.items.map { DisplayNames.familyDoctor($0) }
        validFrom = contract.validFrom?.description
        validTo = contract.validTo?.description
        feeFen = contract.signings.last?.fee.fen
    }
}

struct FamilyDoctorStatisticsPayload: Encodable {
    struct Count: Encodable {
        let name: String
        let display: String
        let count: Int
    }

    let contracts: [Count]
    let visits: [Count]

    init(contracts: [NamedCount], visits: [NamedCount]) {
        self.contracts = contracts.map { one in
            Count(
                name: one.name,
                display: FamilyDoctorContract.State(rawValue: one.name)
                    .map { DisplayNames.familyDoctor($0) } ?? one.name,
                count: one.count)
        }
        self.visits = visits.map {
            Count(name: $0.name, display: DisplayNames.visitService($0.name), count: $0.count)
        }
    }
}
