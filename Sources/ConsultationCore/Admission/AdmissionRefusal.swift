/// Why an institution, a person or a text is not let in (§3.1–§3.4, §3.22, §3.26).
package enum AdmissionRefusal: Sendable, Equatable {
    case supervisionNotConnected
    /// Nobody of the province has read with its key since the test began.
    case connectorTestMissing
    case verificationOverdue(since: CivilDate)
    case reapplicationOverdue
    case departmentStaffingInsufficient(DepartmentCode, fullSenior: Int, associateSenior: Int)
    case departmentsMissing
    case insuranceMissing(PractitionerID)
    case notAdmitted(PractitionerID)
    case contentReviewRequired

    package var code: RefusalCode {
        switch self {
        case .supervisionNotConnected: .supervisionNotConnected
        case .connectorTestMissing: .connectorTestMissing
        case .verificationOverdue: .verificationOverdue
        case .reapplicationOverdue: .reapplicationOverdue
        case .departmentStaffingInsufficient, .departmentsMissing: .departmentStaffingInsufficient
        case .insuranceMissing: .insuranceMissing
        case .notAdmitted: .practitionerNotAdmitted
        case .contentReviewRequired: .contentReviewRequired
        }
    }
}

extension RefusalCode {
    /// Rule of a code of this area; nil for the others.
    var admissionRule: (requirement: String, article: String)? {
        switch self {
        case .supervisionNotConnected, .connectorTestMissing: ("NHC-SUP-4", "NHC-SUP 4; NHC-IH 6")
        case .verificationOverdue: ("NHC-SUP-7", "NHC-SUP 7")
        case .reapplicationOverdue: ("NHC-IH-13", "NHC-IH 13; GX 22")
        case .departmentStaffingInsufficient: ("NHC-IH-A3.1", "NHC-IH 附录三(一)")
        case .insuranceMissing: ("NHC-IH-24", "NHC-IH 24")
        case .practitionerNotAdmitted: ("NHC-SUP-14", "NHC-SUP 14")
        case .contentReviewRequired: ("NHC-IH-28", "NHC-IH 28")
        default: nil
        }
    }
}
