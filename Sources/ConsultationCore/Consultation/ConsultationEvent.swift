/// Something that happened to a consultation: one entry of its journal.
package struct ConsultationEvent: Codable, Sendable, Equatable {
    package var at: WallTime
    package var by: Caller
    package var policyVersion: PolicyVersionID
    package var change: ConsultationChange

    package init(at: WallTime, by: Caller, policyVersion: PolicyVersionID, change: ConsultationChange) {
        self.at = at
        self.by = by
        self.policyVersion = policyVersion
        self.change = change
    }

    /// The name of the change, for timelines and tables.
    package var kind: String { change.kind }
}

package enum ConsultationChange: Codable, Sendable, Equatable {
    case created(opening: ConsultationOpening, inviting: InstitutionID)
    case draftUpdated(ConsultationRequest)
    case diagnosisRecorded(signedAt: WallTime)
    case materialAttached(Attachment)
    case materialRemoved(AttachmentID)
    case materialRejected(AttachmentID, QualityRejection)

    case consentPresented(InformedConsent)
    case consentSigned(signer: ConsentSigner, documentHash: Digest)
    case consentRefused(reason: Redacted<String>)
    case consentWithdrawn(reason: Redacted<String>)
    case consentUseStopped(reason: Redacted<String>)
    case consentSuperseded
    case openedToPatient

    case submitted(invitation: Invitation, charge: Charge, agreement: AgreementID)
    case needPublished(charge: Charge, platformOperator: InstitutionID)
    case institutionMatched(invitation: Invitation, charge: Charge, agreement: AgreementID)
    case invitationAccepted(assigned: [Assignment], slot: TimeSlot)
    case invitationDeclined(DeclineReason)
    case invitationExpired
    case teamInvited(invitations: [Invitation], charge: Charge, agreements: [AgreementID])
    case teamAccepted(institution: InstitutionID, assigned: [Assignment], slot: TimeSlot)
    case teamDeclined(institution: InstitutionID, DeclineReason)
    case teamExpired(institution: InstitutionID)
    /// Enough have accepted; who has not answered is asked no longer.
    case teamSettled
    /// Too few have accepted: the case is a draft again.
    case teamDissolved
    case slotConfirmed(TimeSlot)
    case physicianReplaced(from: PractitionerID, to: Assignment)
    case cancelled(cause: Cancellation.Cause, reason: Redacted<String>)
    case handedOver(from: InstitutionID, reason: Redacted<String>)
    case heldUp(institution: InstitutionID, cause: SuspensionCause, closesAt: WallTime?)
    case holdLifted(institution: InstitutionID)

    case roomEntryGranted(practitioner: PractitionerID, side: PartySide)
    case participantJoined(Presence)
    case participantLeft(participant: ParticipantID)
    case sessionStarted
    case absenceAccepted([InstitutionID])
    case patientCame
    case patientLeft
    case sessionInterrupted(side: PartySide)
    case sessionResumed
    case recordingSegmentOpened(recording: RecordingID, segment: Int)
    case recordingSegmentSealed(segment: Int, root: Digest, streams: Int)
    case attendanceGapFound(side: PartySide, since: WallTime)

    case noteWritten(text: Redacted<String>, author: PractitionerID)
    case messagePosted(id: MessageID, text: Redacted<String>)
    case sessionEnded(SessionRecord.EndReason)
    case sessionTerminated(reason: Redacted<String>, opinionGiven: Bool)

    case reportDraftSaved(sections: [ReportSection], signers: [PractitionerID])
    case reportSigned(ReportSignature)
    case opinionDraftSaved(institution: InstitutionID, sections: [ReportSection], signers: [PractitionerID])
    case opinionSigned(institution: InstitutionID, ReportSignature)
    case opinionGiven(institution: InstitutionID, contentHash: Digest)
    case summarySaved(text: Redacted<String>, signers: [PractitionerID])
    case reportIssued(
        contentHash: Digest, liability: Policy.Liability, entities: [LegalEntity]? = nil)
    case feeShared([TeamShare])
    case chargeBecameBillable(SettlementSplit)
    case addendumAdded(ReportAddendum)
    case treatmentDecided(TreatmentDecision)
    case archived(ArchiveRecord)
    case recordSealed
    case recordUnsealed

    case deadlinePassed(Deadline.Kind, dueAt: WallTime)
    case violationRaised(Violation)
}

extension ConsultationChange {
    package var kind: String {
        switch self {
        case .created: "created"
        case .draftUpdated: "draftUpdated"
        case .diagnosisRecorded: "diagnosisRecorded"
        case .materialAttached: "materialAttached"
        case .materialRemoved: "materialRemoved"
        case .materialRejected: "materialRejected"
        case .consentPresented: "consentPresented"
        case .consentSigned: "consentSigned"
        case .consentRefused: "consentRefused"
        case .consentWithdrawn: "consentWithdrawn"
        case .consentUseStopped: "consentUseStopped"
        case .consentSuperseded: "consentSuperseded"
        case .openedToPatient: "openedToPatient"
        case .submitted: "submitted"
        case .needPublished: "needPublished"
        case .institutionMatched: "institutionMatched"
        case .invitationAccepted: "invitationAccepted"
        case .invitationDeclined: "invitationDeclined"
        case .invitationExpired: "invitationExpired"
        case .teamInvited: "teamInvited"
        case .teamAccepted: "teamAccepted"
        case .teamDeclined: "teamDeclined"
        case .teamExpired: "teamExpired"
        case .teamSettled: "teamSettled"
        case .teamDissolved: "teamDissolved"
        case .slotConfirmed: "slotConfirmed"
        case .physicianReplaced: "physicianReplaced"
        case .cancelled: "cancelled"
        case .handedOver: "handedOver"
        case .heldUp: "heldUp"
        case .holdLifted: "holdLifted"
        case .roomEntryGranted: "roomEntryGranted"
        case .participantJoined: "participantJoined"
        case .participantLeft: "participantLeft"
        case .sessionStarted: "sessionStarted"
        case .absenceAccepted: "absenceAccepted"
        case .patientCame: "patientCame"
        case .patientLeft: "patientLeft"
        case .sessionInterrupted: "sessionInterrupted"
        case .sessionResumed: "sessionResumed"
        case .recordingSegmentOpened: "recordingSegmentOpened"
        case .recordingSegmentSealed: "recordingSegmentSealed"
        case .attendanceGapFound: "attendanceGapFound"
        case .noteWritten: "noteWritten"
        case .messagePosted: "messagePosted"
        case .sessionEnded: "sessionEnded"
        case .sessionTerminated: "sessionTerminated"
        case .reportDraftSaved: "reportDraftSaved"
        case .reportSigned: "reportSigned"
        case .opinionDraftSaved: "opinionDraftSaved"
        case .opinionSigned: "opinionSigned"
        case .opinionGiven: "opinionGiven"
        case .summarySaved: "summarySaved"
        case .reportIssued: "reportIssued"
        case .feeShared: "feeShared"
        case .chargeBecameBillable: "chargeBecameBillable"
        case .addendumAdded: "addendumAdded"
        case .treatmentDecided: "treatmentDecided"
        case .archived: "archived"
        case .recordSealed: "recordSealed"
        case .recordUnsealed: "recordUnsealed"
        case .deadlinePassed: "deadlinePassed"
        case .violationRaised: "violationRaised"
        }
    }
}
