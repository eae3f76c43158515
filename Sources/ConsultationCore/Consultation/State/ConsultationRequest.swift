/// The contents of the invitation (NHC-TM 三(三)1), and at the same time a change to them: nil leaves a value as it is.
package struct ConsultationRequest: Codable, Sendable, Equatable {
    package var invitationReason: Redacted<String>?
    package var invitationPurpose: Redacted<String>?
    package var proposedSchedule: [TimeSlot]?
    package var caseSummary: Redacted<String>?
    package var requestedSpecialty: DepartmentCode?
    package var requestedTitle: ProfessionalTitle?
    package var invitee: Invitee?
    package var price: PriceID?
    package var questions: [Redacted<String>]?
    package var admission: Admission?
    /// A wish in words; the invited institution assigns (NHC-TM-1c).
    package var wishedPhysician: Redacted<String>?
    /// Who runs the platform on which the need is published (NHC-TM 一(二)).
    package var platformOperator: InstitutionID?
    /// What candidates read of the case before one of them has accepted: nothing that identifies (NHC-TM-1e).
    package var publicSummary: Redacted<String>?
    /// The institutions of a multidisciplinary consultation; instead of one invitee.
    package var team: [TeamSeat]?
    /// Where the patient is treated (AMB-35).
    package var treatingDepartment: DepartmentCode?
    /// The inviting physician says that texts and files of a discussion name nobody.
    package var deidentified: Bool?

    package init(
        invitationReason: Redacted<String>? = nil, invitationPurpose: Redacted<String>? = nil,
        proposedSchedule: [TimeSlot]? = nil, caseSummary: Redacted<String>? = nil,
        requestedSpecialty: DepartmentCode? = nil, requestedTitle: ProfessionalTitle? = nil,
        invitee: Invitee? = nil, price: PriceID? = nil, questions: [Redacted<String>]? = nil,
        admission: Admission? = nil, wishedPhysician: Redacted<String>? = nil,
        platformOperator: InstitutionID? = nil, publicSummary: Redacted<String>? = nil,
        team: [TeamSeat]? = nil, treatingDepartment: DepartmentCode? = nil, deidentified: Bool? = nil
    ) {
        self.invitationReason = invitationReason
        self.invitationPurpose = invitationPurpose
        self.proposedSchedule = proposedSchedule
        self.caseSummary = caseSummary
        self.requestedSpecialty = requestedSpecialty
        self.requestedTitle = requestedTitle
        self.invitee = invitee
        self.price = price
        self.questions = questions
        self.admission = admission
        self.wishedPhysician = wishedPhysician
        self.platformOperator = platformOperator
        self.publicSummary = publicSummary
        self.team = team
        self.treatingDepartment = treatingDepartment
        self.deidentified = deidentified
    }

    package mutating func merge(_ change: ConsultationRequest) {
        invitationReason = change.invitationReason ?? invitationReason
        invitationPurpose = change.invitationPurpose ?? invitationPurpose
        proposedSchedule = change.proposedSchedule ?? proposedSchedule
        caseSummary = change.caseSummary ?? caseSummary
        requestedSpecialty = change.requestedSpecialty ?? requestedSpecialty
        requestedTitle = change.requestedTitle ?? requestedTitle
        invitee = change.invitee ?? invitee
        price = change.price ?? price
        questions = change.questions ?? questions
        admission = change.admission ?? admission
        wishedPhysician = change.wishedPhysician ?? wishedPhysician
        platformOperator = change.platformOperator ?? platformOperator
        publicSummary = change.publicSummary ?? publicSummary
        team = change.team ?? team
        treatingDepartment = change.treatingDepartment ?? treatingDepartment
        deidentified = change.deidentified ?? deidentified
    }
}

/// Whom an invitation addresses. A person is refused without an internet-hospital licence (NHC-TM 一¶3).
package enum Invitee: Codable, Sendable, Equatable {
    case institution(InstitutionID)
    case person(PractitionerID)
}

package struct TimeSlot: Codable, Sendable, Equatable {
    package var start: WallTime
    package var end: WallTime

    package init(start: WallTime, end: WallTime) {
        self.start = start
        self.end = end
    }
}

/// An inpatient stay at the inviting institution; it starts the clock of trigger 1 (JL 22(1)).
package struct Admission: Codable, Sendable, Equatable {
    package var admittedAt: WallTime
    /// When a diagnosis marked definitive was signed; a provisional one (待查) does not count (AMB-10).
    package var definitiveDiagnosisAt: WallTime?

    package init(admittedAt: WallTime, definitiveDiagnosisAt: WallTime? = nil) {
        self.admittedAt = admittedAt
        self.definitiveDiagnosisAt = definitiveDiagnosisAt
    }
}

/// One item of clinical material; its bytes are stored elsewhere under the digest.
package struct Attachment: Codable, Sendable, Equatable {
    package var id: AttachmentID
    /// File names often carry a patient's name.
    package var name: Redacted<String>
    package var contentType: String
    package var size: Int64
    package var sha256: Digest
    package var group: MaterialGroup
    package var uploadedAt: WallTime
    package var uploadedBy: AccountID
    /// Nil in cases from before this was kept.
    package var facts: MaterialFacts?
    package var rejection: QualityRejection?

    package init(
        id: AttachmentID, name: Redacted<String>, contentType: String, size: Int64, sha256: Digest,
        group: MaterialGroup, uploadedAt: WallTime, uploadedBy: AccountID, facts: MaterialFacts? = nil
    ) {
        self.id = id
        self.name = name
        self.contentType = contentType
        self.size = size
        self.sha256 = sha256
        self.group = group
        self.uploadedAt = uploadedAt
        self.uploadedBy = uploadedBy
        self.facts = facts
    }
}
