package import Wire

extension RelayEngine {
    /// Takes one datagram; it is decrypted in place. `batch.wantsFlush` must be false.
    package mutating func receive(
        _ datagram: inout MutableSpan<UInt8>, length: Int, from peer: PeerAddress, on link: LinkID,
        at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {
        guard length > 0, length <= datagram.count else { return count(.empty) }
        guard length <= EngineLimits.datagramBytes else { return count(.oversize) }
        let path = PathDescription(link: link, remote: peer)
        guard let kind = DatagramKind(of: datagram.span.extracting(0..<length)) else {
            return count(.unknownKind)
        }
        switch kind {
        case .stun:
            receiveSTUN(datagram.span.extracting(0..<length), on: path, at: now, into: &batch)
        case .dtls:
            guard let leg = legsByPath[path] else { return count(.unknownPeer) }
            receiveHandshake(datagram.span.extracting(0..<length), leg, at: now, into: &batch)
        case .trunk:
            receiveTrunkHello(
                datagram.span.extracting(0..<length), on: path, at: now, into: &batch)
        case .rtp:
            guard let leg = legsByPath[path] else {
                return receiveFromStranger(
                    &datagram, length: length, isRTP: true, on: path, at: now, into: &batch)
            }
            receiveRTP(&datagram, length: length, leg, on: path, at: now, into: &batch)
        case .rtcp:
            guard let leg = legsByPath[path] else {
                return receiveFromStranger(
                    &datagram, length: length, isRTP: false, on: path, at: now, into: &batch)
            }
            receiveRTCP(&datagram, length: length, leg, on: path, at: now, into: &batch)
        }
    }

    /// A datagram of a burst that is handed to `receive` soon. Nothing is decided here.
    package mutating func foresee(
        _ datagram: inout MutableSpan<UInt8>, length: Int, from peer: PeerAddress, on link: LinkID
    ) {
        guard length > 0, length <= datagram.count, length <= EngineLimits.datagramBytes,
            DatagramKind(of: datagram.span.extracting(0..<length)) == .rtp,
            let leg = legsByPath[PathDescription(link: link, remote: peer)]
        else { return }
        leg.transport.foresee(&datagram, length: length)
    }

    mutating func count(_ reason: DropReason) { drops[reason] &+= 1 }

    // MARK: STUN

    private mutating func receiveSTUN(
        _ bytes: Span<UInt8>, on path: PathDescription, at now: MonotonicInstant,
        into batch: inout TransmitBatch
    ) {
        let message: STUNMessage
        do { message = try STUNMessage(bytes) } catch { return count(.malformedSTUN) }
        guard message.method == STUN.bindingMethod else { return count(.malformedSTUN) }
        switch message.messageClass {
        case .request: receiveCheck(message, bytes, on: path, at: now, into: &batch)
        case .success, .error: receiveAnswer(message, bytes, on: path, at: now, into: &batch)
        case .indication: break  // a keep-alive (RFC 8445 §11) needs nothing
        }
    }

    private mutating func receiveCheck(
        _ message: STUNMessage, _ bytes: Span<UInt8>, on path: PathDescription, at now: MonotonicInstant,
        into batch: inout TransmitBatch
    ) {
        guard let username = message.username else { return count(.unknownUsername) }
        var colon = username.lowerBound
        while colon < username.upperBound, bytes[colon] != UInt8(ascii: ":") { colon &+= 1 }
        guard
            colon < username.upperBound,
            let leg = legsByFragment[bytes.array(username.lowerBound..<colon)], leg.phase != .ended
        else { return count(.unknownUsername) }
        let isRestart = leg.isRestart(fragment: bytes, username.lowerBound..<colon)
        let outcome = leg.withAgent(ofRestart: isRestart) { agent in
            agent.receiveRequest(
                message, bytes, remoteFragment: colon &+ 1..<username.upperBound, on: path, at: now)
        }
        switch outcome {
        case .drop(let reason):
            leg.count(reason)
        case .roleConflict:
            transmit(to: path, into: &batch, leg) { slot in
                leg.withAgent(ofRestart: isRestart) {
                    $0.writeRoleConflict(to: message.transaction, into: &slot)
                }
            }
        case .respond:
            bind(path, to: leg, byAnswer: false, at: now)
            transmit(to: path, into: &batch, leg) { slot in
                leg.withAgent(ofRestart: isRestart) {
                    $0.writeResponse(to: message.transaction, from: path.remote, into: &slot)
                }
            }
            runChecks(leg, at: now, into: &batch)
            reschedule(leg)
        }
    }

    private mutating func receiveAnswer(
        _ message: STUNMessage, _ bytes: Span<UInt8>, on path: PathDescription, at now: MonotonicInstant,
        into batch: inout TransmitBatch
    ) {
        // The first part of a transaction id is the number of the leg that asked.
        guard let leg = legsByNumber[message.transaction.high], leg.phase != .ended else {
            return count(.strayResponse)
        }
        let isRestart = leg.restart?.agent.number == message.transaction.high
        let reason = leg.withAgent(ofRestart: isRestart) {
            $0.receiveAnswer(message, bytes, on: path, at: now)
        }
        if let reason { return leg.count(reason) }
        guard message.messageClass == .success else {
            runChecks(leg, at: now, into: &batch)
            return reschedule(leg)
        }
        bind(path, to: leg, byAnswer: true, at: now)
        heard(path.link, at: now)
        reviewPath(leg, at: now, into: &batch)
        if isRestart {
            reviewRestart(leg, at: now, into: &batch)
            runChecks(leg, at: now, into: &batch)
        }
        reschedule(leg)
    }

    /// Only after an integrity check: from now on packets from `path` are tried with this leg's keys. A check can be
    /// replayed from a forged address, an answer cannot; so a check does not take a path from a leg that lives on it.
    private mutating func bind(
        _ path: PathDescription, to leg: Leg, byAnswer: Bool, at now: MonotonicInstant
    ) {
        if let owner = legsByPath[path] {
            if owner === leg { return }
            let alive = owner.ice.index(of: path).flatMap { owner.ice.pairs[$0].lastAliveAt }
            let isTaken =
                owner.phase != .ended && alive.map { now.since($0) < EngineTimes.mediaLost } ?? false
            guard byAnswer || !isTaken else { return leg.count(.pairLimit) }
        } else if legsByPath.count >= EngineLimits.addressesPerEngine {
            return leg.count(.pairLimit)
        }
        legsByPath[path] = leg
    }

    // MARK: DTLS

    private mutating func receiveHandshake(
        _ bytes: Span<UInt8>, _ leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {
        guard leg.phase != .ended else { return leg.count(.unknownPeer) }
        // Without the answer we do not know whose certificate to expect; the other end repeats its flight.
        guard leg.answer != nil else { return leg.count(.handshakeBeforeAnswer) }
        leg.heardHandshake = true
        leg.transport.receiveHandshake(bytes, at: now)
        drainHandshake(leg, at: now, into: &batch)
        reschedule(leg)
    }

    /// Sends what the DTLS association has to say, if there is a path, and follows its state.
    mutating func drainHandshake(_ leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch) {
        if leg.fixed != nil { drainFixedHandshake(leg, alsoTo: nil, into: &batch) }
        if leg.fixed == nil, let path = leg.ice.activePath, leg.answer != nil {
            var more = true
            while more, batch.count < batch.capacity {
                more = batch.append(to: path.remote, on: path.link) { slot in
                    leg.transport.nextHandshakeDatagram(into: &slot)
                }
            }
        }
        guard leg.phase == .connecting || leg.phase == .connected else { return }
        switch leg.transport.state {
        case .handshaking:
            break
        case .established:
            if leg.phase == .connecting, leg.ice.active != nil || leg.fixed != nil {
                connect(leg, at: now, into: &batch)
            }
        case .failed(let failure):
            disconnect(leg, .security(failure), at: now)
        }
    }

    private mutating func connect(_ leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch) {
        leg.phase = .connected
        leg.phaseSince = now
        if leg.transport.foresees { foresees = true }
        leg.lastHeardAt = now
        leg.nextWatchAt = now
        leg.nextUpkeepAt = now.advanced(by: EngineTimes.upkeep)
        leg.nextReportAt = now.advanced(by: EngineTimes.receiverReport)
        events.append(.legConnected(leg.session))
        leg.fixed?.nextReportAt = now
        leg.slotsChanged = leg.trunk == nil
        for other in leg.room.legs where other !== leg {
            for publication in other.publications where publication.isActive {
                assign(publication, to: leg, at: now)
                showPinned(publication, to: leg, at: now)
            }
        }
        serveKeyframes(leg.room, at: now, into: &batch)
        reschedule(leg)
    }

    // MARK: Sending

    /// One datagram that needs no protection: STUN.
    mutating func transmit(
        to path: PathDescription, into batch: inout TransmitBatch, _ leg: Leg,
        _ fill: (inout MutableSpan<UInt8>) -> Int?
    ) {
        guard batch.append(to: path.remote, on: path.link, fill) else { return leg.count(.batchFull) }
    }
}
