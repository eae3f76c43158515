/// Which regime governs a case (NHC-ID-31).
package enum LegalPathway: String, Codable, Sendable, CaseIterable {
    case telemedicine, internetHospitalConsultation, internetFollowUp
}

/// How the invited side is found (NHC-TM 一).
package enum ConsultationMode: String, Codable, Sendable, CaseIterable {
    case direct, platformMatched
}

/// The closed list of services (JL 3, NHC-TM 三).
package enum ServiceKind: String, Codable, Sendable, CaseIterable {
    case remoteConsultation, remotePathologyDiagnosis, remoteImagingDiagnosis, remoteEcgDiagnosis
    case remoteLaboratoryDiagnosis, remoteOutpatient, remoteCaseDiscussion, remoteMultidisciplinaryTeam, other
    /// 互联网+家庭医生签约服务, under `internetFollowUp` (NHC-ID 2).
    case familyDoctorService
}

/// Ordered: junior < intermediate (主治) < associateSenior (副高) < fullSenior (正高).
package enum ProfessionalTitle: String, Codable, Sendable, CaseIterable, Comparable {
    case junior, intermediate, associateSenior, fullSenior

    private var rank: Int {
        switch self {
        case .junior: 0
        case .intermediate: 1
        case .associateSenior: 2
        case .fullSenior: 3
        }
    }

    package static func < (left: ProfessionalTitle, right: ProfessionalTitle) -> Bool {
        left.rank < right.rank
    }
}

/// What an account may do inside its institution.
package enum Role: String, Codable, Sendable, CaseIterable {
    case physician, invitationCoordinator, finance, qualityController, institutionAdmin, `operator`, auditor
    /// Somebody of the province's health authority, who supervises (JL 34).
    case healthAuthority
    /// The three administrators of graded protection; each stands alone (NHC-ID-13).
    case systemAdmin, securityAdmin, auditAdmin
}

/// What a practitioner is by licence. A software agent is never counted as attendance and never signs (NHC-SUP-13).
package enum PractitionerKind: String, Codable, Sendable, CaseIterable {
    case licensedPhysician, assistantPhysician, villageDoctor, reviewingPharmacist, technician, softwareAgent
}

/// Administrative level, by which prices are fixed (JL 39, 44).
package enum InstitutionLevel: String, Codable, Sendable, CaseIterable {
    case province, city, county, primaryCare

    /// The wider the territory, the higher.
    package var rank: Int {
        switch self {
        case .primaryCare: 0
        case .county: 1
        case .city: 2
        case .province: 3
        }
    }
}

/// Hospital grade: 一级, 二级, 三级 (JL 12).
package enum HospitalGrade: String, Codable, Sendable, CaseIterable, Comparable {
    case ungraded, primary, secondary, tertiary

    private var rank: Int {
        switch self {
        case .ungraded: 0
        case .primary: 1
        case .secondary: 2
        case .tertiary: 3
        }
    }

    package static func < (left: HospitalGrade, right: HospitalGrade) -> Bool { left.rank < right.rank }
}

/// A province by its name in lower-case pinyin. A value, not a closed list: a new province is a policy file,
/// not a build.
package struct Jurisdiction: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }

    package static let national: Jurisdiction = "national"
    package static let jilin: Jurisdiction = "jilin"
    package static let guangxi: Jurisdiction = "guangxi"
    package static let sichuan: Jurisdiction = "sichuan"
}

/// The two sides of a consultation.
package enum PartySide: String, Codable, Sendable, CaseIterable {
    case inviting, invited

    package var other: PartySide { self == .inviting ? .invited : .inviting }
}

package enum Priority: String, Codable, Sendable, CaseIterable {
    case routine, urgent
}

package enum Sex: String, Codable, Sendable, CaseIterable {
    case female, male
}

/// What an item of material is, in the groups that JL 22 names.
package enum MaterialGroup: String, Codable, Sendable, CaseIterable {
    case conditionSummary, medicalRecordMaterial, laboratoryReport, examinationMaterial, other

    /// The three groups that must arrive within 24 hours (JL 22).
    package static let required: [MaterialGroup] = [
        .conditionSummary, .medicalRecordMaterial, .laboratoryReport,
    ]
}
