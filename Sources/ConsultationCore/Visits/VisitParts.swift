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
    /// The document itself, sealed under the institution's key; nil in visits from before it was kept.
    package var file: SealedFile?

    package init(
        kind: Kind, institutionName: String, diagnosedOn: CivilDate, diagnoses: [String], document: Digest,
        file: SealedFile? = nil
    ) {
        self.file = file
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

/// Who is with a small child, or with a patient who cannot act alone (NHC-ID 19, SC 22(1)).
package struct VisitCompanions: Codable, Sendable, Equatable {
    package var guardianName: Redacted<String>
    package var guardianRelation: String
    package var guardianIdentity: Redacted<String>?
    package var guardianContact: Redacted<String>?
    /// The specialist on the spot: name, licence and specialty.
    package var specialistName: String
    package var specialistLicence: String
    package var specialistSpecialty: String

    package init(
        guardianName: Redacted<String>, guardianRelation: String,
        guardianIdentity: Redacted<String>? = nil, guardianContact: Redacted<String>? = nil,
        specialistName: String, specialistLicence: String, specialistSpecialty: String
    ) {
        self.guardianIdentity = guardianIdentity
        self.guardianContact = guardianContact
        self.guardianName = guardianName
        self.guardianRelation = guardianRelation
        self.specialistName = specialistName
        self.specialistLicence = specialistLicence
        self.specialistSpecialty = specialistSpecialty
    }

    package var hasGuardian: Bool { !guardianName.isBlank && !guardianRelation.isBlank }
    /// The first of the five fields of SC 22(1) that is blank; nil when the register is whole.
    package var missingField: GuardianField? {
        if guardianName.isBlank { return .guardianName }
        if guardianRelation.isBlank { return .guardianRelation }
        if guardianIdentity?.isBlank ?? true { return .guardianIdentity }
        if guardianContact?.isBlank ?? true { return .guardianContact }
        return hasSpecialist ? nil : .specialist
    }

    package var hasSpecialist: Bool {
        !specialistName.isBlank && !specialistLicence.isBlank && !specialistSpecialty.isBlank
    }
}

package enum GuardianField: String, Codable, Sendable, CaseIterable {
    case guardianName, guardianRelation, guardianIdentity, guardianContact, specialist
}

package struct VisitDiagnosis: Codable, Sendable, Equatable {
    /// ICD-10.
    package var code: String
    package var name: Redacted<String>
    package var at: WallTime
    package var assistance: Assistance?
}

/// What a consulting physician of an internet hospital finds (GX 28).
package struct VisitOpinion: Codable, Sendable, Equatable {
    package var text: Redacted<String>
    package var signer: PractitionerID
    package var at: WallTime
}

package struct VisitSignature: Codable, Sendable, Equatable {
    package var signer: PractitionerID
    package var at: WallTime
    /// Of the record as it was signed.
    package var digest: Digest
}

/// A physician invited to a patient who is in a physical institution: both are named (GX 28, NHC-IH 19).
package struct VisitReception: Codable, Sendable, Equatable {
    package var institution: InstitutionID
    package var physician: PractitionerID

    package init(institution: InstitutionID, physician: PractitionerID) {
        self.institution = institution
        self.physician = physician
    }
}

/// The patient's consent after the notice (NHC-IH 18, NHC-SUP 9).
package struct VisitConsent: Codable, Sendable, Equatable {
    package var signer: ConsentSigner
    /// The notice that was read before.
    package var notice: String
    package var at: WallTime
    /// Of what was signed.
    package var documentHash: Digest
}

/// A program had a part in the text (SC 16): it is labelled, and counts only when the physician has confirmed it.
package struct Assistance: Codable, Sendable, Equatable {
    /// The program's name.
    package var tool: String
    package var confirmedAt: WallTime?

    package init(tool: String, confirmedAt: WallTime? = nil) {
        self.tool = tool
        self.confirmedAt = confirmedAt
    }
}

package enum AssistedPart: Codable, Sendable, Equatable {
    case diagnosis, record
    case prescription(Int)
}

package struct VisitEnding: Codable, Sendable, Equatable {
    package enum Reason: String, Codable, Sendable, CaseIterable {
        case conditionChanged, firstVisitFound, criticalIllness, otherUnsuitable
        /// Somebody else sits there (NHC-SUP 17); told by an act of its own.
        case impersonationSuspected

        /// What the physician chooses from (NHC-ID 16).
        package static let chosen: [Reason] = [
            .conditionChanged, .firstVisitFound, .criticalIllness, .otherUnsuitable,
        ]
    }

    package var reason: Reason
    /// What the patient was told, and where to go (SC 17).
    package var advice: Redacted<String>
    package var at: WallTime
    /// The physical institution the patient was sent to.
    package var target: String?
}

/// What a draft would forbid and only warns of.
package enum VisitWarning: Codable, Sendable, Equatable {
    case evidenceOlderThan(months: Int)
}
