import Wire

extension RelayEngine {
    package mutating func openRoom(_ room: RoomID, tap: any RecordingTap) throws(EngineRefusal) {
        guard rooms[room] == nil else { throw .roomExists }
        guard rooms.count < EngineLimits.rooms else { throw .tooManyRooms }
        rooms[room] = Room(id: room, tap: tap)
    }

    /// Removes every leg of the room, with close-notify, and forgets it. An unknown room is already closed.
    package mutating func closeRoom(
        _ room: RoomID, at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {
        guard let closing = rooms[room] else { return }
        for leg in closing.legs { removeLeg(leg.session, at: now, into: &batch) }
        rooms[room] = nil
    }

    package mutating func addLeg(
        _ configuration: LegConfiguration, transport: any SecureTransport, at now: MonotonicInstant
    ) throws(EngineRefusal) {
        guard let room = rooms[configuration.room] else { throw .unknownRoom }
        guard legs[configuration.session] == nil else { throw .sessionExists }
        guard legs.count < EngineLimits.legs else { throw .tooManyLegs }
        guard room.legs.count < EngineLimits.legsPerRoom else { throw .roomFull }
        let fragment = Array(configuration.credentials.usernameFragment.utf8)
        if let trunk = configuration.trunk {
            try refuseTrunk(trunk, in: room)
        }
        let usesICE = configuration.paths == .ice
        guard !usesICE || legsByFragment[fragment] == nil else { throw .usernameInUse }
        let leg = Leg(
            configuration, room: room, number: nextNumber, transport: transport, notice: notice,
            seed: random.next(), at: now)
        leg.ice.links = links
        nextNumber &+= 1
        legs[leg.session] = leg
        if usesICE { legsByFragment[fragment] = leg }
        legsByNumber[leg.number] = leg
        if let trunk = configuration.trunk { legsByTrunk[trunk.identifier] = leg }
        room.learn(configuration.participantName, of: leg.participant)
        order.append(leg)
        room.legs.append(leg)
        table.add(leg)
        reschedule(leg)
    }

    /// Takes what the other end agreed to and starts checks. The transport must know the answer's fingerprint and role
    /// before this call.
    package mutating func setAnswer(
        _ session: SessionID, _ answer: NegotiatedAnswer, at now: MonotonicInstant,
        into batch: inout TransmitBatch
    ) throws(EngineRefusal) {
        guard let leg = legs[session] else { throw .unknownSession }
        guard leg.phase == .awaitingAnswer else { throw .alreadyAnswered }
        leg.answer = answer
        leg.phase = .connecting
        if answer.extensions.transportSequence != nil {
            leg.congestion = LegCongestion(firstSequence: leg.firstTransportSequence)
        }
        leg.phaseSince = now
        negotiateSlots(leg, answer)
        defer { reschedule(leg) }
        guard leg.fixed == nil else { return startFixed(leg, at: now, into: &batch) }
        leg.ice.setRemote(answer.credentials)
        for candidate in answer.candidates.prefix(EngineLimits.pairsPerLeg) {
            for link in leg.configuration.links where family(of: link, in: leg) == candidate.family {
                _ = leg.ice.admit(PathDescription(link: link, remote: candidate), at: now)
            }
        }
        runChecks(leg, at: now, into: &batch)
        drainHandshake(leg, at: now, into: &batch)
    }

    /// A star and nothing else: whoever is a branch has no other trunk, and both ends of one know who is which.
    private func refuseTrunk(_ trunk: TrunkConfiguration, in room: Room) throws(EngineRefusal) {
        guard legsByTrunk[trunk.identifier] == nil else { throw .sessionExists }
        let others = room.legs.compactMap(\.configuration.trunk)
        guard others.isEmpty || trunk.role == .core && others.allSatisfy({ $0.role == .core }) else {
            throw .trunkTopology
        }
    }

    private func negotiateSlots(_ leg: Leg, _ answer: NegotiatedAnswer) {
        for received in answer.received {
            guard let slot = leg.slots.first(where: { $0.plan.mediaLine == received.mediaLine }) else {
                continue
            }
            slot.formats = received.formats
            if slot.plan.repairSSRC == 0 { slot.formats.dropRepair() }
            slot.repeatsSound = received.asksNACK
            if let mid = received.mid { slot.mid = mid }
        }
    }

    func family(of link: LinkID, in leg: Leg) -> PeerAddress.Family {
        leg.configuration.linksOfIPv6.contains(link) ? .v6 : .v4
    }

    /// Forgets the leg, says goodbye by close-notify, and gives its slots on the other legs to others.
    package mutating func removeLeg(
        _ session: SessionID, at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {
        guard let leg = legs[session] else { return }
        end(leg, at: now)
        leg.transport.close()
        drainHandshake(leg, at: now, into: &batch)
        formerDrops.add(leg.statistics.drops)
        legs[session] = nil
        dropRestart(leg)
        forgetAgent(leg.ice, of: leg)
        forgetFixed(leg)
        if let trunk = leg.configuration.trunk, legsByTrunk[trunk.identifier] === leg {
            legsByTrunk[trunk.identifier] = nil
        }
        for path in leg.ice.pairs.map(\.path) + leg.formerPaths where legsByPath[path] === leg {
            legsByPath[path] = nil
        }
        order.removeAll { $0 === leg }
        leg.room.legs.removeAll { $0 === leg }
        table.remove(leg)
    }

    /// Ends the leg's part in its room; the leg itself stays until `removeLeg`.
    mutating func end(_ leg: Leg, at now: MonotonicInstant) {
        guard leg.phase != .ended else { return }
        leg.phase = .ended
        leg.phaseSince = now
        for slot in leg.slots where slot.publication != nil { slot.show(nil) }
        leg.slotsChanged = false
        for source in leg.sources {
            deactivate(source, of: leg, at: now)
            source.publication.remove(source)
        }
        leg.streams = []
        leg.publications = []
    }

    mutating func disconnect(_ leg: Leg, _ reason: DisconnectReason, at now: MonotonicInstant) {
        guard leg.phase != .ended else { return }
        end(leg, at: now)
        events.append(.legDisconnected(leg.session, reason))
    }
}
