import Wire

extension RelayEngine {
    /// Sends a packet to every listener of the room that has a slot for its source.
    mutating func fanOut(
        _ packet: Span<UInt8>, _ media: MediaPacket, _ source: SourceStream, _ owner: Leg,
        at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {
        for listener in owner.room.legs where listener !== owner && listener.isEstablished {
            guard let slot = listener.slot(for: source) else {
                if !listener.isTrunk { listener.count(.noSlot) }
                continue
            }
            // The other node hears of a new stream before its first packet.
            if listener.isTrunk, let due = listener.trunk?.nextRepeatAt, due <= now {
                repeatAnnouncements(listener, at: now, into: &batch)
            }
            switch slot.admit(media, of: source, at: now) {
            case .drop(.otherEncoding):
                break  // of several encodings a listener gets one
            case .drop(let reason):
                listener.count(reason)
                if reason == .awaitingKeyframe { source.wantKeyframe() }
            case .forward(let startsRun):
                pass(
                    packet, media, to: slot, of: listener, mapping: slot.mapping, at: now, into: &batch)
                if startsRun, let last = source.lastReport {
                    sendReport(last.report, to: slot, of: listener, into: &batch)
                }
            }
        }
    }

    /// Sends a packet to a slot at once.
    mutating func send(
        _ packet: Span<UInt8>, _ media: MediaPacket, to slot: ListenerSlot, of listener: Leg,
        mapping: SlotMapping, at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {
        guard let payloadType = slot.payloadType else { return listener.count(.noSlot) }
        let header = media.header
        let out = mapping.out(media.index)
        let kind: SentPacketLog.Kind = slot.plan.kind == .audio ? .audio : .video
        let sent = sendRTP(listener, kind, isKept: slot.repeatsSound, at: now, into: &batch) { slab in
            guard
                let start = Self.writeHead(
                    &slab, slot, listener, audioLevel: media.audioLevel, marker: header.marker,
                    payloadType: payloadType, sequence: UInt16(truncatingIfNeeded: out),
                    timestamp: header.timestamp &+ mapping.timestamp, ssrc: slot.plan.ssrc)
            else { return nil }
            let count = header.payloadRange.count
            guard slab.copy(packet, from: header.payloadRange.lowerBound, count: count, to: start) else {
                return nil
            }
            if let payload = media.vp8 { Self.shift(&slab, payload, at: start, by: mapping.picture) }
            return start &+ count
        }
        guard sent != nil else { return }
        slot.sent(out, payloadBytes: header.payloadRange.count)
        if slot.repeatsSound {
            // The batch's newest datagram is this packet, or its copy for another path.
            let entry = batch[batch.count &- 1]
            batch.withSlab { slab in
                slot.sound.keep(
                    slab.extracting(entry.offset..<entry.offset &+ entry.length),
                    sequence: UInt16(truncatingIfNeeded: out))
            }
        }
    }

    /// Repeats a packet in the slot's RTX stream (RFC 4588 §4): the original sequence number, then the payload.
    mutating func retransmit(
        _ packet: Span<UInt8>, to slot: ListenerSlot, of listener: Leg, mapping: SlotMapping,
        index: UInt64, probe cluster: UInt8 = 0, at now: MonotonicInstant, into batch: inout TransmitBatch
    ) -> Int? {
        guard let codec = slot.publication?.codec, let payloadType = slot.formats.repair(of: codec),
            let header = RTPHeader(packet)
        else { return nil }
        let kind: SentPacketLog.Kind = cluster == 0 ? .repair : .probe
        let sequence = slot.nextRepairSequence()
        let sent = sendRTP(listener, kind, cluster: cluster, at: now, into: &batch) { out in
            guard
                let start = Self.writeHead(
                    &out, slot, listener, audioLevel: nil, marker: header.marker, payloadType: payloadType,
                    sequence: sequence, timestamp: header.timestamp &+ mapping.timestamp,
                    ssrc: slot.plan.repairSSRC)
            else { return nil }
            let count = header.payloadRange.count
            guard
                start &+ 2 <= out.count,
                out.copy(packet, from: header.payloadRange.lowerBound, count: count, to: start &+ 2)
            else { return nil }
            out.store(UInt16(truncatingIfNeeded: mapping.out(index)), at: start)
            if !mapping.picture.isNone, let payload = VP8Payload(packet, payload: header.payloadRange) {
                Self.shift(&out, payload, at: start &+ 2, by: mapping.picture)
            }
            return start &+ 2 &+ count
        }
        if sent != nil, cluster == 0 { listener.statistics.retransmitted &+= 1 }
        return sent
    }

    /// A packet of the slot's RTX stream with nothing but padding (RFC 3550 §5.1), to fill a probe.
    mutating func sendPadding(
        _ slot: ListenerSlot, _ listener: Leg, cluster: UInt8, at now: MonotonicInstant,
        into batch: inout TransmitBatch
    ) -> Int? {
        guard let payloadType = slot.repairNow else { return nil }
        let sequence = slot.nextRepairSequence()
        return sendRTP(listener, .probe, cluster: cluster, at: now, into: &batch) { out in
            guard
                let start = Self.writeHead(
                    &out, slot, listener, audioLevel: nil, marker: false, payloadType: payloadType,
                    sequence: sequence, timestamp: slot.lastTimestamp, ssrc: slot.plan.repairSSRC),
                start &+ Self.paddingBytes <= out.count
            else { return nil }
            for offset in 0..<Self.paddingBytes &- 1 { out[start &+ offset] = 0 }
            out[start &+ Self.paddingBytes &- 1] = UInt8(Self.paddingBytes)
            out[0] |= 0x20
            return start &+ Self.paddingBytes
        }
    }

    /// The most one packet may carry.
    private static var paddingBytes: Int { 255 }

    private static func shift(
        _ out: inout MutableSpan<UInt8>, _ payload: VP8Payload, at start: Int, by shift: VP8Shift
    ) {
        guard !shift.isNone else { return }
        payload.shift(
            &out, at: start, pictureID: shift.pictureID, levelZeroIndex: shift.levelZeroIndex,
            keyIndex: shift.keyIndex)
    }

    /// Writes a whole new header with the listener's own extensions; gives where the payload starts.
    private static func writeHead(
        _ out: inout MutableSpan<UInt8>, _ slot: ListenerSlot, _ listener: Leg, audioLevel: UInt8?,
        marker: Bool,
        payloadType: UInt8, sequence: UInt16, timestamp: UInt32, ssrc: UInt32
    ) -> Int? {
        let ids = listener.extensions
        let first = RTPHeader.fixedBytes &+ 4
        guard out.count >= first &+ 32 else { return nil }
        var next = first
        // One-byte elements: id in the upper half, length minus one in the lower (RFC 8285 §4.2).
        if let id = ids.mid {
            out[next] = id << 4 | UInt8(truncatingIfNeeded: slot.mid.count &- 1)
            out.copy(slot.mid, to: next &+ 1)
            next &+= 1 &+ slot.mid.count
        }
        if let id = ids.transportSequence, let congestion = listener.congestion {
            out[next] = id << 4 | 1
            out.store(congestion.sent.nextSequence, at: next &+ 1)
            next &+= 3
        }
        if let id = ids.audioLevel, let audioLevel {
            out[next] = id << 4
            out[next &+ 1] = audioLevel
            next &+= 2
        }
        let hasExtension = next > first
        RTPHeader.write(
            into: &out, hasExtension: hasExtension, marker: marker, payloadType: payloadType,
            sequence: sequence,
            timestamp: timestamp, ssrc: ssrc)
        guard hasExtension else { return RTPHeader.fixedBytes }
        let end = first &+ (next &- first &+ 3) & ~3
        while next < end {
            out[next] = 0
            next &+= 1
        }
        out.store(RTPExtensionWalker.oneByteProfile, at: RTPHeader.fixedBytes)
        out.store(UInt16(truncatingIfNeeded: (end &- first) / 4), at: RTPHeader.fixedBytes &+ 2)
        return end
    }

    /// Protects and sends one RTP packet. `isKept`: its bytes are read before the batch leaves.
    private mutating func sendRTP(
        _ leg: Leg, _ kind: SentPacketLog.Kind, cluster: UInt8 = 0, isKept: Bool = false,
        at now: MonotonicInstant, into batch: inout TransmitBatch,
        _ build: (inout MutableSpan<UInt8>) -> Int?
    ) -> Int? {
        let owingTag = batch.mayOweTags && !isKept
        let bytes = sendProtected(leg, isAudio: kind == .audio, into: &batch) { slot in
            guard let length = build(&slot), length &+ ProtectionLimit.trailerBytes <= slot.count else {
                return nil
            }
            return try? leg.transport.protectRTP(&slot, length: length, owingTag: owingTag)
        }
        guard let bytes else { return nil }
        if let congestion = leg.congestion {
            congestion.sent.record(bytes: bytes, kind: kind, cluster: cluster, at: now)
            if kind != .probe { congestion.pacer.sent(bytes: bytes) }
        }
        leg.statistics.packetsOut &+= 1
        leg.statistics.bytesOut &+= UInt64(bytes)
        return bytes
    }

    /// Sends what `seal` writes on the leg's path, or on `path` alone; on a leg that duplicates, the same bytes on
    /// every path it has, dead ones too. Gives the protected length.
    mutating func sendProtected(
        _ leg: Leg, on path: PathDescription? = nil, isAudio: Bool = false, into batch: inout TransmitBatch,
        _ seal: (inout MutableSpan<UInt8>) -> Int?
    ) -> Int? {
        guard leg.isEstablished else {
            leg.count(.beforeEstablished)
            return nil
        }
        // A browser sends where it last received: the path preferred for its uplink gets its copy last.
        let standby = path == nil && isAudio && !leg.isFixed ? leg.ice.standbyPath : nil
        guard let first = path ?? standby ?? leg.sendingPath else {
            leg.count(.noPath)
            return nil
        }
        guard batch.count < batch.capacity else {
            leg.count(.batchFull)
            return nil
        }
        guard batch.append(to: first.remote, on: first.link, seal) else {
            leg.count(.protectionFailed)
            return nil
        }
        let original = batch.count &- 1
        let bytes = batch[original].length
        if standby != nil, let last = leg.sendingPath {
            if !batch.appendCopy(of: original, to: last.remote, on: last.link) { leg.count(.batchFull) }
            leg.statistics.duplicatesOut &+= 1
        }
        guard path == nil, leg.duplicates, let fixed = leg.fixed else { return bytes }
        for index in fixed.paths.indices.dropFirst() {
            let other = fixed.paths[index].path
            if !batch.appendCopy(of: original, to: other.remote, on: other.link) { leg.count(.batchFull) }
        }
        return bytes
    }
}
