extension Consultation {
    mutating func applyToSession(_ event: ConsultationEvent) {
        switch event.change {
        case .participantJoined(let presence):
            session.presences.append(presence)
            followAttendance(of: presence.side, at: event.at)
        case .participantLeft(let participant):
            guard
                let index = session.presences.lastIndex(where: {
                    $0.participant == participant && $0.leftAt == nil
                })
            else { return }
            session.presences[index].leftAt = event.at
            followAttendance(of: session.presences[index].side, at: event.at)
        case .sessionStarted:
            session.startedAt = event.at
            enter(.inSession, at: event.at)
        case .sessionInterrupted(let side):
            session.interruptions.append(Interruption(side: side, since: event.at))
            session.invitingAbsentSince = nil
            session.invitedAbsentSince = nil
            enter(.interrupted, at: event.at)
        case .sessionResumed:
            if !session.interruptions.isEmpty {
                session.interruptions[session.interruptions.count - 1].until = event.at
            }
            enter(.inSession, at: event.at)
            PartySide.allCases.forEach { followAttendance(of: $0, at: event.at) }
        case .absenceAccepted(let institutions): session.acceptedAbsences = institutions
        case .patientCame:
            guard let by = event.by.member?.practitioner else { return }
            session.patientPresences =
                (session.patientPresences ?? []) + [PatientPresence(recordedBy: by, since: event.at)]
        case .patientLeft: closePatientPresence(at: event.at)
        case .attendanceGapFound(let side, let since):
            session.gaps.append(AttendanceGap(side: side, since: since))
        case .sessionEnded(let reason):
            closeSession(reason, at: event.at)
            enter(.awaitingReport, at: event.at)
        case .sessionTerminated(_, let opinionGiven):
            closeSession(.terminated, at: event.at)
            enter(opinionGiven ? .awaitingReport : .terminated, at: event.at)
        default: break
        }
    }

    /// Starts or stops the clock of an absent side; only a running session has one.
    private mutating func followAttendance(of side: PartySide, at instant: WallTime) {
        guard state == .inSession else { return }
        if session.isAttended(by: side) {
            setAbsence(of: side, since: nil)
            if let index = session.gaps.lastIndex(where: { $0.side == side && $0.until == nil }) {
                session.gaps[index].until = instant
            }
        } else if session.absentSince(side) == nil {
            setAbsence(of: side, since: instant)
        }
    }

    private mutating func setAbsence(of side: PartySide, since instant: WallTime?) {
        switch side {
        case .inviting: session.invitingAbsentSince = instant
        case .invited: session.invitedAbsentSince = instant
        }
    }

    private mutating func closePatientPresence(at instant: WallTime) {
        guard var all = session.patientPresences else { return }
        for index in all.indices where all[index].until == nil { all[index].until = instant }
        session.patientPresences = all
    }

    private mutating func closeSession(_ reason: SessionRecord.EndReason, at instant: WallTime) {
        session.endedAt = instant
        session.endReason = reason
        session.invitingAbsentSince = nil
        session.invitedAbsentSince = nil
        closePatientPresence(at: instant)
        for index in session.presences.indices where session.presences[index].leftAt == nil {
            session.presences[index].leftAt = instant
        }
        for index in session.gaps.indices where session.gaps[index].until == nil {
            session.gaps[index].until = instant
        }
        for index in session.interruptions.indices where session.interruptions[index].until == nil {
            session.interruptions[index].until = instant
        }
    }

    mutating func applyToRecording(_ event: ConsultationEvent) {
        switch event.change {
        case .recordingSegmentOpened(let id, let segment):
            var record = recording ?? RecordingRecord(id: id, segments: [])
            record.segments.append(
                RecordingSegment(index: segment, openedAt: event.at, sealedAt: nil, root: nil, streams: 0))
            recording = record
        case .recordingSegmentSealed(let segment, let root, let streams):
            guard let index = recording?.segments.lastIndex(where: { $0.index == segment }) else { return }
            recording?.segments[index].sealedAt = event.at
            recording?.segments[index].root = root
            recording?.segments[index].streams = streams
        default: break
        }
    }
}
