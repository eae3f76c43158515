import ConsultationCore
import Logging
import Storage

extension RoomKeeper {
    /// Turns one report of the relay into commands. What the core refuses is not an error here: a report is a fact,
    /// and the state decides whether it matters.
    package func take(_ event: RelayEvent) async {
        if await visits.take(event) { return }
        switch event {
        case .connected(let session, let link): await connected(session, link)
        case .disconnected(let session):
            await disconnected(session)
            await forgetDevice(session)
        case .slotsChanged(let session, let slots): showSlots(slots, in: session)
        case .unsupported(let session, let publisher, let source, let codec):
            tellUnsupported(session, publisher, source, codec)
        case .mediaLost(let session): await setMedia(false, of: session)
        case .mediaBack(let session): await setMedia(true, of: session)
        case .redundancyLost(let session): await setRedundancy(false, of: session)
        case .redundancyBack(let session): await setRedundancy(true, of: session)
        case .recordingFailed(let room, _, let reason): await recordingFailed(room, reason)
        case .recordingResumed(let room, let recording, let segment):
            await recordingResumed(room, recording, segment)
        case .roomLost(let room, let silence): await roomLost(room, silentFor: silence)
        case .roomMustMove(let room): await moveRoom(room)
        case .restartWanted(let session): askRestart(session)
        case .mustRejoin(let session): await mustRejoin(session)
        case .nodeReturned: await journalSegmentsOfReturnedNode()
        }
    }

    private func connected(_ session: SessionName, _ link: String?) async {
        guard let id = consultations[session], let seat = rooms[id]?.seats[session] else { return }
        rooms[id]?.seats[session]?.view.connected = true
        rooms[id]?.seats[session]?.view.link = link
        rooms[id]?.seats[session]?.mediaFlows = true
        rooms[id]?.noteSilence(at: environment.now())
        // Nobody is present by a screen.
        guard seat.device != .watch else { return }
        await attempt(
            .participantJoined(
                participant: ParticipantID(seat.view.participant.text), practitioner: seat.view.practitioner),
            on: id)
        await beginOrResume(id)
        _ = try? await publish(id)
    }

    /// Starts a session that waits for this person, or takes up one that was interrupted.
    func beginOrResume(_ id: ConsultationID) async {
        guard let state = await state(of: id) else { return }
        if state == .scheduled { await attempt(.startSession, on: id) }
        if state == .interrupted { await attempt(.resume, on: id) }
        await noteRedundancy(id)
    }

    func disconnected(_ session: SessionName) async {
        guard let id = consultations[session], let seat = rooms[id]?.seats[session], seat.view.connected
        else {
            return
        }
        rooms[id]?.seats[session]?.view.connected = false
        rooms[id]?.noteSilence(at: environment.now())
        let isElsewhere = rooms[id]?.seats.values.contains {
            $0.view.participant == seat.view.participant && $0.view.connected && $0.device != .watch
        }
        if isElsewhere != true, seat.device != .watch {
            await attempt(.participantLeft(participant: ParticipantID(seat.view.participant.text)), on: id)
        }
        _ = try? await publish(id)
    }

    private func setMedia(_ flows: Bool, of session: SessionName) async {
        guard let id = consultations[session], rooms[id]?.seats[session] != nil else { return }
        rooms[id]?.seats[session]?.mediaFlows = flows
        rooms[id]?.noteSilence(at: environment.now())
        if flows { await beginOrResume(id) }
    }

    private func showSlots(_ slots: [MediaSlot], in session: SessionName) {
        guard let id = consultations[session], let seat = rooms[id]?.seats[session] else { return }
        rooms[id]?.seats[session]?.slots = slots
        orchestrator.feed.publish(.slots(session, slots), to: [seat.institution], account: seat.account)
    }

    /// The person learns why a tile stays dark: their end and the publisher's have no codec in common.
    private func tellUnsupported(
        _ session: SessionName, _ publisher: ParticipantName, _ source: MediaSource, _ codec: String
    ) {
        guard let id = consultations[session], let seat = rooms[id]?.seats[session] else { return }
        let change = Change.unsupported(session, publisher: publisher, source: source, codec: codec)
        orchestrator.feed.publish(change, to: [seat.institution], account: seat.account)
    }

    /// No media from one whole side for longer than the limit interrupts the session.
    package func followSilence() async {
        let now = environment.now()
        for id in Array(rooms.keys) {
            rooms[id]?.noteSilence(at: now)
            guard let side = rooms[id]?.sideLost(at: now), await state(of: id) == .inSession else { continue }
            await attempt(.mediaLost(side: side), on: id)
            _ = try? await publish(id)
        }
    }

    /// The consultation goes on; the gap is a violation on record and an alarm on every page (JL-35c).
    private func recordingFailed(_ room: RoomName, _ reason: String) async {
        let id = ConsultationID(room.text)
        orchestrator.logger.error(
            "recording failed", metadata: ["consultation": "\(id)", "reason": "\(reason)"])
        guard let known = rooms[id] else { return }
        rooms[id]?.recordingSince = nil
        do {
            try await orchestrator.raise(
                .recordingGap(segment: Int(known.segment), length: .zero), on: id)
        } catch {
            logFault(error, id)
        }
        _ = try? await publish(id)
    }

    private func recordingResumed(_ room: RoomName, _ recording: RecordingName, _ segment: UInt32) async {
        let id = ConsultationID(room.text)
        guard rooms[id] != nil else { return }
        await attempt(
            .recordingSegmentOpened(recording: RecordingID(recording.text), segment: Int(segment)), on: id)
        rooms[id]?.recordingSince = environment.now()
        await journalLostSegments(of: id, before: Int(segment))
        _ = try? await publish(id)
    }

    /// Segments that ended without a seal get the root of what is valid of them, so that it stands in the journal and
    /// the case can be archived.
    func journalLostSegments(of id: ConsultationID, before running: Int) async {
        guard let consultation = try? await orchestrator.database.read({ try $0.system.consultation(id) }),
            let recording = consultation.recording
        else { return }
        for segment in recording.segments where segment.sealedAt == nil && segment.index < running {
            let lost = await relay.sealOfLostSegment(
                UInt32(clamping: segment.index), of: RecordingName(recording.id.text))
            if let lost { await journal(lost, of: id) }
        }
    }

    /// Ends the room and puts the recording's root into the journal. Harmless when repeated.
    func close(_ id: ConsultationID) async {
        await endMove(id)
        let seal = await relay.closeRoom(RoomName(id.text))
        for seat in rooms[id]?.seats.values.map({ $0 }) ?? [] { await endQuality(seat, id) }
        for session in rooms[id]?.seats.keys.map({ $0 }) ?? [] {
            consultations[session] = nil
            samples[session] = nil
        }
        rooms[id] = nil
        if let seal { await journal(seal, of: id) }
        _ = try? await publish(id)
    }

    func journal(_ seal: RecordingSeal, of id: ConsultationID) async {
        guard let root = Digest(hexadecimal: seal.rootHash) else {
            orchestrator.logger.error("recording root unreadable", metadata: ["consultation": "\(id)"])
            return
        }
        await attempt(
            .recordingSegmentSealed(
                recording: RecordingID(seal.recording.text), segment: Int(seal.segment), root: root,
                streams: seal.streams.count),
            on: id)
        // The last part of an archive whose time has come already.
        let consultation = try? await orchestrator.database.read { try $0.system.consultation(id) }
        if consultation?.passedDeadlines.contains(where: { $0.kind == .autoArchive }) == true {
            await attempt(.archive, on: id)
        }
    }

    /// A waiting room that everybody left is closed, so that the recorder does not run for nobody; the next person to
    /// come opens the next segment.
    func closeIfAbandoned(_ id: ConsultationID) async throws {
        guard rooms[id]?.seats.isEmpty == true, await state(of: id) == .scheduled,
            rooms[id]?.seats.isEmpty == true
        else { return }
        await close(id)
    }

    /// After a restart nobody is connected, whatever the journal believed before.
    package func settleAfterRestart() async throws {
        for consultation in try await liveConsultations() where rooms[consultation.id] == nil {
            await journalLostSegments(of: consultation.id, before: .max)
            for presence in consultation.session.presences where presence.leftAt == nil {
                await attempt(.participantLeft(participant: presence.participant), on: consultation.id)
            }
        }
    }

    func liveConsultations() async throws -> [Consultation] {
        try await orchestrator.database.read {
            try $0.system.consultations(inStates: [
                .scheduled, .inSession, .interrupted, .awaitingReport, .reported, .decided, .terminated,
            ])
        }
    }

    func drop(_ session: SessionName, from id: ConsultationID, participantStays: Bool) async {
        rooms[id]?.former?.remove(session)
        let seat = rooms[id]?.seats.removeValue(forKey: session)
        consultations[session] = nil
        samples[session] = nil
        rooms[id]?.noteSilence(at: environment.now())
        await relay.leave(session)
        if let seat { await endQuality(seat, id) }
        if let seat, seat.view.connected, seat.device != .watch, !participantStays {
            await attempt(.participantLeft(participant: ParticipantID(seat.view.participant.text)), on: id)
        }
    }

    private func state(of id: ConsultationID) async -> Consultation.State? {
        try? await orchestrator.database.read { try $0.system.consultation(id)?.state }
    }

    func attempt(_ command: ConsultationCommand, on id: ConsultationID) async {
        do {
            try await orchestrator.performAsSystem(command, on: id)
        } catch let refusal as Refusal {
            orchestrator.logger.debug(
                "relay report without consequence",
                metadata: ["consultation": "\(id)", "action": "\(command.action)", "code": "\(refusal.code)"])
        } catch {
            logFault(error, id)
        }
    }

    func logFault(_ error: any Error, _ id: ConsultationID) {
        orchestrator.logger.error(
            "relay report lost", metadata: ["consultation": "\(id)", "fault": "\(type(of: error))"])
    }
}
