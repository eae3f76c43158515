import Wire

/// An authenticated packet on its way through: its header, its place in its stream, and what its extensions say.
struct MediaPacket {
    var header: RTPHeader
    /// Sequence number extended to 64 bits.
    var index: UInt64
    var startsKeyframe = false
    var vp8: VP8Payload?
    /// The byte of the audio level extension, with its voice flag (RFC 6464 §3).
    var audioLevel: UInt8?
}

/// Where and when an authentic datagram came in.
struct Arrival {
    var path: PathDescription
    /// Protected length.
    var bytes: Int
    var at: MonotonicInstant
}

extension RelayEngine {
    mutating func receiveRTP(
        _ datagram: inout MutableSpan<UInt8>, length: Int, _ leg: Leg, on path: PathDescription,
        at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {
        guard leg.isEstablished else { return leg.count(.beforeEstablished) }
        let plain: Int
        do {
            plain = try leg.transport.unprotectRTP(&datagram, length: length)
        } catch .replayed {
            return noteRepeated(datagram.span.extracting(0..<length), leg, on: path, at: now)
        } catch {
            return leg.count(Self.reason(error))
        }
        guard plain <= length else { return leg.count(.malformedRTP) }
        takeRTP(
            &datagram, length: plain, leg, Arrival(path: path, bytes: length, at: now), into: &batch)
    }

    /// Takes an authentic RTP packet, decrypted.
    mutating func takeRTP(
        _ datagram: inout MutableSpan<UInt8>, length: Int, _ leg: Leg, _ arrival: Arrival,
        into batch: inout TransmitBatch
    ) {
        let (path, now) = (arrival.path, arrival.at)
        var plain = length
        guard var header = RTPHeader(datagram.span.extracting(0..<plain)) else {
            return leg.count(.malformedRTP)
        }
        heard(leg, on: path, bytes: arrival.bytes, isMedia: true, at: now)
        let marks = readExtensions(datagram.span.extracting(0..<plain), header, leg, at: now)
        guard let stream = resolve(header, marks, leg, at: now) else {
            return leg.count(.unknownSource)
        }
        if stream.isRepair {
            guard let restored = Self.restore(&datagram, length: plain, header, to: stream.source) else {
                return leg.count(.emptyRepair)
            }
            plain = restored.length
            header = restored.header
        }
        let source = stream.source
        let index = source.unwrapper.unwrap(header.sequence)
        switch source.window.insert(index) {
        case .new: source.copies?.first(index, at: now)
        case .duplicate: return leg.count(.duplicate)
        case .tooOld: return leg.count(.tooOld)
        }
        let packet = datagram.span.extracting(0..<plain)
        var media = MediaPacket(header: header, index: index, audioLevel: marks.audioLevel)
        note(&media, packet, source, isRepair: stream.isRepair, leg, at: now)
        let captured = leg.room.tap.capture(
            packet, kind: .rtp, from: source.participant, on: path.link, at: now)
        if !captured { leg.count(.tapFull) }
        activate(source, of: leg, at: now)
        hear(marks.audioLevel, source, leg, at: now)
        fanOut(packet, media, source, leg, at: now, into: &batch)
        // Those who were waiting have it now.
        if media.startsKeyframe { source.keyframeArrived() }
        if source.needsKeyframe { serveKeyframes(leg, at: now, into: &batch) }
    }

    static func reason(_ failure: ProtectionFailure) -> DropReason {
        switch failure {
        case .replayed: .replayed
        case .noRoom: .noRoomForCipher
        case .noKeys: .beforeEstablished
        case .tooShort, .authentication, .internalFault: .authentication
        }
    }

    /// Something of the leg has authenticated on `path`.
    mutating func heard(
        _ leg: Leg, on path: PathDescription, bytes: Int, isMedia: Bool, at now: MonotonicInstant
    ) {
        if leg.isFixed {
            // The slower link's copies are on their way again: gaps may close by themselves.
            if leg.fixed?.heard(on: path.link, isMedia: isMedia, at: now) == true {
                reviewPatience(leg, at: now)
            }
        } else {
            leg.ice.heardMedia(on: path, at: now)
        }
        heard(path.link, at: now)
        leg.lastHeardAt = now
        leg.statistics.packetsIn &+= 1
        leg.statistics.bytesIn &+= UInt64(bytes)
        if leg.isLost {
            leg.isLost = false
            events.append(.mediaResumed(leg.session))
        }
        // It was idle: from now on its silence is watched closely.
        if !leg.isFixed, leg.nextWatchAt > now.advanced(nanoseconds: EngineTimes.closeWatch) {
            leg.nextWatchAt = now.advanced(nanoseconds: EngineTimes.closeWatch / 4)
            reschedule(leg)
        }
    }

    /// What a packet's extensions say.
    struct Marks {
        /// Place in `answer.published` that the mid names.
        var line: Int?
        var audioLevel: UInt8?
        /// Names of simulcast encodings (RFC 8852); ours are one letter.
        var rid: UInt8?
        var repairedRid: UInt8?
    }

    private mutating func readExtensions(
        _ packet: Span<UInt8>, _ header: RTPHeader, _ leg: Leg, at now: MonotonicInstant
    ) -> Marks {
        var marks = Marks()
        guard header.extensionProfile != nil else { return marks }
        let ids = leg.extensions
        var walker = RTPExtensionWalker(header)
        while let element = walker.next(in: packet) {
            if element.id == ids.transportSequence, element.range.count == 2 {
                leg.arrivals.record(packet.u16(element.range.lowerBound), at: now)
            } else if element.id == ids.audioLevel, element.range.count == 1 {
                marks.audioLevel = packet[element.range.lowerBound]
            } else if element.id == ids.mid {
                marks.line = Self.line(named: element.range, in: packet, leg)
            } else if element.id == ids.streamID, element.range.count == 1 {
                marks.rid = packet[element.range.lowerBound]
            } else if element.id == ids.repairedStreamID, element.range.count == 1 {
                marks.repairedRid = packet[element.range.lowerBound]
            }
        }
        return marks
    }

    private static func line(named mid: Range<Int>, in packet: Span<UInt8>, _ leg: Leg) -> Int? {
        guard let published = leg.answer?.published else { return nil }
        for index in published.indices where published[index].mid.count == mid.count {
            var offset = 0
            while offset < mid.count, published[index].mid[offset] == packet[mid.lowerBound &+ offset] {
                offset &+= 1
            }
            if offset == mid.count { return index }
        }
        return nil
    }

    /// The stream an SSRC belongs to. A new SSRC is taken from the answer or from the mid extension (RFC 9143 §9.2).
    private mutating func resolve(
        _ header: RTPHeader, _ marks: Marks, _ leg: Leg, at now: MonotonicInstant
    ) -> Leg.Stream? {
        if let known = leg.streams.first(where: { $0.ssrc == header.ssrc }) {
            return known.payloadType == header.payloadType ? known : nil
        }
        guard let answer = leg.answer else { return nil }
        let bySSRC = answer.published.first { $0.ssrc == header.ssrc || $0.repairSSRC == header.ssrc }
        guard
            let published = bySSRC ?? marks.line.map({ answer.published[$0] })
                ?? answer.published(as: header.payloadType)
        else { return nil }
        let isRepair = header.payloadType == published.repairPayloadType
        // A simulcast encoding is known by its name alone, until the name has been seen with its SSRC.
        guard let layer = published.layer(of: isRepair ? marks.repairedRid : marks.rid) else { return nil }
        let publication = leg.publication(published)
        let existing = publication.encodings.first { $0.layer == layer }
        if header.payloadType == published.payloadType {
            if let existing { retire(existing, of: leg, at: now) }
            let source = SourceStream(
                publication, published: published, layer: layer, ssrc: header.ssrc,
                hasCopies: leg.fixed?.duplicates ?? false, at: now)
            if let fixed = leg.fixed { source.missing.patience = fixed.patience(at: now) }
            publication.add(source)
            leg.streams.append(
                .init(ssrc: header.ssrc, source: source, isRepair: false, payloadType: header.payloadType))
            return leg.streams.last
        }
        guard isRepair, let existing else { return nil }
        leg.streams.removeAll { $0.isRepair && $0.source === existing }
        leg.streams.append(
            .init(ssrc: header.ssrc, source: existing, isRepair: true, payloadType: header.payloadType))
        return leg.streams.last
    }

    /// Turns an RTX packet into the packet it repeats, in place (RFC 4588 §4). nil for one that carries only padding.
    private static func restore(
        _ datagram: inout MutableSpan<UInt8>, length: Int, _ header: RTPHeader, to source: SourceStream
    ) -> (length: Int, header: RTPHeader)? {
        let payload = header.payloadRange
        guard payload.count >= 2 else { return nil }
        let sequence = datagram.span.u16(payload.lowerBound)
        var index = payload.lowerBound
        while index &+ 2 < payload.upperBound {
            datagram[index] = datagram[index &+ 2]
            index &+= 1
        }
        datagram[0] &= ~0x20  // the padding, if any, is gone
        RTPHeader.rewrite(
            &datagram, payloadType: source.payloadType, sequence: sequence, ssrc: source.ssrc)
        let plain = payload.upperBound &- 2
        guard let restored = RTPHeader(datagram.span.extracting(0..<plain)) else { return nil }
        return (plain, restored)
    }

    /// Keeps the source's books: statistics, gaps, cache, keyframes.
    private mutating func note(
        _ media: inout MediaPacket, _ packet: Span<UInt8>, _ source: SourceStream, isRepair: Bool, _ leg: Leg,
        at now: MonotonicInstant
    ) {
        source.lastPacketAt = now
        source.meter.add(payloadBytes: media.header.payloadRange.count, at: now)
        if !isRepair {
            source.reception.arrived(media.index, timestamp: media.header.timestamp, at: now)
        }
        if source.isRepaired {
            switch source.missing.arrived(media.index, at: now) {
            case .none: break
            case .tooWide: source.wantKeyframe()
            case .tracked: expectRepair(leg, source.missing.nextAt)
            }
        }
        source.cache?.store(packet, index: media.index, at: now)
        let payload = media.header.payloadRange
        switch source.codec {
        case .vp8:
            let descriptor = VP8Payload(packet, payload: payload)
            media.startsKeyframe = descriptor?.isKeyframe ?? false
            media.vp8 = descriptor
        case .h264:
            media.startsKeyframe = H264Payload(packet, payload: payload)?.startsKeyframe ?? false
        case .opus, .pcmu, .pcma:
            return
        }
        if media.startsKeyframe {
            source.keyframeArrived()
            source.lastKeyframeAt = now
        }
    }

    /// Packets are missing, to be asked for at `instant`.
    private mutating func expectRepair(_ leg: Leg, _ instant: MonotonicInstant?) {
        leg.expectRepair(at: instant)
        expedite(leg, instant)
    }

    /// The leg is watched not after `instant`.
    mutating func expedite(_ leg: Leg, _ instant: MonotonicInstant?) {
        guard let instant, instant < leg.nextWatchAt else { return }
        leg.nextWatchAt = instant
        reschedule(leg)
    }

    private mutating func hear(_ level: UInt8?, _ source: SourceStream, _ leg: Leg, at now: MonotonicInstant)
    {
        guard source.kind == .microphone, let level else { return }
        guard let speaks = source.speech.hear(level: level & 0x7F, at: now) else { return }
        events.append(.speaking(leg.room.id, source.participant, speaks))
        if speaks { giveSlots(toSpeaker: source, of: leg, at: now) }
    }
}
