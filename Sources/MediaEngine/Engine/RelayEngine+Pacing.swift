import Wire

extension RelayEngine {
    /// Sends a packet to a slot, or holds it back until the path has room for it.
    mutating func pass(
        _ packet: Span<UInt8>, _ media: MediaPacket, to slot: ListenerSlot, of listener: Leg,
        mapping: SlotMapping, at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {
        if slot.plan.kind == .video, let congestion = listener.congestion,
            !congestion.pacer.mayPassVideo(at: now)
        {
            return hold(media, for: slot, of: listener, congestion, mapping: mapping, at: now)
        }
        send(packet, media, to: slot, of: listener, mapping: mapping, at: now, into: &batch)
    }

    private mutating func hold(
        _ media: MediaPacket, for slot: ListenerSlot, of listener: Leg, _ congestion: LegCongestion,
        mapping: SlotMapping, at now: MonotonicInstant
    ) {
        guard let source = slot.source, let place = listener.slots.firstIndex(where: { $0 === slot }) else {
            return
        }
        let held = Pacer.Held(slot: place, source: source, index: media.index, mapping: mapping, since: now)
        // Too many wait, or too long: what is oldest would come too late to be shown.
        let isLate =
            congestion.pacer.video.oldest.map { now.since($0.since) > EngineTimes.paceLimit } ?? false
        if isLate || !congestion.pacer.hold(held, isRepair: false) {
            if let oldest = congestion.pacer.video.oldest { shed(oldest.slot, of: listener, congestion) }
            if slot.isRunning { _ = congestion.pacer.hold(held, isRepair: false) }
        }
        reschedule(listener)
    }

    /// Drops what waits for a slot. Its numbers are given again, so that the listener misses nothing; its picture goes
    /// on with the next keyframe.
    private mutating func shed(_ place: Int, of listener: Leg, _ congestion: LegCongestion) {
        let before = congestion.pacer.video.count
        congestion.pacer.removeVideo(of: place)
        listener.statistics.drops[.paceLimit] &+= UInt64(before - congestion.pacer.video.count)
        let slot = listener.slots[place]
        slot.interrupt()
        slot.source?.wantKeyframe()
    }

    /// Repeats a packet at once, or in its turn.
    mutating func passRepair(
        _ origin: ListenerSlot.Origin, to slot: ListenerSlot, of listener: Leg, at now: MonotonicInstant,
        into batch: inout TransmitBatch
    ) {
        if let congestion = listener.congestion, !congestion.pacer.mayPassRepair(at: now) {
            guard let place = listener.slots.firstIndex(where: { $0 === slot }) else { return }
            let held = Pacer.Held(
                slot: place, source: origin.source, index: origin.index, mapping: origin.mapping, since: now)
            // On a full path a repair later only adds to what fills it.
            if congestion.isFull || !congestion.pacer.hold(held, isRepair: true) {
                listener.count(.paceLimit)
            }
            return reschedule(listener)
        }
        _ = origin.source.cache?.withPacket(origin.index) { stored in
            _ = retransmit(
                stored, to: slot, of: listener, mapping: origin.mapping, index: origin.index, at: now,
                into: &batch)
        }
    }

    /// Sends what has waited long enough, and the probe that runs.
    mutating func runPacer(_ leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch) {
        guard let congestion = leg.congestion, leg.isEstablished else { return }
        var left = EngineLimits.pacedAtOnce
        while left > 0, !congestion.pacer.isEmpty, congestion.pacer.hasBudget(at: now),
            let (held, isRepair) = congestion.pacer.next()
        {
            left -= 1
            release(held, isRepair: isRepair, to: leg, at: now, into: &batch)
        }
        while congestion.probe.isDue(at: now) {
            sendProbe(leg, congestion, at: now, into: &batch)
        }
    }

    private mutating func release(
        _ held: Pacer.Held, isRepair: Bool, to leg: Leg, at now: MonotonicInstant,
        into batch: inout TransmitBatch
    ) {
        let slot = leg.slots[held.slot]
        guard slot.publication === held.source.publication,
            !isRepair || now.since(held.since) < EngineTimes.repairLimit
        else { return leg.count(.paceLimit) }
        let found: Void? = held.source.cache?.withPacket(held.index) { stored in
            if isRepair {
                _ = retransmit(
                    stored, to: slot, of: leg, mapping: held.mapping, index: held.index, at: now,
                    into: &batch)
            } else if let header = RTPHeader(stored) {
                var media = MediaPacket(header: header, index: held.index)
                if held.source.codec == .vp8 {
                    media.vp8 = VP8Payload(stored, payload: header.payloadRange)
                }
                send(stored, media, to: slot, of: leg, mapping: held.mapping, at: now, into: &batch)
            }
        }
        if found == nil { leg.count(.cacheMiss) }
    }

    // MARK: Probing

    mutating func beginProbe(_ leg: Leg, rate: Double, at now: MonotonicInstant) {
        guard let congestion = leg.congestion else { return }
        let bytes = congestion.probe.begin(rate: rate, at: now)
        congestion.estimator.beginProbe(congestion.probe.cluster, bytes: bytes)
        reschedule(leg)
    }

    /// One packet of a probe: a repeat of something sent lately, which helps where the first was lost; else padding.
    private mutating func sendProbe(
        _ leg: Leg, _ congestion: LegCongestion, at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {
        let cluster = congestion.probe.cluster
        var slot: ListenerSlot?
        for candidate in leg.slots where candidate.plan.kind == .video && candidate.repairNow != nil {
            if slot == nil || candidate.isRunning { slot = candidate }
            if candidate.isRunning { break }
        }
        guard let slot else { return congestion.probe.abandon() }
        var bytes: Int?
        if slot.isRunning, let origin = slot.recent(congestion.probe.packetsSent % 12) {
            let sent = origin.source.cache?.withPacket(origin.index) { stored in
                retransmit(
                    stored, to: slot, of: leg, mapping: origin.mapping, index: origin.index,
                    probe: cluster, at: now, into: &batch)
            }
            bytes = sent ?? nil
        }
        bytes = bytes ?? sendPadding(slot, leg, cluster: cluster, at: now, into: &batch)
        guard let bytes else { return congestion.probe.abandon() }
        congestion.probe.sent(bytes: bytes)
    }
}
