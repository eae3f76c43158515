import Evidence
import MediaEngine
import Wire

extension RelayNode {
    /// Adds a participant to a room and returns our SDP offer. Media flows once `answer` was given.
    package func join(
        room roomName: RelayRoomName, participant: RelayParticipantName, session name: RelaySessionName
    ) async throws(RelayNodeError) -> String {
        var generator = SystemRandomNumberGenerator()
        let (room, session) = try register(
            name, of: participant, in: roomName, plan: SlotPlan(using: &generator))
        let credentials = ICECredentials.draw(using: &generator)
        let leg = LegConfiguration(
            session: session.id, room: room.id, participant: session.participantID, credentials: credentials,
            plan: session.plan, links: links(of: room.worker, for: .participants),
            linksOfIPv6: Set(room.worker.sockets.filter { $0.local.family == .v6 }.map(\.link)),
            duplicatesAudio: configuration.duplicatesAudio)
        let (identity, cipher) = (identity, configuration.cipher)
        do throws(RelayNodeError) {
            try await addLeg(leg, to: room) { state in
                let transport = DTLSTransport(identity: identity, cipher: cipher)
                state.transports[leg.session] = transport
                return transport
            }
        } catch {
            forget(name, reason: nil)
            throw error
        }
        let offer = SessionOffer(
            identifier: UInt64.random(in: 1..<(1 << 62)), credentials: credentials,
            fingerprint: identity.fingerprint, candidates: candidates(of: room.worker, for: .participants),
            plan: session.plan)
        sessions[name]?.offer = offer
        return OfferWriter.write(offer)
    }

    /// Puts a new session into the tables, before anything is waited for, and names it to the recording.
    func register(
        _ name: RelaySessionName, of participant: RelayParticipantName, in roomName: RelayRoomName,
        plan: SlotPlan
    ) throws(RelayNodeError) -> (Room, Session) {
        let recorder = try requireRunning()
        guard let room = rooms[roomName], !room.isClosing else { throw .unknownRoom(roomName) }
        guard sessions[name] == nil else { throw .sessionExists(name) }
        guard
            room.sessions.count(where: { sessions[$0]?.trunk == nil }) < configuration.limits.sessionsPerRoom
        else {
            throw .roomFull(roomName, limit: configuration.limits.sessionsPerRoom)
        }
        let participantID = room.participants[participant] ?? ParticipantID(value: nextNumber())
        let session = Session(
            id: SessionID(value: nextNumber()), name: name, room: roomName, participant: participant,
            participantID: participantID, plan: plan)
        sessions[name] = session
        sessionNames[session.id] = name
        rooms[roomName]?.sessions.insert(name)
        rooms[roomName]?.participants[participant] = participantID
        recorder.note(roomName) { recorder, now in
            recorder.declare(
                participant: .init(
                    participant: participantID.value, side: .unknown, label: participant.value),
                at: now)
        }
        return (room, session)
    }

    /// Makes the leg on the room's worker; `makeTransport` runs there, and what it kept is dropped if the engine
    /// refuses.
    func addLeg(
        _ leg: LegConfiguration, to room: Room,
        transport makeTransport: @escaping @Sendable (inout WorkerState) -> (any SecureTransport)?
    ) async throws(RelayNodeError) {
        var named = leg
        if let session = sessionNames[leg.session].flatMap({ sessions[$0] }), session.trunk == nil {
            named.participantName = Array(session.participant.value.utf8)
        }
        let leg = named
        let refusal: EngineRefusal? = try await room.worker.call { state in
            guard let transport = makeTransport(&state) else { return .tooManyLegs }
            do throws(EngineRefusal) {
                try state.engine.addLeg(leg, transport: transport, at: state.now)
                return nil
            } catch {
                state.transports[leg.session] = nil
                return error
            }
        }
        guard let refusal else { return }
        switch refusal {
        case .roomFull: throw .roomFull(room.name, limit: EngineLimits.legsPerRoom)
        case .unknownRoom, .roomExists: throw .unknownRoom(room.name)
        case .tooManyRooms, .tooManyLegs: throw .nodeFull(limit: EngineLimits.legs)
        case .trunkTopology: throw .trunkTopology(room.name)
        case .sessionExists, .unknownSession, .usernameInUse, .alreadyAnswered, .noRestart, .otherEnd,
            .unknownParticipant:
            throw .workerBusy
        }
    }

    /// The links that may carry this.
    func links(of worker: RelayWorker, for use: RelayConfiguration.Link.Use) -> [LinkID] {
        worker.sockets.map(\.link).filter { link in
            let own = configuration.links[Int(link.value)].use
            return own == .everything || own == use
        }
    }

    func candidates(
        of worker: RelayWorker, for use: RelayConfiguration.Link.Use
    ) -> [SessionOffer.Candidate] {
        let links = links(of: worker, for: use)
        return worker.sockets.filter { links.contains($0.link) }.map { socket in
            let advertised = configuration.links[Int(socket.link.value)].advertisedAddress
            let address =
                advertised.flatMap { PeerAddress(literal: $0, port: socket.local.port) } ?? socket.local
            return SessionOffer.Candidate(link: socket.link, address: address)
        }
    }

    /// Gives the peer's SDP answer to the first offer or to that of a restart; DTLS and ICE go on from here by
    /// themselves.
    package func answer(session name: RelaySessionName, sdp: String) async throws(RelayNodeError) {
        let recorder = try requireRunning()
        guard let session = sessions[name], let room = rooms[session.room] else {
            throw .unknownSession(name)
        }
        let answer: NegotiatedAnswer
        do throws(AnswerProblem) {
            answer = try AnswerReader.read(sdp, to: session.plan)
        } catch {
            throw .badAnswer(reason: "\(error)")
        }
        if session.restart != nil { return try await answerRestart(of: session, in: room, answer) }
        let id = session.id
        let refusal: EngineRefusal? = try await room.worker.call { state in
            guard let transport = state.transports[id] else { return .unknownSession }
            transport.begin(
                answer.role == .peerIsClient ? .server : .client, peerFingerprint: answer.fingerprint,
                at: state.now)
            do throws(EngineRefusal) {
                try state.engine.setAnswer(id, answer, at: state.now, into: &state.batch)
                return nil
            } catch {
                return error
            }
        }
        if refusal == .alreadyAnswered { throw .badAnswer(reason: "alreadyAnswered") }
        guard refusal == nil else { throw .unknownSession(name) }
        for stream in StreamDeclaration.streams(of: answer, participant: session.participantID) {
            recorder.note(session.room) { recorder, now in recorder.declare(stream: stream, at: now) }
        }
    }

    /// Takes a session out of its room. Unknown sessions are left alone: leaving twice is no fault.
    package func leave(session name: RelaySessionName) async {
        guard let session = sessions[name], let room = rooms[session.room] else { return }
        let ids = session.legs
        _ = try? await room.worker.call { state in
            for id in ids {
                state.engine.removeLeg(id, at: state.now, into: &state.batch)
                state.transports[id] = nil
            }
        }
        await eventsHandled(of: room.worker)
        // Gone meanwhile, if the room was closed or the end was lost; the name may be another's by now.
        guard sessions[name]?.id == session.id else { return }
        forget(name, reason: .left)
    }

    /// Drops a session from the tables; with a reason, tells the control side and the recording.
    func forget(_ name: RelaySessionName, reason: RelayDisconnectReason?) {
        guard let session = sessions.removeValue(forKey: name) else { return }
        for id in session.legs { sessionNames[id] = nil }
        rooms[session.room]?.sessions.remove(name)
        guard let reason else { return }
        if let trunk = session.trunk {
            return send(.trunkChanged(trunk, room: session.room, .closed))
        }
        if session.isConnected {
            let participant = session.participantID.value
            recorder?.note(session.room) { recorder, now in
                recorder.note(.left(participant: participant, at: now), at: now)
            }
        }
        send(.disconnected(name, room: session.room, participant: session.participant, reason: reason))
    }
}

extension ICECredentials {
    /// 48 and 144 random bits in the characters ICE allows (RFC 8445 §5.3 asks for 24 and 128).
    static func draw(using generator: inout some RandomNumberGenerator) -> ICECredentials {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        func text(_ count: Int) -> String {
            String((0..<count).map { _ in alphabet[Int(generator.next() & 63)] })
        }
        return ICECredentials(usernameFragment: text(8), password: text(24))
    }
}
