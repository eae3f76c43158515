extension Deliberation {
    /// Grants a seat. The relay is asked only after this (JL-30): the invited side's people must be assigned.
    mutating func enterRoom() throws(Refusal) {
        let id = try practitioner()
        try checkConsentStillSigned()
        guard let practitioner = facts.practitioner(id) else { throw .practitionerNotAuthorised(id) }
        guard practitioner.kind != .softwareAgent else { throw .attendanceNotHuman(id) }
        guard let institution = caller.institution, let side = consultation.side(of: institution) else {
            throw .accessDenied
        }
        guard practitioner.isRegistered(at: institution, on: today) else {
            throw .practitionerNotRegisteredHere(id)
        }
        try checkIdentityBeforeEntry(of: id)
        record(.roomEntryGranted(practitioner: id, side: side))
        cause(.prepareRoom)
    }

    /// Before each reception the person has proved who it is (NHC-SUP 13). Who was in this room a short while ago
    /// comes back without a new proof, so that a lost line does not shut anybody out; a device in the hands of such a
    /// person acts for a presence that was proved.
    private func checkIdentityBeforeEntry(of id: PractitionerID) throws(Refusal) {
        if caller.member?.isVerified(at: now, under: policy) == true { return }
        let isReturning = consultation.session.presences.contains { presence in
            presence.practitioner == id
                && (presence.leftAt.map { now - $0 <= policy.interruptedRoomLimit } ?? true)
        }
        guard isReturning else { throw .identityProofRequired }
    }

    /// The relay reports that a person's media is up. This is a fact; it is judged, not refused.
    mutating func participantJoined(
        _ participant: ParticipantID, _ practitioner: PractitionerID
    ) throws(Refusal) {
        let side: PartySide = consultation.isAssigned(practitioner) ? .invited : .inviting
        let isOpen = consultation.session.presences.contains {
            $0.participant == participant && $0.leftAt == nil
        }
        guard !isOpen else { return }
        let counts = counts(practitioner, on: side)
        if counts { findLateGap(of: side) }
        record(
            .participantJoined(
                Presence(
                    participant: participant, practitioner: practitioner, side: side, counts: counts,
                    joinedAt: now,
                    institution: consultation.isTeam ? consultation.institution(sending: practitioner) : nil))
        )
    }

    mutating func participantLeft(_ participant: ParticipantID) {
        let isOpen = consultation.session.presences.contains {
            $0.participant == participant && $0.leftAt == nil
        }
        if isOpen { record(.participantLeft(participant: participant)) }
    }

    mutating func startSession() throws(Refusal) {
        try checkSessionMayRun()
        recordStart()
    }

    mutating func recordStart() {
        record(.sessionStarted)
        for side in PartySide.allCases { notify(side, .invitationCoordinator, .sessionStarted) }
        cause(.publish(.sessionStarted))
    }

    mutating func resume() throws(Refusal) {
        try checkSessionMayRun()
        record(.sessionResumed)
    }

    /// REQUIREMENTS.md §5.1 startSession: both sides in order, agreement, consent, attendance, recorder.
    ///
    /// `absences`: institutions of a team without which the inviting physician begins.
    func checkSessionMayRun(without absences: [InstitutionID] = []) throws(Refusal) {
        let taking = consultation.invitedInstitutions
        let invited = taking.compactMap { facts.institution($0) }
        guard let inviting = facts.institution(consultation.inviting), !taking.isEmpty,
            invited.count == taking.count
        else { throw .invitationNotOpen }
        try checkConsentStillSigned()
        try Standing.check(inviting, at: now, under: policy)
        for institution in invited {
            try Standing.checkInvited(institution, at: now, under: policy)
            try checkAgreement(with: institution)
        }
        guard isPresent(.inviting) else { throw .invitingPhysicianMissing }
        for institution in taking where !absences.contains(institution) {
            guard isPresent(institution: institution) else { throw .invitedPhysicianMissing }
        }
        guard consultation.isPatientPresent || !consultation.needsPatientPresent else {
            throw .patientMissing
        }
        guard consultation.recording?.isRunning == true else { throw .recordingNotRunning }
    }

    /// The checks are made again on those who are connected now, with today's facts (NHC-TM-2.2d).
    private func isPresent(_ side: PartySide) -> Bool {
        let present = consultation.session.presences.filter {
            $0.side == side && $0.leftAt == nil && counts($0.practitioner, on: side)
        }
        let minimum = side == .inviting ? policy.attendanceInvitingMin : policy.attendanceInvitedMin
        return Set(present.map(\.practitioner)).count >= max(1, minimum)
    }

    /// Enough counted physicians of this invited institution are connected.
    func isPresent(institution: InstitutionID) -> Bool {
        let present = consultation.session.presences.filter {
            $0.side == .invited && $0.leftAt == nil
                && consultation.institution(sending: $0.practitioner) == institution
                && counts($0.practitioner, on: .invited)
        }
        return Set(present.map(\.practitioner)).count >= max(1, policy.attendanceInvitedMin)
    }

    /// Said by the inviting physician, in whose room the patient is (JL-3b).
    mutating func recordPatient(_ isPresent: Bool) throws(Refusal) {
        guard consultation.needsPatientPresent else {
            throw .stateNotAllowed(action: .recordPatient, state: consultation.state)
        }
        guard isPresent != consultation.isPatientPresent else { return }
        record(isPresent ? .patientCame : .patientLeft)
        if isPresent { cause(.beginSession) }
    }

    mutating func mediaLost(_ side: PartySide) {
        record(.sessionInterrupted(side: side))
        for each in PartySide.allCases { notify(each, .physician, .sessionInterrupted) }
    }

    /// More than the tolerance without a counted physician is a gap; the session is never cut for it (NHC-TM-3.3.3d).
    mutating func findLateGap(of side: PartySide) {
        guard consultation.state == .inSession, let since = consultation.session.absentSince(side),
            now - since > policy.gapTolerance,
            !consultation.session.gaps.contains(where: { $0.side == side && $0.since == since })
        else { return }
        record(.attendanceGapFound(side: side, since: since))
        raise(.attendanceGap(side: side, since: since))
        for each in PartySide.allCases { notify(each, .physician, .attendanceGap) }
    }

    mutating func segmentOpened(
        _ recording: RecordingID, _ segment: Int, _ continuation: RecordingContinuation
    ) throws(Refusal) {
        let known = consultation.recording
        guard known == nil || known?.id == recording else {
            throw .fieldInvalid([FieldProblem("/recording", .invalid)])
        }
        let last = known?.segments.last
        // Told twice is told once.
        if let last, last.index == segment { return }
        guard segment >= 0, last.map({ segment > $0.index }) ?? true else {
            throw .fieldInvalid([FieldProblem("/segment", .outOfRange)])
        }
        record(.recordingSegmentOpened(recording: recording, segment: segment))
        // The consultation goes on while the recorder is away; what it missed is said aloud (JL-35c).
        if consultation.state == .inSession, let last {
            switch continuation {
            case .afterEnd:
                raise(.recordingGap(segment: segment, length: now - (last.sealedAt ?? last.openedAt)))
            case .afterLoss(let since): raise(.recordingGap(segment: segment, length: now - since))
            case .overlapping: break
            }
        }
    }

    mutating func segmentSealed(
        _ recording: RecordingID, _ segment: Int, _ root: Digest, _ streams: Int
    ) throws(Refusal) {
        guard consultation.recording?.id == recording,
            let known = consultation.recording?.segments.first(where: { $0.index == segment })
        else { throw .fieldInvalid([FieldProblem("/segment", .invalid)]) }
        guard known.sealedAt == nil else { return }
        record(.recordingSegmentSealed(segment: segment, root: root, streams: streams))
        archiveIfLastPart()
    }

    mutating func writeNote(_ text: Redacted<String>) throws(Refusal) {
        try refuse([Limits.required("/text", text, limit: Limits.longText)])
        record(.noteWritten(text: text, author: try practitioner()))
    }

    mutating func postMessage(_ id: MessageID, _ text: Redacted<String>) throws(Refusal) {
        try refuse([Limits.required("/text", text, limit: Limits.messageText)])
        record(.messagePosted(id: id, text: text))
        guard let side = caller.institution.flatMap({ consultation.side(of: $0) }) else { return }
        notify(side.other, .physician, .message)
        // Institutions of a team talk to each other too.
        for institution in consultation.invitedInstitutions
        where consultation.isTeam && side == .invited && institution != caller.institution {
            cause(.notify(institution: institution, role: .physician, notice: .message))
        }
    }

    mutating func endSession() throws(Refusal) {
        if caller.member == nil {
            // Only an interrupted room is ended by the service, once it was kept long enough.
            let limit = consultation.stateSince + policy.interruptedRoomLimit
            guard consultation.state == .interrupted else {
                throw .stateNotAllowed(action: .endSession, state: consultation.state)
            }
            guard now > limit else { throw .deadlineNotPassed(dueAt: limit) }
            record(.sessionEnded(.interruptedTooLong))
        } else {
            guard consultation.note != nil else { throw .sessionNoteMissing }
            PartySide.allCases.forEach { findLateGap(of: $0) }
            record(.sessionEnded(.finished))
        }
        concludeSession()
    }

    mutating func terminate(_ reason: Redacted<String>, _ opinionGiven: Bool) throws(Refusal) {
        try refuse([Limits.required("/reason", reason, limit: Limits.shortText)])
        record(.sessionTerminated(reason: reason, opinionGiven: opinionGiven))
        concludeSession()
    }

    mutating func concludeSession() {
        cause(.closeRoom)
        for assigned in consultation.assigned {
            cause(.notifyPractitioner(assigned.practitioner, notice: .reportDue))
        }
        cause(.publish(.sessionEnded))
    }
}
