extension Deliberation {
    /// A limit that runs has passed: does what §5.1 says, once, and tells those who must know.
    mutating func deadlinePassed(_ kind: Deadline.Kind) throws(Refusal) {
        let open = consultation.openDeadlines(under: policy)
        guard let deadline = open.first(where: { $0.kind == kind }) else {
            throw .stateNotAllowed(action: .deadlinePassed, state: consultation.state)
        }
        guard deadline.hasPassed(at: now) else { throw .deadlineNotPassed(dueAt: deadline.dueAt) }
        guard deadline.passedAt == nil else { return }
        switch kind {
        case .responseDue: try expireInvitation()
        case .responseReminderHalf, .responseReminderLate:
            record(.deadlinePassed(kind, dueAt: deadline.dueAt))
            notify(.invited, .invitationCoordinator, .invitationReminder)
        case .sessionReminderDay: remind(deadline, .sessionTomorrow)
        case .sessionReminderHour: remind(deadline, .sessionInAnHour)
        case .matchingDue:
            note(deadline, .matchingOverdue)
            notify(.inviting, .invitationCoordinator, .matchingOverdue)
            notify(.inviting, .physician, .matchingOverdue)
        case .interruptedRoom: try endSession()
        case .invitingAttendanceGap: findLateGap(of: .inviting)
        case .invitedAttendanceGap: findLateGap(of: .invited)
        case .slotConfirmationDue: note(deadline, .slotConfirmationOverdue)
        case .sessionStart:
            note(deadline, .sessionStarting)
            for assigned in consultation.assigned {
                cause(.notifyPractitioner(assigned.practitioner, notice: .sessionStarting))
            }
        case .reportDue:
            note(deadline, .reportOverdue)
            raise(.reportLate(dueAt: deadline.dueAt, delay: now - deadline.dueAt))
        case .suspensionGrace: closeForHazard(deadline)
        case .decisionDue: note(deadline, .decisionOverdue)
        case .autoArchive:
            // Something is still missing: say so once; the archive follows when the last part arrives.
            if missingParts().isEmpty {
                record(.deadlinePassed(kind, dueAt: deadline.dueAt))
                cause(.storeArchivePackages)
            } else {
                note(deadline, .archiveIncomplete)
            }
        case .undiagnosedWarning: note(deadline, .undiagnosedWarning)
        case .undiagnosedThreshold:
            record(.deadlinePassed(kind, dueAt: deadline.dueAt))
            if let admission = consultation.request.admission {
                cause(
                    .openUploadDuty(
                        patient: consultation.patient,
                        trigger: .undiagnosed72h(admittedAt: admission.admittedAt)))
            }
        default:
            // Limits of duties and agreements pass where they run.
            throw .stateNotAllowed(action: .deadlinePassed, state: consultation.state)
        }
    }

    private mutating func note(_ deadline: Deadline, _ notice: Effect.Notice) {
        record(.deadlinePassed(deadline.kind, dueAt: deadline.dueAt))
        let owner = deadline.owner.institution ?? consultation.inviting
        // What a team's institutions owe, each of them owes.
        let owners =
            consultation.isTeam && owner != consultation.inviting ? consultation.invitedInstitutions : [owner]
        for owner in owners {
            if let role = deadline.owner.role {
                cause(.notify(institution: owner, role: role, notice: notice))
            }
            cause(.notify(institution: owner, role: deadline.escalation, notice: notice))
        }
    }

    /// Both sides are told that the session comes near (§5.1).
    private mutating func remind(_ deadline: Deadline, _ notice: Effect.Notice) {
        record(.deadlinePassed(deadline.kind, dueAt: deadline.dueAt))
        for side in PartySide.allCases { notify(side, .invitationCoordinator, notice) }
        notify(.inviting, .physician, notice)
        for assigned in consultation.assigned {
            cause(.notifyPractitioner(assigned.practitioner, notice: notice))
        }
    }

    /// The archive was due but waited for this part: its packages are made at once.
    mutating func archiveIfLastPart() {
        let wasDue = consultation.openDeadlines(under: policy).contains {
            $0.kind == .autoArchive && $0.passedAt != nil
        }
        guard wasDue else { return }
        var state = consultation
        decision.events.forEach { state.apply($0) }
        let later = Deliberation(consultation: state, caller: caller, now: now, policy: policy, facts: facts)
        if later.missingParts().isEmpty { cause(.storeArchivePackages) }
    }

    mutating func archive() throws(Refusal) {
        let missing = missingParts()
        guard missing.isEmpty else { throw .archiveIncomplete(missing) }
        let unstored = missingPackages()
        guard unstored.isEmpty else { throw .archiveIncomplete(unstored) }
        let lastDay = CivilDate(consultation.session.endedAt ?? now)
        let isInpatient = consultation.request.admission != nil
        let recordYears = isInpatient ? policy.inpatientRecordRetentionYears : policy.recordRetentionYears
        record(
            .archived(
                ArchiveRecord(
                    archivedAt: now, recordRetainedTo: lastDay.adding(years: recordYears),
                    mediaRetainedTo: lastDay.adding(years: policy.mediaRetentionYears),
                    manifestHash: consultation.manifestContent.digest)))
        cause(.publish(.archived))
    }

    /// Each institution keeps its own original: done only when all are stored, as the case now is (NHC-TM-3.5a).
    private func missingPackages() -> [ArchivePart] {
        let manifest = consultation.manifestContent.digest
        func isStored(_ institution: InstitutionID) -> Bool {
            facts.archivePackages.contains { $0.institution == institution && $0.manifestHash == manifest }
        }
        var missing: [ArchivePart] = []
        if !isStored(consultation.inviting) { missing.append(.invitingPackage) }
        let invited = consultation.archiveParties.dropFirst()
        if invited.isEmpty || !invited.allSatisfy(isStored) { missing.append(.invitedPackage) }
        return missing
    }

    /// What both packages still lack (NHC-TM-3.5a). A case broken off without an opinion has no report to wait for.
    func missingParts() -> [ArchivePart] {
        var missing: [ArchivePart] = []
        if !consultation.liveInvitations.contains(where: { $0.state == .accepted }) {
            missing.append(.invitation)
        }
        if consultation.consent?.documentHash == nil, !consultation.isDeidentified {
            missing.append(.consent)
        }
        if consultation.session.endedAt == nil { missing.append(.sessionLog) }
        if consultation.recording?.isSealed != true { missing.append(.recording) }
        guard consultation.state != .terminated else { return missing }
        if consultation.note == nil { missing.append(.note) }
        if consultation.report?.state != .signed { missing.append(.report) }
        if consultation.decision == nil { missing.append(.decision) }
        return missing
    }
}
