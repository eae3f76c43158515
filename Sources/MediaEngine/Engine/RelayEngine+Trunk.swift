import Wire

/// Trunks: what is forwarded to the other node, and what it tells (Protocols/trunk-format.md).
extension RelayEngine {
    // MARK: Set-up

    /// A set-up datagram. Its answer goes where it came from; the path is taken only by one that proves to be of now.
    mutating func receiveTrunkHello(
        _ bytes: Span<UInt8>, on path: PathDescription, at now: MonotonicInstant,
        into batch: inout TransmitBatch
    ) {
        guard let trunk = TrunkHello.trunk(of: bytes), let leg = legsByTrunk[trunk],
            leg.phase == .connecting || leg.phase == .connected
        else { return count(.unknownPeer) }
        let heard = leg.transport.handshakesHeard
        let copies = leg.transport.handshakeCopiesHeard
        leg.transport.receiveHandshake(bytes, at: now)
        let isNew = leg.transport.handshakesHeard != heard
        // The first media comes on every link too: a link whose hello was the slower one must be known by then.
        let isFirstOfLink =
            leg.transport.handshakeCopiesHeard != copies && leg.fixed?.index(on: path.link) == nil
        if isNew || isFirstOfLink {
            take(path, leg, at: now)
            _ = leg.fixed?.heard(on: path.link, isMedia: false, at: now)
            leg.lastHeardAt = now
        }
        drainFixedHandshake(leg, alsoTo: path, into: &batch)
        drainHandshake(leg, at: now, into: &batch)
        reschedule(leg)
    }

    private mutating func take(_ path: PathDescription, _ leg: Leg, at now: MonotonicInstant) {
        guard let fixed = leg.fixed, legsByPath[path] !== leg,
            fixed.learns || fixed.index(on: path.link) == nil
        else { return }
        guard legsByPath.count < EngineLimits.addressesPerEngine else { return leg.count(.pairLimit) }
        if let old = leg.fixed?.bind(path), legsByPath[old] === leg { legsByPath[old] = nil }
        legsByPath[path] = leg
        leg.statistics.pathChanges &+= 1
    }

    /// Each set-up datagram goes out on every path, and back to one that is not (yet) among them.
    mutating func drainFixedHandshake(
        _ leg: Leg, alsoTo stranger: PathDescription?, into batch: inout TransmitBatch
    ) {
        guard let fixed = leg.fixed else { return }
        var first = fixed.paths.first?.path
        if let stranger, fixed.index(on: stranger.link).map({ fixed.paths[$0].path }) != stranger {
            first = stranger
        }
        guard let first else {
            // Nobody to tell: it will be made again when somebody asks.
            var bytes: [UInt8] = []
            swap(&bytes, &trial)
            var span = bytes.mutableSpan
            while leg.transport.nextHandshakeDatagram(into: &span) != nil {}
            swap(&bytes, &trial)
            return
        }
        while batch.count < batch.capacity,
            batch.append(
                to: first.remote, on: first.link, { leg.transport.nextHandshakeDatagram(into: &$0) })
        {
            let original = batch.count &- 1
            for index in fixed.paths.indices where fixed.paths[index].path != first {
                let other = fixed.paths[index].path
                _ = batch.appendCopy(of: original, to: other.remote, on: other.link)
            }
        }
    }

    // MARK: Outbound

    /// Everything that is here goes to the other node, unless it came from there or from another core.
    mutating func forward(_ source: SourceStream, overTrunk leg: Leg, at now: MonotonicInstant) {
        guard let role = leg.trunk?.role, !source.isRemote || role == .core else { return }
        guard let place = leg.trunk?.place(for: source), var stream = leg.trunk?.outbound[place] else {
            return leg.count(.noSlot)
        }
        stream.source = source
        stream.version &+= 1
        stream.isOpen = true
        stream.isAcknowledged = false
        stream.slot.show(source.publication)
        _ = stream.slot.aim(at: source)
        stream.firstSequence = stream.slot.nextSequence
        source.keepPackets()
        leg.trunk?.outbound[place] = stream
        if !leg.slots.contains(where: { $0 === stream.slot }) { leg.slots.append(stream.slot) }
        // Announced before the packet that caused it leaves.
        leg.trunk?.nextRepeatAt = now
        expedite(leg, now)
    }

    mutating func announceEnd(of source: SourceStream, on leg: Leg, at now: MonotonicInstant) {
        guard let place = leg.trunk?.outbound.firstIndex(where: { $0.source === source && $0.isOpen })
        else { return }
        leg.trunk?.outbound[place].isOpen = false
        leg.trunk?.outbound[place].isAcknowledged = false
        leg.trunk?.outbound[place].slot.show(nil)
        leg.trunk?.outbound[place].source = nil
        leg.trunk?.nextRepeatAt = now
        expedite(leg, now)
    }

    /// Says again what the other end has not acknowledged.
    mutating func repeatAnnouncements(
        _ leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {
        guard let trunk = leg.trunk, now >= trunk.nextRepeatAt else { return }
        leg.trunk?.nextRepeatAt = now.advanced(by: EngineTimes.trunkRepeat)
        for stream in trunk.outbound where !stream.isAcknowledged {
            let message: TrunkMessage
            if stream.isOpen, let source = stream.source {
                message = .stream(announcement(stream, source, in: leg.room))
            } else {
                message = .ended(ssrc: stream.slot.plan.ssrc, version: stream.version)
            }
            send(message, to: leg, into: &batch)
        }
    }

    private func announcement(
        _ stream: TrunkState.Outbound, _ source: SourceStream, in room: Room
    ) -> TrunkMessage.Announcement {
        .init(
            ssrc: stream.slot.plan.ssrc, repairSSRC: stream.slot.plan.repairSSRC, version: stream.version,
            firstSequence: stream.firstSequence, source: source.kind.rawValue,
            codec: source.codec.rawValue, payloadType: stream.slot.formats[source.codec] ?? 0,
            repairPayloadType: stream.slot.formats.repair(of: source.codec) ?? 0, clockRate: source.clockRate,
            layer: source.layer,
            participant: room.names[source.participant] ?? Array("\(source.participant.value)".utf8))
    }

    private mutating func send(
        _ message: TrunkMessage, to leg: Leg, into batch: inout TransmitBatch
    ) {
        sendRTCP(leg, into: &batch) { packet in
            message.write(from: leg.configuration.plan.reportSSRC, into: &packet)
        }
    }

    // MARK: Inbound

    mutating func takeTrunkMessage(
        _ message: TrunkMessage, _ leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {
        switch message {
        case .stream(let stream):
            guard take(stream, leg, at: now) else { return leg.count(.unknownSource) }
            send(
                .acknowledged(ssrc: stream.ssrc, version: stream.version, of: .stream), to: leg, into: &batch)
        case .ended(let ssrc, let version):
            if let place = leg.trunk?.inbound.firstIndex(where: { $0.ssrc == ssrc }),
                leg.trunk?.inbound[place].version == version, leg.trunk?.inbound[place].isOpen == true
            {
                leg.trunk?.inbound[place].isOpen = false
                if let source = leg.streams.first(where: { $0.ssrc == ssrc })?.source {
                    retire(source, of: leg, at: now)
                }
            }
            send(.acknowledged(ssrc: ssrc, version: version, of: .ended), to: leg, into: &batch)
        case .acknowledged(let ssrc, let version, let subtype):
            guard let place = leg.trunk?.outbound.firstIndex(where: { $0.slot.plan.ssrc == ssrc }),
                let stream = leg.trunk?.outbound[place], stream.version == version,
                subtype == (stream.isOpen ? .stream : .ended)
            else { return }
            leg.trunk?.outbound[place].isAcknowledged = true
            if leg.trunk?.hasUnacknowledged == false { leg.trunk?.nextRepeatAt = .init(nanoseconds: .max) }
        }
    }

    /// False for what cannot be: an unknown kind or codec, too many streams, SSRCs that clash.
    private mutating func take(
        _ stream: TrunkMessage.Announcement, _ leg: Leg, at now: MonotonicInstant
    ) -> Bool {
        guard let kind = SourceKind(rawValue: stream.source), let codec = Codec(rawValue: stream.codec),
            codec.media == kind.media, stream.clockRate > 0, stream.repairSSRC != stream.ssrc,
            stream.repairPayloadType != stream.payloadType
        else { return false }
        if let place = leg.trunk?.inbound.firstIndex(where: { $0.ssrc == stream.ssrc }),
            let known = leg.trunk?.inbound[place]
        {
            // A repetition, or one that was overtaken by its successor.
            if Int16(bitPattern: stream.version &- known.version) <= 0 { return true }
            leg.trunk?.inbound[place].version = stream.version
            leg.trunk?.inbound[place].isOpen = true
        } else {
            guard leg.trunk?.inbound.count ?? .max < EngineLimits.trunkStreams else { return false }
            leg.trunk?.inbound.append(.init(ssrc: stream.ssrc, version: stream.version, isOpen: true))
        }
        guard let participant = leg.room.number(of: stream.participant) else { return false }
        if let old = leg.streams.first(where: { $0.ssrc == stream.ssrc })?.source {
            retire(old, of: leg, at: now)
        }
        leg.streams.removeAll { $0.ssrc == stream.repairSSRC }
        events.append(.remoteParticipant(leg.session, participant, name: stream.participant))
        let published = NegotiatedAnswer.Published(
            source: kind, codec: codec, payloadType: stream.payloadType, clockRate: stream.clockRate,
            repairPayloadType: stream.repairPayloadType, ssrc: stream.ssrc, repairSSRC: stream.repairSSRC)
        let publication = leg.publication(published, of: participant)
        if let old = publication.encodings.first(where: { $0.layer == stream.layer }) {
            retire(old, of: leg, at: now)
        }
        let source = SourceStream(
            publication, published: published, layer: stream.layer, ssrc: stream.ssrc,
            hasCopies: leg.fixed?.duplicates ?? false, isRemote: true, at: now)
        let first = source.unwrapper.extend(UInt32(stream.firstSequence))
        source.missing.expect(from: first)
        if let fixed = leg.fixed { source.missing.patience = fixed.patience(at: now) }
        publication.add(source)
        leg.streams.append(
            .init(ssrc: stream.ssrc, source: source, isRepair: false, payloadType: stream.payloadType))
        leg.streams.append(
            .init(
                ssrc: stream.repairSSRC, source: source, isRepair: true,
                payloadType: stream.repairPayloadType))
        return true
    }
}
