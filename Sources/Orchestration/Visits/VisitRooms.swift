package import ConsultationCore
import Logging
import Storage

/// Who takes a seat in a visit's room: a signed-in physician, or the patient by the code the hospital gave.
package struct VisitVisitor: Sendable, Equatable {
    package enum Holder: Sendable, Hashable {
        case account(AccountID)
        case patient(PatientID)
    }

    package let side: VisitSide
    package let holder: Holder
    let institution: InstitutionID
}

/// What a visitor's page needs to connect.
package struct VisitSeat: Sendable {
    package let session: SessionName
    package let participant: ParticipantName
    /// The relay's SDP offer.
    package let offer: String
    package let slots: [MediaSlot]
}

/// Keeps the rooms of online visits (GX 28): physician and patient meet over the relay, and the recorder runs before
/// anybody enters (NHC-SUP 19). That both were heard or seen is told by the relay, and becomes the visit's evidence.
package actor VisitRooms {
    struct Seat: Sendable {
        let visitor: VisitVisitor
        let participant: ParticipantName
        var connected = false
        var slots: [MediaSlot] = []
    }

    struct Room: Sendable {
        var segment: Int
        var seats: [SessionName: Seat] = [:]
    }

    /// One page a side.
    static let seatLimit = VisitSide.allCases.count

    let orchestrator: Orchestrator
    let relay: any RelayControl
    private var rooms: [VisitID: Room] = [:]
    private var visits: [SessionName: VisitID] = [:]
    private var opening: [VisitID: Task<Room, any Error>] = [:]

    init(orchestrator: Orchestrator, relay: any RelayControl) {
        self.orchestrator = orchestrator
        self.relay = relay
    }

    /// The seat that a signed-in person may take in a visit; nil where there is none.
    package nonisolated func visitor(
        _ signedIn: SignedIn, in id: VisitID
    ) async throws -> VisitVisitor? {
        let institution = signedIn.member.institution
        let visit = try await orchestrator.database.scope(institution) {
            try $0.record(InternetVisit.self, id.text)
        }
        guard let visit, let own = signedIn.member.practitioner else { return nil }
        let side: VisitSide
        switch own {
        case visit.physician: side = .physician
        case visit.reception?.physician: side = .reception
        default: return nil
        }
        return VisitVisitor(side: side, holder: .account(signedIn.account), institution: institution)
    }

    /// The patient's own seat; nil for another's visit.
    package nonisolated func visitor(
        _ patient: PatientID, in id: VisitID
    ) async throws -> VisitVisitor? {
        let visit = try await orchestrator.database.read { try $0.system.record(InternetVisit.self, id.text) }
        guard let visit, visit.patient == patient else { return nil }
        return VisitVisitor(side: .patient, holder: .patient(patient), institution: visit.institution)
    }

    /// Takes the side's seat; an earlier page of the same side gives it up.
    package func enter(_ id: VisitID, as visitor: VisitVisitor) async throws -> VisitSeat {
        try await makeReady(id)
        let session = SessionName(orchestrator.environment.newID())
        let participant = RoomKeeper.participant(PractitionerID(visitor.side.rawValue), in: id.caseID)
        let earlier = rooms[id]?.seats.first { $0.value.visitor.side == visitor.side }?.key
        rooms[id]?.seats[session] = Seat(visitor: visitor, participant: participant)
        visits[session] = id
        if let earlier { await drop(earlier, from: id) }
        do {
            let offer = try await relay.join(
                RoomName(id.text), participant: participant, session: session, from: visitor.institution)
            return VisitSeat(
                session: session, participant: participant, offer: offer,
                slots: rooms[id]?.seats[session]?.slots ?? [])
        } catch {
            await drop(session, from: id)
            throw error
        }
    }

    package func answer(_ session: SessionName, sdp: String, as visitor: VisitVisitor) async throws {
        try own(session, visitor)
        try await relay.answer(session, sdp: sdp)
    }

    package func restart(_ session: SessionName, as visitor: VisitVisitor) async throws -> String {
        try own(session, visitor)
        return try await relay.restart(session)
    }

    package func slots(_ session: SessionName, as visitor: VisitVisitor) throws -> [MediaSlot] {
        try own(session, visitor).slots
    }

    package func leave(_ session: SessionName, as visitor: VisitVisitor) async throws {
        try own(session, visitor)
        guard let id = visits[session] else { return }
        await drop(session, from: id)
        if rooms[id]?.seats.isEmpty == true { await close(id) }
    }

    /// Ends the room and puts the recording's root into the journal. Harmless when repeated.
    package func close(_ id: VisitID) async {
        guard let room = rooms.removeValue(forKey: id) else { return }
        for (session, seat) in room.seats {
            visits[session] = nil
            if seat.connected { await attempt(.left(seat.visitor.side), on: id) }
        }
        if let seal = await relay.closeRoom(RoomName(id.text)) { await journal(seal, of: id) }
    }

    func closeAll() async {
        for id in Array(rooms.keys) { await close(id) }
    }

    /// Segments that ended without a seal get the root of what is valid of them.
    func settleAfterRestart() async throws {
        let left = try await orchestrator.database.read { try $0.system.visitsWithUnsealedRecording() }
        for visit in left where rooms[visit.id] == nil { await sealLost(of: visit, before: .max) }
    }

    @discardableResult
    private func own(_ session: SessionName, _ visitor: VisitVisitor) throws -> Seat {
        guard let id = visits[session], let seat = rooms[id]?.seats[session],
            seat.visitor.holder == visitor.holder
        else { throw CommandFault.notInRoom }
        return seat
    }

    /// Opens the room once, however many ask.
    private func makeReady(_ id: VisitID) async throws {
        let found = try await orchestrator.database.read { try $0.system.record(InternetVisit.self, id.text) }
        guard let visit = found else { throw CommandFault.notFound }
        guard visit.state != .terminated else { throw Refusal.visit(.terminated) }
        guard visit.state == .open else { throw Refusal.visit(.stateNotAllowed(visit.state)) }
        if rooms[id] != nil { return }
        let task = opening[id] ?? Task { try await self.open(visit) }
        opening[id] = task
        defer { opening[id] = nil }
        let room = try await task.value
        if rooms[id] == nil { rooms[id] = room }
    }

    private func open(_ visit: InternetVisit) async throws -> Room {
        let recording = visit.room?.recording ?? RecordingID(orchestrator.environment.newID())
        let next = (visit.room?.segments.last?.index ?? 0) + 1
        let segment: Int
        do {
            segment = Int(
                try await relay.openRoom(
                    RoomName(visit.id.text), recording: RecordingName(recording.text),
                    segmentOf: UInt32(clamping: next)))
        } catch {
            orchestrator.logger.error(
                "recorder unavailable", metadata: ["visit": "\(visit.id)", "fault": "\(type(of: error))"])
            throw CommandFault.recordingUnavailable
        }
        let opened = try await orchestrator.note(
            .recordingOpened(recording, segment: segment), on: visit.id)
        await sealLost(of: opened, before: segment)
        return Room(segment: segment)
    }

    private func sealLost(of visit: InternetVisit, before running: Int) async {
        guard let room = visit.room else { return }
        for segment in room.segments where segment.sealedAt == nil && segment.index < running {
            let lost = await relay.sealOfLostSegment(
                UInt32(clamping: segment.index), of: RecordingName(room.recording.text))
            if let lost { await journal(lost, of: visit.id) }
        }
    }

    private func journal(_ seal: RecordingSeal, of id: VisitID) async {
        guard let root = Digest(hexadecimal: seal.rootHash) else {
            orchestrator.logger.error("recording root unreadable", metadata: ["visit": "\(id)"])
            return
        }
        await attempt(.recordingSealed(segment: Int(seal.segment), root: root), on: id)
    }

    private func drop(_ session: SessionName, from id: VisitID) async {
        guard let seat = rooms[id]?.seats.removeValue(forKey: session) else { return }
        visits[session] = nil
        await relay.leave(session)
        await tellLeft(seat, id)
    }

    /// A side that sits there with another page has not left.
    private func tellLeft(_ seat: Seat, _ id: VisitID) async {
        let stays = rooms[id]?.seats.values.contains { $0.visitor.side == seat.visitor.side } ?? false
        if seat.connected, !stays { await attempt(.left(seat.visitor.side), on: id) }
    }

    private func attempt(_ report: VisitReport, on id: VisitID) async {
        do {
            try await orchestrator.note(report, on: id)
        } catch is Refusal {
            // A report is a fact; the state decides whether it matters.
        } catch {
            orchestrator.logger.error(
                "relay report lost", metadata: ["visit": "\(id)", "fault": "\(type(of: error))"])
        }
    }
}

extension VisitRooms {
    /// Takes a report of the relay that is about a visit; false for every other.
    func take(_ event: RelayEvent) async -> Bool {
        switch event {
        case .connected(let session, _): return await connected(session, true)
        case .disconnected(let session): return await connected(session, false)
        case .slotsChanged(let session, let slots): return await show(slots, in: session)
        case .unsupported(let session, _, _, _), .mediaLost(let session), .mediaBack(let session),
            .redundancyLost(let session), .redundancyBack(let session), .restartWanted(let session),
            .mustRejoin(let session):
            return visits[session] != nil
        case .recordingResumed(let room, let recording, let segment):
            let id = VisitID(room.text)
            guard rooms[id] != nil else { return false }
            rooms[id]?.segment = Int(segment)
            await attempt(
                .recordingOpened(RecordingID(recording.text), segment: Int(segment)), on: id)
            return true
        case .recordingFailed(let room, _, _): return rooms[VisitID(room.text)] != nil
        // The pages notice, and join again where the room is opened next.
        case .roomLost(let room, _), .roomMustMove(let room):
            let id = VisitID(room.text)
            guard rooms[id] != nil else { return false }
            await close(id)
            return true
        case .nodeReturned:
            // Everybody's: segments of visits are sealed here, those of cases by the keeper of rooms.
            try? await settleAfterRestart()
            return false
        }
    }

    private func connected(_ session: SessionName, _ isConnected: Bool) async -> Bool {
        guard let id = visits[session], let seat = rooms[id]?.seats[session] else { return false }
        rooms[id]?.seats[session]?.connected = isConnected
        if isConnected {
            await attempt(.joined(seat.visitor.side), on: id)
        } else if seat.connected {
            await tellLeft(seat, id)
        }
        return true
    }

    /// What the physician hears and sees of the other side is an exchange, when the physician sends too.
    private func show(_ slots: [MediaSlot], in session: SessionName) async -> Bool {
        guard let id = visits[session], let seat = rooms[id]?.seats[session] else { return false }
        rooms[id]?.seats[session]?.slots = slots
        if case .account(let account) = seat.visitor.holder {
            orchestrator.feed.publish(
                .slots(session, slots), to: [seat.visitor.institution], account: account)
        }
        guard let room = rooms[id] else { return true }
        let physician = room.seats.values.first { $0.visitor.side == .physician }
        let others = room.seats.values.filter { $0.visitor.side != .physician }
        for source in [MediaSource.microphone, .camera] {
            let hears = others.contains { other in
                physician?.slots.contains { $0.participant == other.participant && $0.source == source }
                    == true
            }
            let isHeard = others.contains { other in
                other.slots.contains { slot in
                    slot.participant == physician?.participant && slot.source == source
                }
            }
            if hears, isHeard {
                await attempt(.heard(source == .microphone ? .voice : .video), on: id)
            }
        }
        return true
    }
}
