/// The patient's written consent to this service at this fee (NHC-TM 三(二), REQUIREMENTS.md §5.5).
package struct InformedConsent: Codable, Sendable, Equatable {
    package enum State: String, Codable, Sendable, CaseIterable {
        case presented, signed, refused, withdrawn, superseded
    }

    package enum Payer: String, Codable, Sendable, CaseIterable {
        case patient
    }

    package var state: State
    package var patient: PatientID
    package var serviceKind: ServiceKind
    package var serviceDescription: Redacted<String>
    package var fee: Money
    package var payer: Payer
    /// The form says that the session is recorded (JL-35d, AMB-48).
    package var recordingStated: Bool
    /// The invited institution it was given for; nil when none was named yet.
    package var scope: InstitutionID?
    /// The institutions of the team it was given for.
    package var teamScope: [InstitutionID]?
    /// The form asks to tell the illness truthfully (JL 21).
    package var truthfulnessStated: Bool?
    /// Who records the session, and how many years it is kept at least (JL-35d).
    package var recordedBy: InstitutionID?
    package var recordingYears: Int?
    package var presentedAt: WallTime
    package var presentedBy: AccountID
    package var signer: ConsentSigner?
    package var signedAt: WallTime?
    /// Digest of what was agreed and by whom, see `canonicalContent`.
    package var documentHash: Digest?
    package var endedAt: WallTime?
    package var endReason: Redacted<String>?
    /// Withdrawn after the session had begun: further use stops, the record stays.
    package var useStoppedAt: WallTime?
}

/// Who signed, and why not the patient, if so (NHC-TM-3.2b).
package struct ConsentSigner: Codable, Sendable, Equatable {
    /// `other` is anybody else, such as a neighbour or a colleague: never permitted.
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case patient, guardian, closeRelative, other
    }

    package enum ReasonNotPatient: String, Codable, Sendable, CaseIterable {
        case notSuitableToInform, minor, incapacitated
    }

    /// The close relatives of the Civil Code, the legal guardian, and everybody else.
    package enum Relationship: String, Codable, Sendable, CaseIterable {
        case spouse, parent, child, sibling, grandparent, grandchild, legalGuardian, other
    }

    package var kind: Kind
    package var name: Redacted<String>
    package var reasonNotPatient: ReasonNotPatient?
    package var relationship: Relationship?
    package var identityNumber: Redacted<String>?
    package var contact: Redacted<String>?
    /// Digest of the drawn signature; the image is stored under it.
    package var signature: Digest

    package init(
        kind: Kind, name: Redacted<String>, reasonNotPatient: ReasonNotPatient? = nil,
        relationship: Relationship? = nil, identityNumber: Redacted<String>? = nil,
        contact: Redacted<String>? = nil, signature: Digest
    ) {
        self.kind = kind
        self.name = name
        self.reasonNotPatient = reasonNotPatient
        self.relationship = relationship
        self.identityNumber = identityNumber
        self.contact = contact
        self.signature = signature
    }
}

/// What the inviting physician explains before the patient signs.
package struct ConsentPresentation: Codable, Sendable, Equatable {
    package var serviceDescription: Redacted<String>
    /// Nil when no fee was stated, which is refused; zero is a statement (AMB-45).
    package var fee: Money?
    package var payer: InformedConsent.Payer
    package var recordingStated: Bool
    package var truthfulnessStated: Bool

    package init(
        serviceDescription: Redacted<String>, fee: Money?, payer: InformedConsent.Payer = .patient,
        recordingStated: Bool, truthfulnessStated: Bool = true
    ) {
        self.serviceDescription = serviceDescription
        self.fee = fee
        self.payer = payer
        self.recordingStated = recordingStated
        self.truthfulnessStated = truthfulnessStated
    }
}
