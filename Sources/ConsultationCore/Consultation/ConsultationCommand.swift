/// What somebody wants to happen to a consultation.
package enum ConsultationCommand: Codable, Sendable, Equatable {
    case create(ConsultationOpening)
    case updateDraft(ConsultationRequest)
    /// A physician signed a definitive diagnosis of the inpatient; it stops the clock of trigger 1 (AMB-10).
    case recordDiagnosis(signedAt: WallTime)
    case attachMaterial(Attachment)
    case removeMaterial(AttachmentID)
    /// An invited institution sends an item back because its quality does not do (JL 29).
    case rejectMaterial(AttachmentID, reason: Redacted<String>)

    case presentConsent(ConsentPresentation)
    case signConsent(ConsentSigner)
    case refuseConsent(reason: Redacted<String>)
    case withdrawConsent(reason: Redacted<String>)
    /// A case that was kept from the patient may be seen from now on (AT-27).
    case openToPatient

    case submit
    /// The platform's operator asks one of the candidates (operatorMatch, NHC-TM-1b).
    case match(institution: InstitutionID)
    /// An institution answers a published need on its own, with whom it sends and when (volunteerResponse).
    case volunteer(Acceptance)
    case accept(Acceptance)
    case decline(DeclineReason)
    case expireInvitation
    case confirmSlot
    case replacePhysician(from: PractitionerID, to: PractitionerID)
    case cancel(reason: Redacted<String>)
    /// Goes on with the institutions of a team that have accepted, without waiting for the others (NHC-TM-2.2e).
    case confirmTeam
    /// Takes a case back from an invited institution that had to stop, so that another one can be asked (JL-34a).
    case handOver(reason: Redacted<String>)
    /// An institution of the case stopped its service, or may serve again.
    case hold(institution: InstitutionID, cause: SuspensionCause)
    case liftHold(institution: InstitutionID)

    /// Asks for a seat in the room; the answer is a decision without which the relay must not be asked.
    case enterRoom
    case participantJoined(participant: ParticipantID, practitioner: PractitionerID)
    case participantLeft(participant: ParticipantID)
    case startSession
    /// The inviting physician begins without the institutions of a team that are not there.
    case startWithoutAbsent
    /// The patient came to the room of the inviting institution, or left it (JL-3b).
    case recordPatient(present: Bool)
    case mediaLost(side: PartySide)
    case resume
    case recordingSegmentOpened(
        recording: RecordingID, segment: Int, continuation: RecordingContinuation = .afterEnd)
    case recordingSegmentSealed(recording: RecordingID, segment: Int, root: Digest, streams: Int)

    case writeNote(text: Redacted<String>)
    case postMessage(id: MessageID, text: Redacted<String>)
    case endSession
    /// Any physician breaks off for the patient's safety; the case still gets a report if an opinion was given.
    case terminate(reason: Redacted<String>, opinionGiven: Bool)

    case saveReportDraft(sections: [ReportSection], signers: [PractitionerID])
    case signReport
    /// What a team says together, and the signature of each who attended.
    case saveSummary(text: Redacted<String>)
    case signSummary
    /// Exists to be refused: in telemedicine the invited side advises and prescribes nothing (NHC-TM 三(三)).
    case prescribe
    /// Issuing follows the last signature by itself; asking for it says which signature is missing.
    case issueReport
    case addAddendum(text: Redacted<String>)
    case decide(outcome: TreatmentDecision.Outcome, plan: Redacted<String>)
    case archive
    case deadlinePassed(Deadline.Kind)
}

/// With what a consultation begins. Identity and number are given, never made up inside.
package struct ConsultationOpening: Codable, Sendable, Equatable {
    package var id: ConsultationID
    package var number: ConsultationNumber
    package var patient: PatientID
    package var priority: Priority
    package var legalPathway: LegalPathway
    package var mode: ConsultationMode
    package var serviceKind: ServiceKind
    /// By which a province allowed a service outside the list (JL 3).
    package var approvalReference: String?

    package init(
        id: ConsultationID, number: ConsultationNumber, patient: PatientID, priority: Priority,
        legalPathway: LegalPathway = .telemedicine, mode: ConsultationMode = .direct,
        serviceKind: ServiceKind = .remoteConsultation, approvalReference: String? = nil
    ) {
        self.id = id
        self.number = number
        self.patient = patient
        self.priority = priority
        self.legalPathway = legalPathway
        self.mode = mode
        self.serviceKind = serviceKind
        self.approvalReference = approvalReference
    }
}

/// The invited institution's yes: whom it sends, when, and that it is prepared (NHC-TM-3.3.2b).
package struct Acceptance: Codable, Sendable, Equatable {
    package var physicians: [PractitionerID]
    /// One of the proposed slots, which settles the time at once, or another one, which the inviting side confirms.
    package var slot: TimeSlot
    package var preparationConfirmed: Bool

    package init(physicians: [PractitionerID], slot: TimeSlot, preparationConfirmed: Bool) {
        self.physicians = physicians
        self.slot = slot
        self.preparationConfirmed = preparationConfirmed
    }
}

extension ConsultationCommand {
    package var action: ConsultationAction {
        switch self {
        case .create: .create
        case .updateDraft: .updateDraft
        case .recordDiagnosis: .recordDiagnosis
        case .attachMaterial: .attachMaterial
        case .removeMaterial: .removeMaterial
        case .rejectMaterial: .rejectMaterial
        case .presentConsent: .presentConsent
        case .signConsent: .signConsent
        case .refuseConsent: .refuseConsent
        case .withdrawConsent: .withdrawConsent
        case .openToPatient: .openToPatient
        case .submit: .submit
        case .match: .match
        case .volunteer: .volunteer
        case .accept: .accept
        case .decline: .decline
        case .expireInvitation: .expireInvitation
        case .confirmSlot: .confirmSlot
        case .replacePhysician: .replacePhysician
        case .cancel: .cancel
        case .confirmTeam: .confirmTeam
        case .handOver: .handOver
        case .hold: .hold
        case .liftHold: .liftHold
        case .enterRoom: .enterRoom
        case .participantJoined: .participantJoined
        case .participantLeft: .participantLeft
        case .startSession: .startSession
        case .startWithoutAbsent: .startWithoutAbsent
        case .recordPatient: .recordPatient
        case .mediaLost: .mediaLost
        case .resume: .resume
        case .recordingSegmentOpened: .recordingSegmentOpened
        case .recordingSegmentSealed: .recordingSegmentSealed
        case .writeNote: .writeNote
        case .postMessage: .postMessage
        case .endSession: .endSession
        case .terminate: .terminate
        case .saveReportDraft: .saveReportDraft
        case .signReport: .signReport
        case .saveSummary: .saveSummary
        case .signSummary: .signSummary
        case .prescribe: .prescribe
        case .issueReport: .issueReport
        case .addAddendum: .addAddendum
        case .decide: .decide
        case .archive: .archive
        case .deadlinePassed: .deadlinePassed
        }
    }
}
