package import ConsultationCore

/// What a command led to.
package struct Outcome: Sendable {
    package let consultation: Consultation
    /// True when this is the stored answer to an idempotency key seen before: nothing happened now.
    package let isReplay: Bool

    package init(consultation: Consultation, isReplay: Bool) {
        self.consultation = consultation
        self.isReplay = isReplay
    }

    package var version: Int { consultation.version }
}

package struct UploadDutyOutcome: Sendable {
    package let duty: UploadDuty
    package let isReplay: Bool
}

package struct PatientOutcome: Sendable {
    package let patient: Patient
    package let isReplay: Bool
}

/// A patient as told by the inviting institution's staff, before identity and key exist.
package struct PatientRegistration: Sendable {
    package var name: Redacted<String>
    package var identity: Redacted<IdentityDocument>
    package var sex: Sex?
    package var birthDate: CivilDate?
    package var phone: Redacted<String?>
    package var verification: IdentityVerification.Method

    package init(
        name: Redacted<String>, identity: Redacted<IdentityDocument>, sex: Sex?, birthDate: CivilDate?,
        phone: Redacted<String?>, verification: IdentityVerification.Method
    ) {
        self.name = name
        self.identity = identity
        self.sex = sex
        self.birthDate = birthDate
        self.phone = phone
        self.verification = verification
    }
}

/// One file being added to a draft; its bytes are in `blob` already.
package struct MaterialUpload: Sendable {
    package var name: Redacted<String>
    package var contentType: String
    package var group: MaterialGroup
    package var sha256: String
    package var size: Int

    package init(name: Redacted<String>, contentType: String, group: MaterialGroup, sha256: String, size: Int)
    {
        self.name = name
        self.contentType = contentType
        self.group = group
        self.sha256 = sha256
        self.size = size
    }
}
