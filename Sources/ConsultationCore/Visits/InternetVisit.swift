/// An online follow-up visit (互联网复诊) at one institution (REQUIREMENTS.md §3.15, Protocols/visit-states.md).
package struct InternetVisit: DomainRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        case draft, open, completed, terminated
    }

    package let id: VisitID
    package let institution: InstitutionID
    package let physician: PractitionerID
    package let department: DepartmentCode
    package let patient: PatientID
    package let birthDate: Redacted<CivilDate>
    package let createdAt: WallTime

    package var version: Int
    package var state: State
    package var evidence: [VisitEvidence]
    package var riskNotice: RiskNoticeReading?
    /// Conditions that the physician has asked about and found absent, and when.
    package var excluded: [VisitCondition]
    package var followUpConfirmedAt: WallTime?
    package var recordReviewedAt: WallTime?
    package var companions: VisitCompanions?
    package var exchanges: [VisitExchange]
    package var startedAt: WallTime?
    package var diagnosis: VisitDiagnosis?
    package var prescriptions: [Prescription]
    package var ending: VisitEnding?
    package var warnings: [VisitWarning]
}

package struct VisitID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// What shows that a physical institution has made the diagnosis (NHC-SUP 18, GX 28).
package struct VisitEvidence: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case outpatientRecord, inpatientRecord, dischargeSummary, diagnosisCertificate
    }

    package var kind: Kind
    package var institutionName: String
    package var diagnosedOn: CivilDate
    /// ICD-10 codes of the diagnoses in it.
    package var diagnoses: [String]
    /// SHA-256 of the document.
    package var document: Digest

    package init(
        kind: Kind, institutionName: String, diagnosedOn: CivilDate, diagnoses: [String], document: Digest
    ) {
        self.kind = kind
        self.institutionName = institutionName
        self.diagnosedOn = diagnosedOn
        self.diagnoses = diagnoses
        self.document = document
    }
}

/// The patient has read the notice of risks (NHC-SUP 9), with the version that was shown.
package struct RiskNoticeReading: Codable, Sendable, Equatable {
    package var notice: String
    package var at: WallTime
}

/// Who is with a small child (NHC-ID 19, SC 22).
package struct VisitCompanions: Codable, Sendable, Equatable {
    package var guardianName: Redacted<String>
    package var guardianRelation: String
    /// The specialist on the spot: name, licence and specialty.
    package var specialistName: String
    package var specialistLicence: String
    package var specialistSpecialty: String

    package init(
        guardianName: Redacted<String>, guardianRelation: String, specialistName: String,
        specialistLicence: String, specialistSpecialty: String
    ) {
        self.guardianName = guardianName
        self.guardianRelation = guardianRelation
        self.specialistName = specialistName
        self.specialistLicence = specialistLicence
        self.specialistSpecialty = specialistSpecialty
    }

    package var hasGuardian: Bool { !guardianName.isBlank && !guardianRelation.isBlank }
    package var hasSpecialist: Bool {
        !specialistName.isBlank && !specialistLicence.isBlank && !specialistSpecialty.isBlank
    }
}

/// Something said or shown in the visit (GX 28: text, voice, image, video).
package struct VisitExchange: Codable, Sendable, Equatable {
    package enum Medium: String, Codable, Sendable, CaseIterable {
        case text, voice, image, video

        package var isRealTime: Bool { self != .image }
    }

    package var medium: Medium
    package var text: Redacted<String>
    package var at: WallTime
}

package struct VisitDiagnosis: Codable, Sendable, Equatable {
    /// ICD-10.
    package var code: String
    package var name: Redacted<String>
    package var at: WallTime
}

package struct VisitEnding: Codable, Sendable, Equatable {
    package enum Reason: String, Codable, Sendable, CaseIterable {
        case conditionChanged, firstVisitFound, criticalIllness, otherUnsuitable
    }

    package var reason: Reason
    /// What the patient was told, and where to go (SC 17).
    package var advice: Redacted<String>
    package var at: WallTime
}

/// What a draft would forbid and only warns of.
package enum VisitWarning: Codable, Sendable, Equatable {
    case evidenceOlderThan(months: Int)
}

/// A prescription of a visit (REQUIREMENTS.md §5.6).
package struct Prescription: Codable, Sendable, Equatable {
    package enum State: String, Codable, Sendable, CaseIterable {
        case drafted, underReview, effective, routed, delivered, voided
    }

    package struct Line: Codable, Sendable, Equatable {
        package var drug: String
        package var quantity: Int
        package var usage: String

        package init(drug: String, quantity: Int, usage: String) {
            self.drug = drug
            self.quantity = quantity
            self.usage = usage
        }
    }

    package struct Review: Codable, Sendable, Equatable {
        package var pharmacist: PractitionerID
        package var note: String
        package var isApproval: Bool
        package var at: WallTime
    }

    package enum Route: String, Codable, Sendable, CaseIterable {
        case pickUp, delivery, otherPharmacy
    }

    package var number: Int
    package var lines: [Line]
    package var state: State
    package var draftedAt: WallTime
    package var signer: PractitionerID?
    package var signedAt: WallTime?
    package var reviews: [Review]
    package var route: Route?
    package var deliveredAt: WallTime?
    package var voidReason: String?
}
