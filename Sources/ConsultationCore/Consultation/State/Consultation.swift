/// One consultation between an inviting and an invited institution: the state that its journal adds up to.
///
/// `decide` says what may happen and returns events; `apply` is the only thing that changes the state.
package struct Consultation: Codable, Sendable, Equatable {
    /// REQUIREMENTS.md §5.1.
    package enum State: String, Codable, Sendable, CaseIterable {
        case draft, matching, inviting, accepted, scheduled, inSession, interrupted, awaitingReport
        case reported, decided, archived, cancelled, terminated
    }

    package let id: ConsultationID
    package let number: ConsultationNumber
    package let inviting: InstitutionID
    package let patient: PatientID
    package let priority: Priority
    package let legalPathway: LegalPathway
    package let mode: ConsultationMode
    package let serviceKind: ServiceKind
    package let createdAt: WallTime
    package let createdBy: AccountID
    /// The policy version under which the case was opened, from its sending on the one it was sent under; each event
    /// keeps its own.
    package var policyVersion: PolicyVersionID

    /// The number of events applied; the entity tag of the HTTP API.
    package var version: Int
    package var state: State
    package var request: ConsultationRequest
    package var attachments: [Attachment]
    package var consent: InformedConsent?
    package var earlierConsents: [InformedConsent]
    /// Oldest first; in direct mode the last one is the current one.
    package var invitations: [Invitation]
    package var assigned: [Assignment]
    package var slot: TimeSlot?
    package var session: SessionRecord
    package var recording: RecordingRecord?
    package var note: ConsultationNote?
    package var report: ConsultationReport?
    package var decision: TreatmentDecision?
    package var charge: Charge?
    package var messageCount: Int
    package var violations: [Violation]
    package var passedDeadlines: [PassedDeadline]
    package var cancellation: Cancellation?
    package var archive: ArchiveRecord?
    /// Stops of service that the case met with; absent in cases stored before there were any.
    package var holds: [Hold]?
    /// Since when the record is sealed (JL 37); absent when it is not.
    package var sealedAt: WallTime?
    /// What each institution of a team says; nil outside a team.
    package var opinions: [InstitutionOpinion]?
    /// When a physician let the patient see a case that was hidden.
    package var patientViewOpenedAt: WallTime?
    /// By which a province allowed a service that is not in the list (JL 3).
    package var approvalReference: String?
    /// When the state was entered; limits of waiting states count from here.
    package var stateSince: WallTime
}

extension Consultation {
    package var invitation: Invitation? { invitations.last }

    /// The institution that is asked or has accepted, the first one of a team; nil while nobody is.
    package var invited: InstitutionID? { invitedInstitutions.first }

    /// The side an institution is on now. Declining or letting an invitation expire ends it (AMB-07).
    package func side(of institution: InstitutionID) -> PartySide? {
        if institution == inviting { return .inviting }
        return invitedInstitutions.contains(institution) ? .invited : nil
    }

    /// Whether the case may appear in an institution's lists at all; a withdrawn invitation stays visible as such.
    package func isVisible(to institution: InstitutionID) -> Bool {
        if side(of: institution) != nil { return true }
        let own = isTeam ? invitations.last { $0.institution == institution } : invitation
        return own?.institution == institution && own?.state == .withdrawn
    }

    /// Whether an institution may open the clinical content; the invited side only under a signed consent (JL-20).
    package func mayReadMaterial(_ institution: InstitutionID) -> Bool {
        switch side(of: institution) {
        case .inviting: true
        case .invited: isDeidentified || (consent?.state == .signed && consent?.useStoppedAt == nil)
        case nil: false
        }
    }

    /// Whether an institution may know who the patient is.
    package func mayIdentifyPatient(_ institution: InstitutionID) -> Bool {
        mayReadMaterial(institution) && (side(of: institution) == .inviting || !isDeidentified)
    }

    package func isAssigned(_ practitioner: PractitionerID) -> Bool {
        assigned.contains { $0.practitioner == practitioner }
    }

    /// The questions that the report must answer; the purpose stands in where none was put.
    package var questionsAsked: [Redacted<String>] {
        let asked = (request.questions ?? []).filter { !$0.isBlank }
        guard asked.isEmpty else { return asked }
        return request.invitationPurpose.map { [$0] } ?? []
    }
}
