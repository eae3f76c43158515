import Evidence
package import MediaEngine
import Wire

extension RelayNode {
    /// Adds an end that offers first (WHIP, WHEP, or plain SDP with `a=crypto`) and returns our SDP answer. With ICE
    /// and DTLS it is connected when both are up; with given keys when its first packet authenticates, or at once if it
    /// sends nothing.
    package func joinForeign(
        room roomName: RelayRoomName, participant: RelayParticipantName, session name: RelaySessionName,
        offer text: String, role: ForeignRole
    ) async throws(RelayNodeError) -> String {
        let offer: ForeignOffer
        do throws(ForeignProblem) {
            offer = try ForeignOfferReader.read(text, role: role)
        } catch {
            throw .badOffer(reason: error.code)
        }
        var generator = SystemRandomNumberGenerator()
        let receiving = offer.receiving
        let plan = SlotPlan(
            receiving.map { line in
                let use = offer.lines[line].use
                return (use?.kind ?? .audio, use.map { $0.hasRepair } ?? false)
            }, using: &generator)
        let slots = Dictionary(zip(receiving, plan.slots), uniquingKeysWith: { first, _ in first })
        let (room, session) = try register(name, of: participant, in: roomName, plan: plan)
        var answer = ForeignAnswer(
            identifier: UInt64.random(in: 1..<(1 << 62), using: &generator), transport: nil, slots: slots,
            canonicalName: plan.canonicalName)
        do throws(RelayNodeError) {
            if offer.peer == nil {
                answer.keys = try await openKeyedLegs(offer, session, in: room, slots: slots)
            } else {
                answer.transport = try await openPeerLeg(offer, session, in: room, slots: slots)
            }
        } catch {
            await abandon(name, in: room)
            throw error
        }
        return ForeignAnswerWriter.write(answer, to: offer)
    }

    /// One leg for all lines: they are bundled.
    private func openPeerLeg(
        _ offer: ForeignOffer, _ session: Session, in room: Room, slots: [Int: SlotPlan.Slot]
    ) async throws(RelayNodeError) -> ForeignAnswer.Transport {
        guard let peer = offer.peer else { throw .badOffer(reason: "missingFingerprint") }
        var generator = SystemRandomNumberGenerator()
        let addresses = candidates(of: room.worker, for: .participants)
        let leg = LegConfiguration(
            session: session.id, room: room.id, participant: session.participantID,
            credentials: ICECredentials.draw(using: &generator), plan: session.plan,
            links: addresses.map(\.link),
            linksOfIPv6: Set(addresses.filter { $0.address.family == .v6 }.map(\.link)),
            nominates: peer.needsNomination)
        let (identity, cipher) = (identity, configuration.cipher)
        try await addLeg(leg, to: room) { state in
            let transport = DTLSTransport(identity: identity, cipher: cipher)
            state.transports[leg.session] = transport
            return transport
        }
        let answer = offer.negotiated(slots: slots)
        let refusal: EngineRefusal? = try await room.worker.call { state in
            state.transports[leg.session]?.begin(
                answer.role == .peerIsClient ? .server : .client, peerFingerprint: answer.fingerprint,
                at: state.now)
            return state.give(answer, to: leg.session)
        }
        guard refusal == nil else { throw .workerBusy }
        declare(answer, of: session)
        return ForeignAnswer.Transport(
            credentials: leg.credentials, fingerprint: identity.fingerprint,
            candidates: addresses.map(\.address))
    }

    /// One leg for each line: each has its own keys, and its own address at the other end.
    private func openKeyedLegs(
        _ offer: ForeignOffer, _ session: Session, in room: Room, slots: [Int: SlotPlan.Slot]
    ) async throws(RelayNodeError) -> [Int: ForeignAnswer.Keys] {
        var result: [Int: ForeignAnswer.Keys] = [:]
        sessions[session.name]?.awaitsMedia = !offer.published.isEmpty
        for (index, line) in offer.lines.enumerated() {
            guard let use = line.use, let keys = use.keys else { continue }
            let id = result.isEmpty ? session.id : SessionID(value: nextNumber())
            if id != session.id {
                sessions[session.name]?.furtherLegs.append(id)
                sessionNames[id] = session.name
            }
            let candidates = candidates(of: room.worker, for: .participants)
            let here = candidates.first {
                keys.remote.map(\.family) ?? $0.address.family == $0.address.family
            }
            guard let here else { throw .badOffer(reason: "badAddress") }
            var plan = session.plan
            plan.slots = slots[index].map { [$0] } ?? []
            let leg = LegConfiguration(
                session: id, room: room.id, participant: session.participantID,
                credentials: ICECredentials(usernameFragment: "", password: ""), plan: plan,
                links: candidates.map(\.link),
                paths: .fixed(
                    FixedPathConfiguration(
                        remotes: keys.remote.map { [here.link: $0] } ?? [:], duplicates: false,
                        // A source behind a NAT is known by its keys alone.
                        learns: use.published != nil || keys.muxesRTCP)))
            let crypto = try await openKeyedLeg(leg, keys.crypto, in: room)
            result[index] = ForeignAnswer.Keys(address: here.address, crypto: crypto)
            let answer = offer.negotiated(lines: [index], slots: slots)
            let refusal: EngineRefusal? = try await room.worker.call { $0.give(answer, to: id) }
            guard refusal == nil else { throw .workerBusy }
            declare(answer, of: session)
        }
        return result
    }

    /// Draws our key of the same suite: theirs protects what they send, ours what we send (RFC 4568 §5.1.2).
    private func openKeyedLeg(
        _ leg: LegConfiguration, _ theirs: SDPCrypto, in room: Room
    ) async throws(RelayNodeError) -> SDPCrypto {
        var generator = SystemRandomNumberGenerator()
        let profile = ProtectionProfile(theirs.suite)
        let ours = SDPCrypto(
            tag: theirs.tag, suite: theirs.suite,
            key: (0..<theirs.suite.keyBytes).map { _ in UInt8.random(in: 0...255, using: &generator) },
            salt: (0..<theirs.suite.saltBytes).map { _ in UInt8.random(in: 0...255, using: &generator) })
        guard let sending = MasterKey(key: ours.key, salt: ours.salt, for: profile),
            let receiving = MasterKey(key: theirs.key, salt: theirs.salt, for: profile)
        else { throw .badOffer(reason: "crypto.badKey") }
        let cipher = configuration.cipher
        try await addLeg(leg, to: room) { _ in
            GivenKeysTransport(profile: profile, sending: sending, receiving: receiving, cipher: cipher)
        }
        return ours
    }

    private func declare(_ answer: NegotiatedAnswer, of session: Session) {
        for stream in StreamDeclaration.streams(of: answer, participant: session.participantID) {
            recorder?.note(session.room) { recorder, now in recorder.declare(stream: stream, at: now) }
        }
    }

    /// Takes back what was opened of a session whose joining failed.
    private func abandon(_ name: RelaySessionName, in room: Room) async {
        let ids = sessions[name]?.legs ?? []
        forget(name, reason: nil)
        _ = try? await room.worker.call { state in
            for id in ids {
                state.engine.removeLeg(id, at: state.now, into: &state.batch)
                state.transports[id] = nil
            }
        }
    }
}

extension WorkerState {
    mutating func give(_ answer: NegotiatedAnswer, to session: SessionID) -> EngineRefusal? {
        do throws(EngineRefusal) {
            try engine.setAnswer(session, answer, at: now, into: &batch)
            return nil
        } catch {
            return error
        }
    }
}

extension ProtectionProfile {
    init(_ suite: SDPCrypto.Suite) {
        switch suite {
        case .aeadAES128GCM: self = .aeadAES128GCM
        case .aeadAES256GCM: self = .aeadAES256GCM
        case .aes128CMHMACSHA1_80: self = .aes128CMHMACSHA1_80
        }
    }
}
