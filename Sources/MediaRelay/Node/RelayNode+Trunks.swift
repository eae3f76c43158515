import Evidence
package import MediaEngine
import Wire

extension RelayNode {
    /// Opens this end of a trunk: the room's media goes to another node and comes from there, the identical packet on
    /// every link (Protocols/trunk-format.md). Both ends are opened with the same secret, used for one trunk only, one
    /// as `.core` and one as `.branch`; the branch needs the core's addresses, the core learns the branch's.
    ///
    /// `remotes` is link name → "address:port". Returned: where the other end sends to, one address per link.
    package func openTrunk(
        room roomName: RelayRoomName, trunk: RelayTrunkName, secret: [UInt8], remotes: [String: String] = [:],
        role: TrunkRole, rekeying: TrunkRekeying = .init()
    ) async throws(RelayNodeError) -> [FixedLeg.Address] {
        _ = try requireRunning()
        guard let room = rooms[roomName], !room.isClosing else { throw .unknownRoom(roomName) }
        let name = Self.session(of: trunk, in: roomName)
        guard sessions[name] == nil else { throw .trunkExists(trunk) }
        guard let keys = TrunkKeys(secret: secret) else {
            throw .badRequest(reason: "a trunk's secret has \(TrunkKeys.secretBytes) bytes")
        }
        let addresses = try readRemotes(remotes)
        guard role == .core || !addresses.isEmpty else {
            throw .badRequest(reason: "a branch must know an address of the core")
        }
        var generator = SystemRandomNumberGenerator()
        let session = Session(
            id: SessionID(value: nextNumber()), name: name, room: roomName, participant: .init(trunk.value),
            participantID: ParticipantID(value: nextNumber()),
            plan: SlotPlan(audio: 0, video: 0, using: &generator), trunk: trunk)
        sessions[name] = session
        sessionNames[session.id] = name
        rooms[roomName]?.sessions.insert(name)
        var leg = LegConfiguration(
            session: session.id, room: room.id, participant: session.participantID,
            credentials: ICECredentials(usernameFragment: "", password: ""), plan: session.plan,
            links: links(of: room.worker, for: .trunks),
            paths: .fixed(FixedPathConfiguration(remotes: addresses, duplicates: true, learns: true)))
        leg.trunk = TrunkConfiguration(identifier: keys.identifier, role: role)
        do throws(RelayNodeError) {
            try await addLeg(leg, to: room) { state in
                TrunkTransport(role: role, keys: keys, rekeying: rekeying, at: state.now)
            }
        } catch {
            forget(name, reason: nil)
            throw error
        }
        let id = session.id
        let answer = NegotiatedAnswer.fixed(published: [], received: [], extensions: TrunkFormat.extensions)
        _ = try await room.worker.call { state in
            try? state.engine.setAnswer(id, answer, at: state.now, into: &state.batch)
        }
        return self.addresses(of: room.worker, for: .trunks)
    }

    /// Ends this end of a trunk; participants beyond it leave the room. An unknown one is closed already.
    package func closeTrunk(room: RelayRoomName, trunk: RelayTrunkName) async {
        await leave(session: Self.session(of: trunk, in: room))
    }

    /// Trunks stand in the table of sessions; no session name of the control side has a line break.
    private static func session(of trunk: RelayTrunkName, in room: RelayRoomName) -> RelaySessionName {
        RelaySessionName("trunk\n\(room)\n\(trunk)")
    }

    /// What concerns trunks among the engine's events. True when that was all there is to do.
    func handleTrunk(_ event: EngineEvent) -> Bool {
        switch event {
        case .remoteParticipant(let id, let participant, let bytes):
            guard let session = sessionNames[id].flatMap({ sessions[$0] }) else { return true }
            meet(RelayParticipantName(String(decoding: bytes, as: UTF8.self)), participant, in: session.room)
            return true
        case .legConnected(let id): return tell(.connected, id)
        case .mediaLost(let id): return tell(.silent, id)
        case .mediaResumed(let id): return tell(.resumed, id)
        case .slotsChanged(let id, _), .pathChanged(let id, _), .redundancyChanged(let id, _):
            return sessionNames[id].flatMap { sessions[$0]?.trunk } != nil
        case .sourceUnsupported, .legDisconnected, .trackStarted, .trackEnded, .speaking, .restartWanted,
            .videoStopped, .videoResumed:
            return false
        }
    }

    private func tell(_ state: RelayTrunkState, _ id: SessionID) -> Bool {
        guard let session = sessionNames[id].flatMap({ sessions[$0] }), let trunk = session.trunk else {
            return false
        }
        send(.trunkChanged(trunk, room: session.room, state))
        return true
    }

    /// A participant beyond a trunk belongs to the room, and to its recording, like one that is here.
    private func meet(_ name: RelayParticipantName, _ participant: ParticipantID, in room: RelayRoomName) {
        guard rooms[room]?.participants[name] != participant else { return }
        rooms[room]?.participants[name] = participant
        recorder?.note(room) { recorder, now in
            recorder.declare(
                participant: .init(participant: participant.value, side: .unknown, label: name.value), at: now
            )
        }
    }
}
