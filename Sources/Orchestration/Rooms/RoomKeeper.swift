package import ConsultationCore
import Logging
import ServiceLifecycle
import Storage

/// Keeps the consultation's side of every open room: seats, presence, recorder; turns what the relay reports into
/// commands, and tells the pages.
package actor RoomKeeper {
    /// Seats of one room; more would not be a consultation but a lecture.
    package static let seatLimit = 32

    let orchestrator: Orchestrator
    let relay: any RelayControl
    /// Rooms of online visits, whose events come by the same line.
    package nonisolated let visits: VisitRooms
    var rooms: [ConsultationID: OpenRoom] = [:]
    private var opening: [ConsultationID: Task<OpenRoom, any Error>] = [:]
    var consultations: [SessionName: ConsultationID] = [:]
    /// The newest numbers of each connection.
    var samples: [SessionName: SeatMeter] = [:]

    /// By the hash of the token.
    var deviceGrants: [String: DeviceGrant] = [:]

    package init(orchestrator: Orchestrator, relay: any RelayControl) {
        self.orchestrator = orchestrator
        self.relay = relay
        visits = VisitRooms(orchestrator: orchestrator, relay: relay)
    }

    var environment: ServiceEnvironment { orchestrator.environment }

    /// Takes a seat: the decision first, then the recorder, then the relay's offer. A person who is already in from
    /// another device changes over to this one.
    /// - Throws: `Refusal`, or `CommandFault.recordingUnavailable`, `.roomFull`, `.notFound`.
    package func enter(_ id: ConsultationID, by signedIn: SignedIn) async throws -> RoomEntry {
        let admitted = try await admit(signedIn, to: id)
        let participant = admitted.participant
        let earlier = seat(of: participant, in: id)
        let session = try sit(admitted, in: id, insteadOf: earlier)
        // While the room moves, the old connection goes on until the page has changed over.
        if let earlier, rooms[id]?.former?.contains(earlier) != true {
            await drop(earlier, from: id, participantStays: true)
        }
        do {
            let offer = try await relay.join(
                RoomName(id.text), participant: participant, session: session,
                from: signedIn.member.institution)
            let view = try await publish(id)
            return RoomEntry(
                session: session, participant: participant, offer: offer, room: view,
                slots: rooms[id]?.seats[session]?.slots ?? [])
        } catch {
            await drop(session, from: id, participantStays: false)
            throw error
        }
    }

    /// Whoever takes a seat, at a page or by a device: the decision first, then the room with its recorder.
    func admit(_ signedIn: SignedIn, to id: ConsultationID) async throws -> Admitted {
        let outcome = try await orchestrator.perform(
            .enterRoom, on: id, expectedVersion: nil, by: signedIn, idempotency: nil)
        if let own = signedIn.practitioner?.id, let other = room(of: own, beside: id) {
            throw Refusal.practitionerElsewhere(other)
        }
        guard let practitioner = signedIn.practitioner,
            let side = outcome.consultation.side(of: signedIn.member.institution)
        else { throw CommandFault.notFound }
        try await makeReady(id)
        return Admitted(
            signedIn: signedIn, practitioner: practitioner, side: side,
            participant: Self.participant(practitioner.id, in: id))
    }

    /// One person holds one live session (NHC-SUP 13): the other room in which this one is heard or seen now. A
    /// connection from which nothing comes, as a page that crashed leaves it, keeps nobody from the next patient.
    private func room(of practitioner: PractitionerID, beside id: ConsultationID) -> ConsultationID? {
        rooms.first { other, room in
            other != id
                && room.seats.values.contains {
                    $0.view.practitioner == practitioner && $0.view.connected && $0.mediaFlows
                        && $0.device != .watch
                }
        }?.key
    }

    /// A new session at a free seat; a person's `earlier` one is about to be given up.
    func sit(
        _ admitted: Admitted, in id: ConsultationID, insteadOf earlier: SessionName?,
        as device: DeviceRole? = nil
    ) throws -> SessionName {
        guard earlier != nil || (rooms[id]?.seats.count ?? 0) < Self.seatLimit else {
            throw CommandFault.roomFull(limit: Self.seatLimit)
        }
        let session = SessionName(environment.newID())
        rooms[id]?.seats[session] = OpenRoom.Seat(admitted, session, device)
        consultations[session] = id
        return session
    }

    package func answer(_ session: SessionName, sdp: String, by signedIn: SignedIn) async throws {
        _ = try ownSeat(session, of: signedIn)
        try await relay.answer(session, sdp: sdp)
    }

    /// The page has lost its path, or was asked to leave it: a new offer that keeps everything but the paths.
    package func restart(_ session: SessionName, by signedIn: SignedIn) async throws -> String {
        _ = try ownSeat(session, of: signedIn)
        return try await relay.restart(session)
    }

    package func leave(_ session: SessionName, by signedIn: SignedIn) async throws {
        let id = try ownSeat(session, of: signedIn)
        let participant = rooms[id]?.seats[session]?.view.participant
        let stays = rooms[id]?.seats.contains {
            $0.key != session && $0.value.view.participant == participant && $0.value.device != .watch
        }
        await drop(session, from: id, participantStays: stays == true)
        await endMoveIfDone(id)
        _ = try? await publish(id)
        try await closeIfAbandoned(id)
    }

    package func update(_ session: SessionName, to state: SeatState, by signedIn: SignedIn) async throws {
        let id = try ownSeat(session, of: signedIn)
        rooms[id]?.seats[session]?.view.audioMuted = state.audioMuted
        rooms[id]?.seats[session]?.view.videoMuted = state.videoMuted
        rooms[id]?.seats[session]?.view.screenSharing = state.screenSharing
        if rooms[id]?.seats[session]?.pinned != state.pinned {
            rooms[id]?.seats[session]?.pinned = state.pinned
            // A wish about pictures: one that cannot be met, of somebody who has just left, is nobody's fault.
            try? await relay.pin(session, participant: state.pinned)
        }
        try await publish(id)
    }

    /// The room of a case; nil for a foreign or unknown id.
    package func room(_ id: ConsultationID, for signedIn: SignedIn) async throws -> RoomView? {
        let institution = signedIn.member.institution
        let found = try await orchestrator.database.scope(institution) { try $0.consultation(id) }
        return found.map { view(of: $0) }
    }

    /// What the slots of one's own connection show now.
    package func slots(_ session: SessionName, by signedIn: SignedIn) throws -> [MediaSlot] {
        let id = try ownSeat(session, of: signedIn)
        return rooms[id]?.seats[session]?.slots ?? []
    }

    /// Opens the room once, however many ask; the recorder runs and is in the journal before anybody may enter.
    func makeReady(_ id: ConsultationID) async throws {
        if let room = rooms[id], room.lostSince == nil { return }
        let task = opening[id] ?? Task { try await self.open(id) }
        opening[id] = task
        defer { opening[id] = nil }
        var room = try await task.value
        if let known = rooms[id] {
            guard known.lostSince != nil else { return }
            room.seats = known.seats
            room.silentSince = known.silentSince
        }
        rooms[id] = room
    }

    private func open(_ id: ConsultationID) async throws -> OpenRoom {
        let database = orchestrator.database
        let loaded = try await database.read { transaction in
            let consultation = try transaction.system.consultation(id)
            return (consultation, try consultation.flatMap { try transaction.institution($0.inviting) })
        }
        guard let consultation = loaded.0, let inviting = loaded.1 else { throw CommandFault.notFound }
        try orchestrator.checkStorage(.recordings, of: inviting)
        let recording = consultation.recording?.id ?? RecordingID(environment.newID())
        let next = (consultation.recording?.segments.last?.index ?? 0) + 1
        let segment: Int
        do {
            segment = Int(
                try await relay.openRoom(
                    RoomName(id.text), recording: RecordingName(recording.text), segmentOf: UInt32(next)))
        } catch {
            orchestrator.logger.error(
                "recorder unavailable", metadata: ["consultation": "\(id)", "fault": "\(type(of: error))"])
            throw CommandFault.recordingUnavailable
        }
        let now = environment.now()
        let continuation = rooms[id]?.lostSince.map { RecordingContinuation.afterLoss(since: $0) }
        try await orchestrator.performAsSystem(
            .recordingSegmentOpened(
                recording: recording, segment: segment, continuation: continuation ?? .afterEnd), on: id)
        return OpenRoom(
            recording: RecordingName(recording.text), segment: UInt32(segment),
            policy: orchestrator.policies.policy(governing: consultation, of: inviting.jurisdiction, at: now),
            recordingSince: now)
    }

    func ownSeat(_ session: SessionName, of signedIn: SignedIn) throws -> ConsultationID {
        guard let id = consultations[session], let seat = rooms[id]?.seats[session],
            seat.account == signedIn.account
        else { throw CommandFault.notInRoom }
        return id
    }

    private func seat(of participant: ParticipantName, in id: ConsultationID) -> SessionName? {
        // While the room moves a person may have two connections; the newer one counts.
        let all =
            rooms[id]?.seats.filter {
                $0.value.view.participant == participant && $0.value.device == nil
            }.map(\.key) ?? []
        return all.first { rooms[id]?.former?.contains($0) != true } ?? all.first
    }
}

extension RoomKeeper: Service {
    /// How often silence is looked at.
    private static let tick = Duration.seconds(1)
    /// How often everybody's sound and picture are measured.
    private static let qualityTick = Duration.seconds(2)

    /// Follows the relay until the service stops; then every open room is closed, so that its recording is
    /// sealed and the
    /// root stands in the journal. The sessions stay open and are re-joined after the next start.
    package func run() async throws {
        try await settleAfterRestart()
        try await visits.settleAfterRestart()
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await event in self.relay.events { await self.take(event) }
                }
                group.addTask {
                    while !Task.isCancelled {
                        try? await Task.sleep(for: Self.tick)
                        await self.followSilence()
                        await self.followScreens()
                    }
                }
                group.addTask {
                    while !Task.isCancelled {
                        try? await Task.sleep(for: Self.qualityTick)
                        await self.followQuality()
                    }
                }
                await group.waitForAll()
            }
        }
        for id in Array(rooms.keys) { await close(id) }
        await visits.closeAll()
    }
}
