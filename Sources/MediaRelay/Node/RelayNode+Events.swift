import Evidence
package import MediaEngine

extension RelayNode {
    /// Turns an engine's event into names, tells the recording what it must know, and passes it on.
    func handle(_ event: EngineEvent) {
        if handleTrunk(event) { return }
        switch event {
        case .legConnected(let id):
            guard let session = session(id), !session.awaitsMedia else { return }
            connected(session)
        case .legDisconnected(let id, let reason):
            guard let session = session(id) else { return }
            forget(session.name, reason: RelayDisconnectReason(reason))
        case .mediaLost(let id):
            guard let session = session(id) else { return }
            send(.mediaLost(session.name, room: session.room, participant: session.participant))
        case .mediaResumed(let id):
            guard let session = session(id) else { return }
            send(.mediaResumed(session.name, room: session.room, participant: session.participant))
        case .slotsChanged(let id, let assignments):
            guard let session = session(id) else { return }
            send(
                .slotsChanged(
                    session.name, room: session.room, slots: assignments.map { slot($0, in: session) }))
        case .trackStarted(let id, let track):
            guard let session = session(id) else { return }
            if session.awaitsMedia {
                sessions[session.name]?.awaitsMedia = false
                connected(session)
            }
            recorder?.note(session.room) { recorder, now in
                recorder.declare(stream: StreamDeclaration(track), at: now)
            }
        case .pathChanged(let id, let change):
            guard let session = session(id) else { return }
            let (from, to) = (change.from?.link.value ?? change.to.link.value, change.to.link.value)
            let at = change.at.nanoseconds
            record(session) { participant, _ in
                .pathChanged(participant: participant, from: from, to: to, at: at)
            }
            send(.linkChanged(session.name, room: session.room, link: linkName(change.to.link)))
        case .sourceUnsupported(let id, let track):
            guard let session = session(id) else { return }
            let publisher = rooms[session.room]?.participants.first { $0.value == track.participant }?.key
            guard let publisher else { return }
            send(
                .unsupported(
                    session.name, room: session.room, publisher: publisher,
                    source: RelaySlot.Source(track.source), codec: track.codec.name))
        case .redundancyChanged(let id, let isRedundant):
            guard let session = session(id) else { return }
            send(
                .redundancyChanged(
                    session.name, room: session.room, participant: session.participant,
                    isRedundant: isRedundant))
        case .restartWanted(let id):
            guard let session = session(id), session.offer != nil else { return }
            send(.restartWanted(session.name, room: session.room))
        case .trackEnded, .speaking, .remoteParticipant, .videoStopped, .videoResumed:
            break
        }
    }

    private func connected(_ session: Session) {
        guard !session.isConnected else { return }
        sessions[session.name]?.isConnected = true
        record(session) { .joined(participant: $0, at: $1) }
        send(.connected(session.name, room: session.room, participant: session.participant))
    }

    private func session(_ id: SessionID) -> Session? { sessionNames[id].flatMap { sessions[$0] } }

    private func record(_ session: Session, _ event: @escaping @Sendable (UInt64, UInt64) -> RecordedEvent) {
        let participant = session.participantID.value
        recorder?.note(session.room) { recorder, now in recorder.note(event(participant, now), at: now) }
    }

    private func slot(_ assignment: SlotAssignment, in session: Session) -> RelaySlot {
        let shown = assignment.participant.flatMap { id in
            rooms[session.room]?.participants.first { $0.value == id }?.key
        }
        return RelaySlot(
            mid: assignment.mid, kind: assignment.kind == .audio ? .audio : .video, participant: shown,
            source: assignment.source.map(RelaySlot.Source.init), isPaused: assignment.isPaused)
    }
}

extension RelaySlot.Source {
    package init(_ kind: SourceKind) {
        switch kind {
        case .microphone: self = .microphone
        case .camera: self = .camera
        case .screen: self = .screen
        }
    }
}

extension RelayDisconnectReason {
    init(_ reason: DisconnectReason) {
        switch reason {
        case .consentLost: self = .silence
        case .neverConnected: self = .neverConnected
        case .security(.fingerprintMismatch): self = .fingerprintMismatch
        case .security(.closedByPeer): self = .closedByPeer
        case .security(.handshake), .security(.timeout), .security(.noCommonProfile): self = .handshakeFailed
        }
    }
}
