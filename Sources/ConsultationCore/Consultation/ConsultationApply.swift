extension Consultation {
    /// The beginning of a journal; nil if its first event is not a creation.
    package init?(first event: ConsultationEvent) {
        guard case .created(let opening, let inviting) = event.change, let account = event.by.member?.account
        else { return nil }
        self.init(
            id: opening.id, number: opening.number, inviting: inviting, patient: opening.patient,
            priority: opening.priority, legalPathway: opening.legalPathway, mode: opening.mode,
            serviceKind: opening.serviceKind, createdAt: event.at, createdBy: account,
            policyVersion: event.policyVersion, version: 1, state: .draft, request: ConsultationRequest(),
            attachments: [], consent: nil, earlierConsents: [], invitations: [], assigned: [], slot: nil,
            session: .none, recording: nil, note: nil, report: nil, decision: nil, charge: nil,
            messageCount: 0, violations: [], passedDeadlines: [], cancellation: nil, archive: nil, holds: nil,
            sealedAt: nil, approvalReference: opening.approvalReference, stateSince: event.at)
    }

    /// The state a journal adds up to; nil for an empty one or one that does not begin with a creation.
    package static func replay(_ events: some Sequence<ConsultationEvent>) -> Consultation? {
        var iterator = events.makeIterator()
        guard let first = iterator.next(), var state = Consultation(first: first) else { return nil }
        while let event = iterator.next() { state.apply(event) }
        return state
    }

    /// Takes one event into the state. Never refuses: what is in the journal has happened.
    package mutating func apply(_ event: ConsultationEvent) {
        version += 1
        switch event.change {
        case .created: break
        case .draftUpdated(let change): request.merge(change)
        case .diagnosisRecorded(let signedAt): request.admission?.definitiveDiagnosisAt = signedAt
        case .materialAttached, .materialRejected: applyToMaterial(event)
        case .materialRemoved(let id): attachments.removeAll { $0.id == id }
        case .consentPresented, .consentSigned, .consentRefused, .consentWithdrawn, .consentUseStopped,
            .consentSuperseded, .openedToPatient:
            applyToConsent(event)
        case .submitted, .needPublished, .institutionMatched, .invitationAccepted, .invitationDeclined,
            .invitationExpired, .slotConfirmed,
            .physicianReplaced, .cancelled, .handedOver:
            applyToInvitation(event)
        case .teamInvited, .teamAccepted, .teamDeclined, .teamExpired, .teamSettled, .teamDissolved:
            applyToTeam(event)
        case .heldUp(let institution, let cause, let closesAt):
            holds =
                (holds ?? []) + [
                    Hold(institution: institution, cause: cause, since: event.at, closesAt: closesAt)
                ]
        case .holdLifted(let institution): endHolds(of: institution, at: event.at)
        case .recordSealed: sealedAt = event.at
        case .recordUnsealed: sealedAt = nil
        case .roomEntryGranted: break
        case .participantJoined, .participantLeft, .sessionStarted, .sessionInterrupted, .sessionResumed,
            .attendanceGapFound, .sessionEnded, .sessionTerminated, .absenceAccepted, .patientCame,
            .patientLeft:
            applyToSession(event)
        case .recordingSegmentOpened, .recordingSegmentSealed: applyToRecording(event)
        case .noteWritten(let text, let author):
            note = ConsultationNote(text: text, author: author, at: event.at)
        case .messagePosted: messageCount += 1
        case .opinionDraftSaved, .opinionSigned, .opinionGiven, .summarySaved, .feeShared:
            applyToOpinions(event)
        case .reportDraftSaved, .reportSigned, .reportIssued, .chargeBecameBillable, .addendumAdded:
            applyToReport(event)
        case .treatmentDecided(let made):
            decision = made
            enter(.decided, at: event.at)
        case .archived(let record):
            archive = record
            enter(.archived, at: event.at)
        case .deadlinePassed(let kind, let dueAt):
            passedDeadlines.append(PassedDeadline(kind: kind, dueAt: dueAt, at: event.at))
        case .violationRaised(let violation): violations.append(violation)
        }
    }

    mutating func enter(_ next: State, at instant: WallTime) {
        state = next
        stateSince = instant
    }

    private mutating func applyToConsent(_ event: ConsultationEvent) {
        switch event.change {
        case .consentPresented(let presented):
            if var earlier = consent {
                if earlier.state == .presented || earlier.state == .signed { earlier.state = .superseded }
                earlierConsents.append(earlier)
            }
            consent = presented
            charge = Charge(state: .quoted, fee: presented.fee)
        case .consentSigned(let signer, let documentHash):
            consent?.state = .signed
            consent?.signer = signer
            consent?.signedAt = event.at
            consent?.documentHash = documentHash
        case .consentRefused(let reason): endConsent(.refused, reason: reason, at: event.at)
        case .consentWithdrawn(let reason): endConsent(.withdrawn, reason: reason, at: event.at)
        case .consentSuperseded: endConsent(.superseded, reason: nil, at: event.at)
        case .openedToPatient: patientViewOpenedAt = event.at
        case .consentUseStopped(let reason):
            consent?.useStoppedAt = event.at
            consent?.endReason = reason
        default: break
        }
    }

    private mutating func endConsent(
        _ state: InformedConsent.State, reason: Redacted<String>?, at instant: WallTime
    ) {
        consent?.state = state
        consent?.endedAt = instant
        consent?.endReason = reason
    }

    private mutating func applyToInvitation(_ event: ConsultationEvent) {
        switch event.change {
        case .submitted(let invitation, let confirmed, _):
            invitations.append(invitation)
            charge = confirmed
            policyVersion = event.policyVersion
            enter(.inviting, at: event.at)
        case .needPublished(let confirmed, _):
            charge = confirmed
            enter(.matching, at: event.at)
        case .institutionMatched(let invitation, let confirmed, _):
            invitations.append(invitation)
            charge = confirmed
            enter(.inviting, at: event.at)
        case .invitationAccepted(let physicians, let agreed):
            assigned = physicians
            slot = agreed
            answer(.accepted, at: event.at)
            enter(.accepted, at: event.at)
        case .invitationDeclined(let reason):
            answer(.declined, at: event.at)
            if !invitations.isEmpty { invitations[invitations.count - 1].declineReason = reason }
            returnToDraft(at: event.at)
        case .invitationExpired:
            answer(.expired, at: event.at)
            returnToDraft(at: event.at)
        case .slotConfirmed(let agreed):
            slot = agreed
            enter(.scheduled, at: event.at)
        case .physicianReplaced(let from, let replacement):
            assigned = assigned.map { $0.practitioner == from ? replacement : $0 }
        case .cancelled(let cause, let reason):
            withdrawInvitations(at: event.at)
            cancellation = Cancellation(cause: cause, reason: reason, at: event.at)
            enter(.cancelled, at: event.at)
        case .handedOver(let institution, _):
            withdrawInvitations(at: event.at)
            assigned = []
            slot = nil
            endHolds(of: institution, at: event.at)
            returnToDraft(at: event.at)
        default: break
        }
    }

    private mutating func endHolds(of institution: InstitutionID, at instant: WallTime) {
        for index in (holds ?? []).indices
        where holds?[index].institution == institution && holds?[index].until == nil {
            holds?[index].until = instant
        }
    }

    mutating func withdrawInvitations(at instant: WallTime) {
        let live = invitedInstitutions
        for index in invitations.indices
        where live.contains(invitations[index].institution)
            && (invitations[index].state == .sent || invitations[index].state == .accepted)
        {
            invitations[index].state = .withdrawn
            invitations[index].answeredAt = instant
        }
    }

    private mutating func answer(_ state: Invitation.State, at instant: WallTime) {
        guard !invitations.isEmpty else { return }
        invitations[invitations.count - 1].state = state
        invitations[invitations.count - 1].answeredAt = instant
    }

    /// Direct mode: nobody else is asked, so the request may be sent again, under the same number.
    mutating func returnToDraft(at instant: WallTime) {
        if mode == .platformMatched, invitation?.channel == .platform {
            // The need is published still: another institution may be matched or answer.
            charge?.split = nil
            enter(.matching, at: instant)
            return
        }
        charge?.state = .quoted
        charge?.split = nil
        enter(.draft, at: instant)
    }

    private mutating func applyToReport(_ event: ConsultationEvent) {
        switch event.change {
        case .reportDraftSaved(let sections, let signers):
            report = ConsultationReport(
                state: .draft, sections: sections, signers: signers, signatures: [], issuedAt: nil,
                contentHash: nil, liability: nil, addenda: [])
        case .reportSigned(let signature): report?.signatures.append(signature)
        case .reportIssued(let contentHash, let liability, let entities):
            report?.entities = entities
            report?.state = .signed
            report?.issuedAt = event.at
            report?.contentHash = contentHash
            report?.liability = liability
            enter(.reported, at: event.at)
        case .chargeBecameBillable(let split):
            charge?.state = .billable
            charge?.split = split
        case .addendumAdded(let addendum): report?.addenda.append(addendum)
        default: break
        }
    }
}
