/// Whether a person works for an institution through this service: let in, kept, let go (NHC-SUP 14, 16; NHC-IH 24;
/// GX 5, 33; Protocols/staff-states.md). Its key is the practitioner.
package struct StaffAdmission: QualityRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        case candidate, admitted, suspended, exited
    }

    package let practitioner: PractitionerID
    package let institution: InstitutionID
    package let openedAt: WallTime

    package var version: Int
    package var state: State
    package var stateSince: WallTime
    package var data: StaffData
    package var insurance: MalpracticeInsurance?
    package var multiSite: [MultiSiteRegistration]
    /// Why the person was stopped or has left.
    package var reason: String?

    package static let multiSiteLimit = 20

    package var key: String { practitioner.text }
    package var consultation: ConsultationID? { nil }
    package var parties: [InstitutionID] { [institution] }
    package var isClosed: Bool { state == .exited }
    package var openDeadlines: [Deadline] { [] }
}

/// What NHC-SUP 14 names, and nothing else: 身份证号码、照片、相关资质信息、执业地点、临床工作年限. Qualification is the register's (title,
/// licence) and is not kept twice.
package struct StaffData: Codable, Sendable, Equatable {
    package var identityNumber: Redacted<String>
    /// SHA-256 of the picture, which lies among the institution's sealed files.
    package var photo: Digest?
    package var practicePlaces: [String]
    package var clinicalSince: CivilDate?

    package init(
        identityNumber: Redacted<String>, photo: Digest? = nil, practicePlaces: [String] = [],
        clinicalSince: CivilDate? = nil
    ) {
        self.identityNumber = identityNumber
        self.photo = photo
        self.practicePlaces = practicePlaces
        self.clinicalSince = clinicalSince
    }
}

/// 医疗责任保险. `validTo` is the last day it covers.
package struct MalpracticeInsurance: Codable, Sendable, Equatable {
    package var insurer: String
    package var policyNumber: String
    package var validTo: CivilDate

    package init(insurer: String, policyNumber: String, validTo: CivilDate) {
        self.insurer = insurer
        self.policyNumber = policyNumber
        self.validTo = validTo
    }
}

/// Work at another internet hospital, registered or filed where that hospital is (NHC-SUP 16, GX 7).
package struct MultiSiteRegistration: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case registration, filing
    }

    package var institution: InstitutionID
    package var authority: String
    package var number: String
    package var kind: Kind
    package var validTo: CivilDate?

    package init(
        institution: InstitutionID, authority: String, number: String, kind: Kind, validTo: CivilDate? = nil
    ) {
        self.institution = institution
        self.authority = authority
        self.number = number
        self.kind = kind
        self.validTo = validTo
    }
}

package enum StaffAdmissionCommand: QualityCommand {
    case record(PractitionerID, at: InstitutionID, StaffData)
    case keepData(StaffData)
    case admit
    case suspend(reason: String)
    case reinstate
    case exit(reason: String)
    case keepInsurance(MalpracticeInsurance)
    case keepMultiSite([MultiSiteRegistration])
    case deadlinePassed(Deadline.Kind)

    package enum Action: String, QualityAction {
        case record, keepData, admit, suspend, reinstate, exit, keepInsurance, keepMultiSite, deadlinePassed

        package var allowedStates: [String] {
            switch self {
            case .record: [QualityGate.start]
            // One who left may come back: as a candidate's papers are looked at again.
            case .admit: ["candidate", "exited"]
            case .suspend: ["admitted"]
            case .reinstate: ["suspended"]
            case .exit: ["candidate", "admitted", "suspended"]
            case .keepData, .keepInsurance, .keepMultiSite: ["candidate", "admitted", "suspended"]
            case .deadlinePassed: []
            }
        }

        package var roles: [Role] {
            switch self {
            case .suspend: [.institutionAdmin, .qualityController]
            case .deadlinePassed: []
            default: [.institutionAdmin]
            }
        }
    }

    package var action: Action {
        switch self {
        case .record: .record
        case .keepData: .keepData
        case .admit: .admit
        case .suspend: .suspend
        case .reinstate: .reinstate
        case .exit: .exit
        case .keepInsurance: .keepInsurance
        case .keepMultiSite: .keepMultiSite
        case .deadlinePassed: .deadlinePassed
        }
    }
}

package enum StaffAdmissionChange: QualityChange {
    case recorded(PractitionerID, at: InstitutionID, StaffData, StaffAdmission.State)
    case dataKept(StaffData)
    case admitted
    case suspended(reason: String)
    case reinstated
    case exited(reason: String)
    case insuranceKept(MalpracticeInsurance)
    case multiSiteKept([MultiSiteRegistration])

    package var kind: String {
        switch self {
        case .recorded: "staffRecorded"
        case .dataKept: "staffDataKept"
        case .admitted: "staffAdmitted"
        case .suspended: "staffSuspended"
        case .reinstated: "staffReinstated"
        case .exited: "staffExited"
        case .insuranceKept: "staffInsuranceKept"
        case .multiSiteKept: "staffMultiSiteKept"
        }
    }
}
