import Evidence
import MediaEngine
import Wire

extension RelayNode {
    /// Adds an end with given keys and given or learned addresses: no ICE, no DTLS. It is connected at once.
    package func joinFixed(
        room roomName: RelayRoomName, participant: RelayParticipantName, session name: RelaySessionName,
        request: FixedLegRequest
    ) async throws(RelayNodeError) -> FixedLeg {
        var generator = SystemRandomNumberGenerator()
        let plan = SlotPlan(
            request.receives.map { ($0.kind, $0.repairPayloadType != nil) }, using: &generator)
        guard plan.slots.count == request.receives.count else {
            throw .badRequest(reason: "more than \(EngineLimits.slotsPerKind) slots of one kind")
        }
        let remotes = try readRemotes(request.remotes)
        try request.check()
        let (room, session) = try register(name, of: participant, in: roomName, plan: plan)
        let leg = LegConfiguration(
            session: session.id, room: room.id, participant: session.participantID,
            credentials: ICECredentials(usernameFragment: "", password: ""), plan: plan,
            links: links(of: room.worker, for: .participants),
            paths: .fixed(
                FixedPathConfiguration(
                    remotes: remotes, duplicates: request.duplicates, learns: request.learns)))
        do throws(RelayNodeError) {
            try await connect(leg, request, in: room)
        } catch {
            forget(name, reason: nil)
            throw error
        }
        let slots = zip(plan.slots, request.receives).map { slot, received in
            FixedLeg.Slot(
                kind: slot.kind, mid: String(slot.mediaLine), ssrc: slot.ssrc,
                repairSSRC: slot.repairSSRC == 0 ? nil : slot.repairSSRC, payloadType: received.payloadType)
        }
        return FixedLeg(addresses: addresses(of: room.worker, for: .participants), slots: slots)
    }

    func addresses(
        of worker: RelayWorker, for use: RelayConfiguration.Link.Use
    ) -> [FixedLeg.Address] {
        candidates(of: worker, for: use).map {
            FixedLeg.Address(link: linkName($0.link), address: $0.address)
        }
    }

    private func connect(
        _ leg: LegConfiguration, _ request: FixedLegRequest, in room: Room
    ) async throws(RelayNodeError) {
        let cipher = configuration.cipher
        let window =
            request.duplicates ? PacketProtectionLimit.wideReplayWindow : PacketProtectionLimit.replayWindow
        try await addLeg(leg, to: room) { _ in
            GivenKeysTransport(
                profile: request.suite, sending: request.sendingKey, receiving: request.receivingKey,
                cipher: cipher, replayWindow: window)
        }
        let answer = NegotiatedAnswer.fixed(
            published: request.publishes,
            received: zip(leg.plan.slots, request.receives).map { slot, received in
                .init(
                    mediaLine: slot.mediaLine,
                    formats: PayloadTypes(
                        received.codec, received.payloadType, repair: received.repairPayloadType))
            }, extensions: request.extensions)
        _ = try await room.worker.call { state in
            try? state.engine.setAnswer(leg.session, answer, at: state.now, into: &state.batch)
        }
        for stream in StreamDeclaration.streams(of: answer, participant: leg.participant) {
            recorder?.note(room.name) { recorder, now in recorder.declare(stream: stream, at: now) }
        }
    }

    /// Names of links and addresses in text to those of the engine.
    func readRemotes(_ remotes: [String: String]) throws(RelayNodeError) -> [LinkID: PeerAddress] {
        var result: [LinkID: PeerAddress] = [:]
        for (name, text) in remotes {
            guard let number = configuration.links.firstIndex(where: { $0.name == name }) else {
                throw .badRequest(reason: "no link of this name: \(name)")
            }
            guard let address = PeerAddress(endpoint: text) else {
                throw .badRequest(reason: "remote of link \(name): address:port is needed")
            }
            result[LinkID(value: UInt8(number))] = address
        }
        return result
    }
}
