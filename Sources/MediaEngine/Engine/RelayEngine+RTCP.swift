import Wire

extension RelayEngine {
    /// Retransmissions one RTCP datagram may cause.
    static let retransmissionsPerDatagram = 64

    mutating func receiveRTCP(
        _ datagram: inout MutableSpan<UInt8>, length: Int, _ leg: Leg, on path: PathDescription,
        at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {
        guard leg.isEstablished else { return leg.count(.beforeEstablished) }
        let plain: Int
        do {
            plain = try leg.transport.unprotectRTCP(&datagram, length: length)
        } catch .replayed where leg.fixed?.duplicates ?? false {
            return leg.count(.duplicateByDesign)
        } catch {
            return leg.count(Self.reason(error))
        }
        guard plain <= length else { return leg.count(.malformedRTCP) }
        takeRTCP(
            datagram.span.extracting(0..<plain), leg, Arrival(path: path, bytes: length, at: now),
            into: &batch)
    }

    /// Takes an authentic RTCP compound, decrypted.
    mutating func takeRTCP(
        _ packet: Span<UInt8>, _ leg: Leg, _ arrival: Arrival, into batch: inout TransmitBatch
    ) {
        let (path, now) = (arrival.path, arrival.at)
        heard(leg, on: path, bytes: arrival.bytes, isMedia: false, at: now)
        var walker = RTCPWalker()
        var hasReport = false
        // What comes over a trunk belongs to the participant beyond it.
        var reporter: ParticipantID? = leg.trunk == nil ? leg.participant : nil
        var repeats = Self.retransmissionsPerDatagram
        while let part = walker.next(in: packet) {
            switch part.kind {
            case RTCPWalker.Kind.senderReport:
                hasReport = true
                if let report = SenderReport(packet, part) {
                    take(report, leg, at: now, into: &batch)
                    reporter = reporter ?? leg.streams.first { $0.ssrc == report.ssrc }?.source.participant
                }
                takeBlocks(packet, part, leg, at: now)
            case RTCPWalker.Kind.receiverReport:
                takeBlocks(packet, part, leg, at: now)
            case RTCPWalker.Kind.bye:
                for index in 0..<part.count {
                    guard let ssrc = Goodbye.ssrc(packet, part, index: index) else { break }
                    takeGoodbye(ssrc, leg, at: now)
                }
            case RTCPWalker.Kind.application where leg.trunk != nil:
                if let message = TrunkMessage(packet, part) {
                    takeTrunkMessage(message, leg, at: now, into: &batch)
                }
            case RTCPWalker.Kind.transportFeedback, RTCPWalker.Kind.payloadFeedback:
                if let head = FeedbackHead(packet, part) {
                    takeFeedback(packet, head, leg, &repeats, at: now, into: &batch)
                }
            default:
                break
            }
        }
        if walker.isMalformed { leg.count(.malformedRTCP) }
        if hasReport, let reporter {
            let captured = leg.room.tap.capture(
                packet, kind: .rtcp, from: reporter, on: path.link, at: now)
            if !captured { leg.count(.tapFull) }
        }
        serveKeyframes(leg.room, at: now, into: &batch)
    }

    /// A publisher's SR goes on to every listener at once, translated to its slot, so that lips and sound agree.
    private mutating func take(
        _ report: SenderReport, _ leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {
        guard let source = leg.sources.first(where: { $0.ssrc == report.ssrc }) else { return }
        source.lastReport = (report, now)
        for listener in leg.room.legs where listener !== leg && listener.isEstablished {
            guard let slot = listener.slots.first(where: { $0.source === source }), slot.isRunning else {
                continue
            }
            sendReport(report, to: slot, of: listener, into: &batch)
        }
    }

    /// The publisher's NTP time stays: only the relation between its own streams matters to the player.
    mutating func sendReport(
        _ report: SenderReport, to slot: ListenerSlot, of listener: Leg, into batch: inout TransmitBatch
    ) {
        let mapped = SenderReport(
            ssrc: slot.plan.ssrc, ntp: report.ntp, timestamp: slot.mapped(timestamp: report.timestamp),
            packets: slot.packets, octets: slot.octets)
        sendRTCP(listener, into: &batch) { packet in
            guard mapped.write(at: 0, into: &packet) else { return nil }
            guard
                let names = SourceDescription.write(
                    ssrc: slot.plan.ssrc, canonicalName: listener.configuration.plan.canonicalName,
                    at: SenderReport.bytes, into: &packet)
            else { return nil }
            return SenderReport.bytes &+ names
        }
    }

    private mutating func takeBlocks(
        _ packet: Span<UInt8>, _ part: RTCPWalker.Part, _ leg: Leg, at now: MonotonicInstant
    ) {
        leg.breaker.heard(at: now)
        for index in 0..<part.count {
            guard let block = ReportBlock(packet, part, index: index) else {
                return leg.count(.malformedRTCP)
            }
            guard let slot = leg.slots.first(where: { $0.plan.ssrc == block.ssrc }) else { continue }
            slot.fractionLost = block.fractionLost
            if slot.plan.kind == .video { watch(block, slot, leg, at: now) }
        }
    }

    private mutating func takeGoodbye(_ ssrc: UInt32, _ leg: Leg, at now: MonotonicInstant) {
        guard let source = leg.sources.first(where: { $0.ssrc == ssrc }) else { return }
        deactivate(source, of: leg, at: now)
    }

    private mutating func takeFeedback(
        _ packet: Span<UInt8>, _ head: FeedbackHead, _ leg: Leg, _ repeats: inout Int,
        at now: MonotonicInstant,
        into batch: inout TransmitBatch
    ) {
        switch head.format {
        case .nack:
            leg.statistics.nacksReceived &+= 1
            takeNACK(packet, head, leg, &repeats, at: now, into: &batch)
        case .pictureLoss:
            leg.slots.first { $0.plan.ssrc == head.media }?.source?.wantKeyframe()
        case .fullIntra:
            var index = 0
            while let target = KeyframeRequest.fullIntraTarget(packet, head, index: index) {
                leg.slots.first { $0.plan.ssrc == target.ssrc }?.source?.wantKeyframe()
                index += 1
            }
        case .transportWide:
            takeTransportFeedback(packet, head, leg, at: now)
        case .bitrate, .other:
            break
        }
    }

    private mutating func takeNACK(
        _ packet: Span<UInt8>, _ head: FeedbackHead, _ leg: Leg, _ repeats: inout Int,
        at now: MonotonicInstant,
        into batch: inout TransmitBatch
    ) {
        guard let slot = leg.slots.first(where: { $0.plan.ssrc == head.media }),
            slot.repairNow != nil || slot.repeatsSound
        else { return }
        var entry = 0
        while let (first, following) = GenericNACK.entry(packet, head, index: entry) {
            entry += 1
            answerNACK(first, slot, leg, &repeats, at: now, into: &batch)
            for bit in 0..<UInt16(16) where following & 1 << bit != 0 {
                answerNACK(first &+ bit &+ 1, slot, leg, &repeats, at: now, into: &batch)
            }
        }
    }

    private mutating func answerNACK(
        _ sequence: UInt16, _ slot: ListenerSlot, _ leg: Leg, _ repeats: inout Int, at now: MonotonicInstant,
        into batch: inout TransmitBatch
    ) {
        guard repeats > 0 else { return }
        if slot.repeatsSound { return repeatSound(sequence, slot, leg, &repeats, at: now, into: &batch) }
        guard let origin = slot.origin(of: sequence) else { return }
        guard origin.source.cache?.contains(origin.index) ?? false, leg.mayRetransmit(at: now) else {
            return leg.count(.cacheMiss)
        }
        repeats -= 1
        passRepair(origin, to: slot, of: leg, at: now, into: &batch)
    }

    /// The identical packet once more; sound does not wait for the pacer.
    private mutating func repeatSound(
        _ sequence: UInt16, _ slot: ListenerSlot, _ leg: Leg, _ repeats: inout Int, at now: MonotonicInstant,
        into batch: inout TransmitBatch
    ) {
        guard slot.sound.contains(sequence), leg.mayRetransmit(at: now) else { return leg.count(.cacheMiss) }
        repeats -= 1
        guard let bytes = sendProtected(leg, into: &batch, { slot.sound.write(sequence, into: &$0) }) else {
            return
        }
        leg.statistics.retransmitted &+= 1
        leg.statistics.packetsOut &+= 1
        leg.statistics.bytesOut &+= UInt64(bytes)
        leg.congestion?.pacer.sent(bytes: bytes)
    }

    // MARK: Keyframes

    /// Sends the keyframe requests that are due to the publishers of a room.
    mutating func serveKeyframes(_ room: Room, at now: MonotonicInstant, into batch: inout TransmitBatch) {
        for leg in room.legs { serveKeyframes(leg, at: now, into: &batch) }
    }

    mutating func serveKeyframes(_ leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch) {
        guard leg.isEstablished else { return }
        for stream in leg.streams where !stream.isRepair {
            guard stream.source.takeKeyframeRequest(at: now) else { continue }
            leg.statistics.keyframesAsked &+= 1
            sendRTCP(leg, into: &batch) { packet in
                KeyframeRequest.writePictureLoss(
                    sender: leg.configuration.plan.reportSSRC, media: stream.ssrc, at: 0, into: &packet)
            }
        }
    }
}
