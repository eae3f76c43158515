/// A resident signs with a family doctor and the doctor's team (家庭医生签约, NHC-ID 2, NHC-ID 15;
/// Protocols/family-doctor-states.md). While it is in force the team may see the patient online.
package struct FamilyDoctorContract: DomainRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        /// `withdrawn` by the patient, `ended` by the institution or given up before it was signed.
        case draft, inForce, expired, withdrawn, ended
    }

    package let id: FamilyDoctorContractID
    package let institution: InstitutionID
    package let patient: PatientID
    /// The family doctor, who drafted it and leads the team.
    package let physician: PractitionerID
    package let createdAt: WallTime

    package var version: Int
    package var state: State
    package var stateSince: WallTime
    package var terms: FamilyDoctorTerms
    /// The latest last; the first is the signing, the others are renewals.
    package var signings: [FamilyDoctorSigning]
    package var reason: Redacted<String>?
    package var passedDeadlines: [PassedDeadline]

    package var team: [PractitionerID] { [physician] + terms.members }
    package var validFrom: CivilDate? { signings.first?.validFrom }
    /// The last valid day.
    package var validTo: CivilDate? { signings.last?.validTo }

    package func isInForce(on day: CivilDate) -> Bool {
        guard state == .inForce, let validFrom, let validTo else { return false }
        return validFrom <= day && day <= validTo
    }
}

package struct FamilyDoctorContractID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// What a service package may hold (国卫基层发〔2018〕35号, on contracts with family doctors).
package enum FamilyDoctorItem: String, Codable, Sendable, CaseIterable {
    case basicMedicalCare, publicHealth, healthManagement, healthEducation, priorityAppointment
    case priorityReferral, homeVisit, medicationGuidance, longPrescription, traditionalMedicine
}

package struct FamilyDoctorTerms: Codable, Sendable, Equatable {
    package var department: DepartmentCode
    /// Of the team, beside the family doctor.
    package var members: [PractitionerID]
    package var items: [FamilyDoctorItem]
    /// The published price of a year; nil: the patient pays nothing.
    package var price: PriceID?

    package init(
        department: DepartmentCode, members: [PractitionerID], items: [FamilyDoctorItem], price: PriceID?
    ) {
        self.department = department
        self.members = members
        self.items = items
        self.price = price
    }
}

/// One term: what the patient read and signed, and the days it holds.
package struct FamilyDoctorSigning: Codable, Sendable, Equatable {
    package var validFrom: CivilDate
    package var validTo: CivilDate
    package var fee: Money
    /// The version of the notice with the four blocks of NHC-ID 15.
    package var notice: String
    package var signer: ConsentSigner
    package var at: WallTime
    package var documentHash: Digest
}

package struct FamilyDoctorOpening: Codable, Sendable, Equatable {
    package var id: FamilyDoctorContractID
    package var patient: PatientID
    package var terms: FamilyDoctorTerms

    package init(id: FamilyDoctorContractID, patient: PatientID, terms: FamilyDoctorTerms) {
        self.id = id
        self.patient = patient
        self.terms = terms
    }
}

package enum FamilyDoctorCommand: Sendable, Equatable {
    case draft(FamilyDoctorOpening)
    case edit(FamilyDoctorTerms)
    /// The patient has read this version of the notice and signs.
    case sign(notice: String, ConsentSigner)
    case renew(notice: String, ConsentSigner)
    /// The patient's own decision, told to the doctor or on the patient's page.
    case withdraw(reason: Redacted<String>)
    case end(reason: Redacted<String>)
    case deadlinePassed

    /// In the order of Protocols/family-doctor-states.md.
    package enum Action: String, Codable, Sendable, CaseIterable {
        case draft, edit, sign, renew, withdraw, end, deadlinePassed

        package var allowedStates: [FamilyDoctorContract.State] {
            switch self {
            case .draft: []
            case .edit, .sign: [.draft]
            case .renew, .withdraw, .deadlinePassed: [.inForce]
            case .end: [.draft, .inForce]
            }
        }

        package var roles: [Role] {
            switch self {
            case .draft, .edit, .sign, .renew, .withdraw: [.physician]
            case .end: [.physician, .institutionAdmin]
            case .deadlinePassed: []
            }
        }

        /// The patient without an account, or the service itself.
        package var isOpen: Bool { self == .withdraw || self == .deadlinePassed }
    }

    package var action: Action {
        switch self {
        case .draft: .draft
        case .edit: .edit
        case .sign: .sign
        case .renew: .renew
        case .withdraw: .withdraw
        case .end: .end
        case .deadlinePassed: .deadlinePassed
        }
    }
}

package enum FamilyDoctorChange: RecordChange {
    case drafted(FamilyDoctorOpening, InstitutionID, PractitionerID)
    case edited(FamilyDoctorTerms)
    case signed(FamilyDoctorSigning)
    case renewed(FamilyDoctorSigning)
    case withdrawn(reason: Redacted<String>)
    case ended(reason: Redacted<String>)
    case expired(dueAt: WallTime)

    package var kind: String {
        switch self {
        case .drafted: "familyDoctorDrafted"
        case .edited: "familyDoctorEdited"
        case .signed: "familyDoctorSigned"
        case .renewed: "familyDoctorRenewed"
        case .withdrawn: "familyDoctorWithdrawn"
        case .ended: "familyDoctorEnded"
        case .expired: "familyDoctorExpired"
        }
    }
}

/// Why a contract, or a visit under it, is refused.
package enum FamilyDoctorRefusal: Sendable, Equatable {
    case stateNotAllowed(FamilyDoctorContract.State)
    /// The licence of the institution does not name the service.
    case notRegistered
    case contractMissing
    case notOfTeam(PractitionerID)
    case alreadySigned
    case renewalTooEarly(from: CivilDate)

    package var code: RefusalCode {
        switch self {
        case .stateNotAllowed: .familyDoctorStateNotAllowed
        case .notRegistered: .familyDoctorNotRegistered
        case .contractMissing: .familyDoctorContractMissing
        case .notOfTeam: .familyDoctorNotOfTeam
        case .alreadySigned: .familyDoctorAlreadySigned
        case .renewalTooEarly: .familyDoctorRenewalTooEarly
        }
    }
}

extension Institution {
    /// Its licence, or the list of services filed with it, names the service (NHC-ID 9, NHC-ID 11).
    package var offersFamilyDoctor: Bool {
        offersOnlineVisits && (licence?.scope?.contains("家庭医生签约") ?? false)
    }
}
