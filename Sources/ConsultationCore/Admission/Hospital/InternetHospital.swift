/// An institution as an internet hospital, from its preparation to its end (NHC-IH 5–13, NHC-SUP 4–7, GX 8–22;
/// Protocols/internet-hospital-states.md). Its key is the institution.
package struct InternetHospital: QualityRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        case preparing, active, reapplying, closed
    }

    /// How it stands to a physical institution (NHC-IH 3, 12).
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case secondName, joint, standalone
    }

    package let institution: InstitutionID
    package let openedAt: WallTime

    package var version: Int
    package var state: State
    package var stateSince: WallTime
    package var details: InternetHospitalDetails
    /// Departments whose physicians were counted (NHC-IH 附录三).
    package var departments: [DepartmentCode]
    /// When the licence was last verified; the day of issue counts as the first.
    package var verifiedOn: CivilDate
    /// Under the rules of the last event; nil: together with the physical institution.
    package var verificationDue: CivilDate?
    package var reapplication: Reapplication?
    package var ending: SuspensionReason?
    package var passedDeadlines: [PassedDeadline]

    /// Product default: days before the verification is due on which the hospital is reminded.
    package static let reminderDays = 30

    package var key: String { institution.text }
    package var consultation: ConsultationID? { nil }
    package var parties: [InstitutionID] { [institution] }
    package var isClosed: Bool { state == .closed }
}

package struct InternetHospitalDetails: Codable, Sendable, Equatable {
    package var kind: InternetHospital.Kind
    package var name: String
    package var licenceNumber: String
    /// 登记机关 as printed.
    package var authority: String
    /// The same as an institution of the register; nil until somebody has chosen it.
    package var office: LicensingOffice?
    package var issuedOn: CivilDate
    /// The other founder, for joint and stand-alone ones.
    package var partner: Partner?

    package struct Partner: Codable, Sendable, Equatable {
        package var name: String
        /// The last day of the agreement with it.
        package var agreementEndsOn: CivilDate

        package init(name: String, agreementEndsOn: CivilDate) {
            self.name = name
            self.agreementEndsOn = agreementEndsOn
        }
    }

    package init(
        kind: InternetHospital.Kind, name: String, licenceNumber: String, authority: String,
        issuedOn: CivilDate, partner: Partner? = nil
    ) {
        self.kind = kind
        self.name = name
        self.licenceNumber = licenceNumber
        self.authority = authority
        self.issuedOn = issuedOn
        self.partner = partner
    }
}

/// The task `reapplyInternetHospital` (NHC-IH 13).
package struct Reapplication: Codable, Sendable, Equatable {
    package var reason: String
    /// The day the partner left or the agreement ended.
    package var endedOn: CivilDate
    /// The last day for the new application; nil where no text gives a number.
    package var dueOn: CivilDate?
    /// A text that binds, and not a draft, gives the day.
    package var isBinding: Bool
    package var isOverdue: Bool
}

package enum InternetHospitalCommand: QualityCommand {
    case prepare(InstitutionID, InternetHospitalDetails)
    case edit(InternetHospitalDetails)
    case admitDepartment(DepartmentCode)
    case activate
    case recordVerification(CivilDate)
    /// The office of the register that its licence names.
    case chooseOffice(InstitutionID)
    case partnerChanged(reason: String, endedOn: CivilDate)
    case reapply(InternetHospitalDetails)
    case close(reason: String)
    case deadlinePassed(Deadline.Kind)

    package enum Action: String, QualityAction {
        case prepare, edit, admitDepartment, activate, recordVerification, chooseOffice, partnerChanged
        case reapply, close
        case deadlinePassed

        package var allowedStates: [String] {
            switch self {
            case .prepare: [QualityGate.start]
            case .edit, .activate: ["preparing"]
            case .admitDepartment: ["preparing", "active"]
            case .recordVerification: ["active", "reapplying"]
            case .partnerChanged: ["active"]
            case .reapply: ["reapplying"]
            case .chooseOffice, .close: ["preparing", "active", "reapplying"]
            case .deadlinePassed: ["active", "reapplying"]
            }
        }

        package var roles: [Role] { self == .deadlinePassed ? [] : [.institutionAdmin] }
    }

    package var action: Action {
        switch self {
        case .prepare: .prepare
        case .edit: .edit
        case .admitDepartment: .admitDepartment
        case .activate: .activate
        case .recordVerification: .recordVerification
        case .chooseOffice: .chooseOffice
        case .partnerChanged: .partnerChanged
        case .reapply: .reapply
        case .close: .close
        case .deadlinePassed: .deadlinePassed
        }
    }
}

package enum InternetHospitalChange: QualityChange {
    case prepared(InstitutionID, InternetHospitalDetails, verificationDue: CivilDate?)
    case edited(InternetHospitalDetails, verificationDue: CivilDate?)
    case departmentAdmitted(DepartmentCode)
    case activated
    case verified(CivilDate, due: CivilDate?)
    case officeChosen(LicensingOffice)
    case reapplicationOpened(Reapplication)
    case reapplied(InternetHospitalDetails, verificationDue: CivilDate?)
    case closed(reason: String)
    case reminded(Deadline.Kind, dueAt: WallTime)
    case reapplicationOverdue(Violation, dueAt: WallTime)

    package var kind: String {
        switch self {
        case .prepared: "internetHospitalPrepared"
        case .edited: "internetHospitalEdited"
        case .departmentAdmitted: "internetHospitalDepartmentAdmitted"
        case .activated: "internetHospitalActivated"
        case .verified: "internetHospitalVerified"
        case .officeChosen: "internetHospitalOfficeChosen"
        case .reapplicationOpened: "internetHospitalReapplicationOpened"
        case .reapplied: "internetHospitalReapplied"
        case .closed: "internetHospitalClosed"
        case .reminded: "internetHospitalReminded"
        case .reapplicationOverdue: "internetHospitalReapplicationOverdue"
        }
    }

    package var violation: Violation? {
        if case .reapplicationOverdue(let violation, _) = self { violation } else { nil }
    }
}
