import ConsultationCore
import Logging

/// A room that changes its relay: because the node is gone, or because it will end.
extension RoomKeeper {
    /// So long a page may take to change over, before the old place is closed.
    static let moveLimit = Duration.seconds(10)

    /// The node is gone, and every connection with it. The room is opened on another one, with the next segment of its
    /// recording, and the pages are asked to join again by themselves.
    func roomLost(_ room: RoomName, silentFor: Duration) async {
        let id = ConsultationID(room.text)
        guard let lost = rooms[id], lost.lostSince == nil else { return }
        orchestrator.logger.error("relay node lost", metadata: ["consultation": "\(id)"])
        let (seconds, attoseconds) = silentFor.components
        let silence = TimeSpan(milliseconds: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
        rooms[id]?.lostSince = environment.now() - silence
        rooms[id]?.recordingSince = nil
        rooms[id]?.former = nil
        for session in lost.seats.keys { await disconnected(session) }
        await dropDevices(of: id)
        do {
            try await makeReady(id)
        } catch {
            // The next person who tries to enter tries this again.
            logFault(error, id)
        }
        inviteBack(id, isPlanned: false)
        _ = try? await publish(id)
    }

    /// The node will end. The room is opened on another one while it goes on here; each page builds its new connection
    /// beside the old one and then changes over.
    func moveRoom(_ room: RoomName) async {
        let id = ConsultationID(room.text)
        guard let moving = rooms[id], moving.lostSince == nil, moving.former == nil else { return }
        rooms[id]?.former = Set(moving.seats.keys)
        do {
            let segment = try await relay.moveRoom(
                room, recording: moving.recording, segmentOf: moving.segment + 1)
            try await orchestrator.performAsSystem(
                .recordingSegmentOpened(
                    recording: RecordingID(moving.recording.text), segment: Int(segment),
                    continuation: .overlapping), on: id)
            rooms[id]?.segment = segment
            if rooms[id]?.recordingSince == nil { rooms[id]?.recordingSince = environment.now() }
        } catch {
            // It stays where it is; the node waits for it as long as it can.
            rooms[id]?.former = nil
            orchestrator.logger.debug(
                "a room cannot move yet",
                metadata: ["consultation": "\(id)", "fault": "\(type(of: error))"])
            return
        }
        inviteBack(id, isPlanned: true)
        Task {
            try? await Task.sleep(for: Self.moveLimit)
            await self.endMove(id)
        }
    }

    /// One connection is gone with what carried it; the room itself goes on.
    func mustRejoin(_ session: SessionName) async {
        guard let id = consultations[session], let seat = rooms[id]?.seats[session] else { return }
        await disconnected(session)
        orchestrator.feed.publish(
            .rejoin(session, isPlanned: false), to: [seat.institution], account: seat.account)
    }

    /// The connection works, but its end stays on a path that it should leave.
    func askRestart(_ session: SessionName) {
        guard let id = consultations[session], let seat = rooms[id]?.seats[session] else { return }
        orchestrator.feed.publish(.restart(session), to: [seat.institution], account: seat.account)
    }

    private func inviteBack(_ id: ConsultationID, isPlanned: Bool) {
        for (session, seat) in rooms[id]?.seats ?? [:] {
            orchestrator.feed.publish(
                .rejoin(session, isPlanned: isPlanned), to: [seat.institution], account: seat.account)
        }
    }

    func endMoveIfDone(_ id: ConsultationID) async {
        if rooms[id]?.former?.isEmpty == true { await endMove(id) }
    }

    /// Closes the place the room moved from, whoever is still there, and puts its segment's root into the journal.
    func endMove(_ id: ConsultationID) async {
        guard let room = rooms[id], let former = room.former else { return }
        rooms[id]?.former = nil
        for session in former {
            let participant = room.seats[session]?.view.participant
            let stays = room.seats.contains {
                !former.contains($0.key) && $0.value.view.participant == participant
            }
            await drop(session, from: id, participantStays: stays)
        }
        if let seal = await relay.closeFormerRoom(RoomName(id.text)) { await journal(seal, of: id) }
        _ = try? await publish(id)
    }

    /// Segments whose node was away get the root of what is valid of them.
    func journalSegmentsOfReturnedNode() async {
        for consultation in (try? await liveConsultations()) ?? [] {
            let running = rooms[consultation.id].map { Int($0.segment) } ?? .max
            await journalLostSegments(of: consultation.id, before: running)
        }
    }
}
