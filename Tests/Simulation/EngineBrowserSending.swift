import MediaEngine
import Wire

extension SimulatedBrowser {
    func sendMedia(at now: MonotonicInstant) {
        if nextAudioAt <= now {
            nextAudioAt = nextAudioAt.advanced(by: media.audioInterval)
            if let index = sources.firstIndex(where: { $0.published.source == .microphone }),
                !silenced.contains(.microphone)
            {
                stamp(index, at: now)
                sendPacket(index, isKeyframe: false, startsFrame: false, marker: false, at: now)
            }
        }
        if nextFrameAt <= now {
            nextFrameAt = nextFrameAt.advanced(by: media.frameInterval)
            for index in sources.indices where sources[index].published.source != .microphone {
                let source = sources[index]
                guard !silenced.contains(source.published.source) else { continue }
                if source.rid != nil, silencedLayers.contains(source.layer) { continue }
                sendFrame(index, at: now)
            }
        }
        if nextReportAt <= now {
            nextReportAt = now.advanced(by: .seconds(1))
            for source in sources {
                let seconds = now.nanoseconds / 1_000_000_000
                let fraction = ((now.nanoseconds % 1_000_000_000) << 32) / 1_000_000_000
                let report = SenderReport(
                    ssrc: source.ssrc, ntp: seconds << 32 | fraction, timestamp: source.clock(at: now),
                    packets: 1, octets: 1)
                sendRTCP { report.write(at: 0, into: &$0) ? SenderReport.bytes : nil }
            }
        }
    }

    /// Sends one packet of sound with exactly this payload, beside what the microphone sends by itself.
    package func say(_ payload: [UInt8], marker: Bool = false, timestamp: UInt32) {
        guard connected, let index = sources.firstIndex(where: { $0.published.source == .microphone }) else {
            return
        }
        sources[index].sequence += 1
        sources[index].timestamp = timestamp
        let source = sources[index]
        writeRTP(
            ssrc: source.ssrc, payloadType: source.published.payloadType,
            sequence: UInt16(truncatingIfNeeded: source.sequence), timestamp: timestamp, marker: marker,
            mid: source.published.source.rawValue, payload: payload)
    }

    private func stamp(_ index: Int, at now: MonotonicInstant) {
        sources[index].timestamp = sources[index].clock(at: now)
    }

    private func sendFrame(_ index: Int, at now: MonotonicInstant) {
        let isKeyframe = sources[index].wantsKeyframe
        sources[index].wantsKeyframe = false
        sources[index].pictureID = (sources[index].pictureID &+ 1) & 0x7FFF
        if isKeyframe {
            sources[index].keyIndex &+= 1
            keyframesSent[sources[index].layer, default: []].append(now)
        }
        stamp(index, at: now)
        let count = sources[index].packetsPerFrame
        for number in 0..<count {
            sendPacket(
                index, isKeyframe: isKeyframe, startsFrame: number == 0, marker: number == count - 1, at: now)
        }
    }

    private func sendPacket(
        _ index: Int, isKeyframe: Bool, startsFrame: Bool, marker: Bool, at now: MonotonicInstant
    ) {
        let source = sources[index]
        let payload = SimulatedPayload(
            room: room, participant: participant, source: source.published.source.rawValue,
            layer: source.layer, index: source.sequence, captured: now.nanoseconds
        ).write(
            isKeyframe: isKeyframe, startsFrame: startsFrame, pictureID: source.pictureID,
            keyIndex: source.keyIndex,
            size: source.published.source == .microphone ? min(media.payloadBytes, 80) : media.payloadBytes)
        if source.published.source.media == .video {
            sources[index].sent[source.sequence] = (payload, marker, source.timestamp)
            sources[index].sent[source.sequence &- 600] = nil
        }
        sources[index].sequence += source.published.source == .microphone ? media.soundStride : 1
        writeRTP(
            ssrc: source.ssrc, payloadType: source.published.payloadType,
            sequence: UInt16(truncatingIfNeeded: source.sequence), timestamp: source.timestamp,
            marker: marker,
            mid: source.published.source.rawValue, rid: source.rid, payload: payload)
    }

    func resend(_ index: Int, _ sequence: UInt16) {
        if let packet = sources[index].protected[sequence], let link = ice.selected {
            outbox.append((packet, link, mediaAddress))
            return
        }
        let source = sources[index]
        guard let repair = source.published.repairPayloadType, let ssrc = source.repairSSRC else {
            return
        }
        let back = UInt64(UInt16(truncatingIfNeeded: source.sequence) &- sequence)
        guard let stored = source.sent[source.sequence &- back] else { return }
        sources[index].repairSequence &+= 1
        writeRTP(
            ssrc: ssrc, payloadType: repair, sequence: source.repairSequence, timestamp: stored.timestamp,
            marker: stored.marker, mid: source.published.source.rawValue, repairedRid: source.rid,
            payload: [UInt8(sequence >> 8), UInt8(sequence & 255)] + stored.payload)
    }

    private func writeRTP(
        ssrc: UInt32, payloadType: UInt8, sequence: UInt16, timestamp: UInt32, marker: Bool, mid: UInt8,
        rid: UInt8? = nil, repairedRid: UInt8? = nil, payload: [UInt8]
    ) {
        guard let link = ice.selected else { return }
        transportSequence &+= 1
        let ids = answer.extensions
        var elements: [UInt8] = [(ids.mid ?? 1) << 4, 48 + mid]
        elements += [
            (ids.transportSequence ?? 2) << 4 | 1, UInt8(transportSequence >> 8),
            UInt8(transportSequence & 255),
        ]
        if mid == 0 { elements += [(ids.audioLevel ?? 3) << 4, 0x80 | level] }
        if let rid { elements += [(ids.streamID ?? 5) << 4, rid] }
        if let repairedRid { elements += [(ids.repairedStreamID ?? 6) << 4, repairedRid] }
        while elements.count % 4 != 0 { elements.append(0) }
        let start = 16 + elements.count
        var buffer = [UInt8](repeating: 0, count: start + payload.count + TransparentTransport.tagBytes)
        var span = buffer.mutableSpan
        RTPHeader.write(
            into: &span, hasExtension: true, marker: marker, payloadType: payloadType, sequence: sequence,
            timestamp: timestamp, ssrc: ssrc)
        span.store(RTPExtensionWalker.oneByteProfile, at: 12)
        span.store(UInt16(elements.count / 4), at: 14)
        span.copy(elements, to: 16)
        span.copy(payload, to: start)
        if mutates { damage(&span, count: start + payload.count) }
        guard let length = try? transport.protectRTP(&span, length: start + payload.count) else { return }
        outbox.append((Array(buffer[0..<length]), link, mediaAddress))
        if media.repeatsSound, let index = sources.firstIndex(where: { $0.ssrc == ssrc && mid == 0 }) {
            sources[index].protected[sequence] = Array(buffer[0..<length])
            sources[index].protected[sequence &- 100] = nil
        }
    }

    /// Leaves the second byte alone, so that RTP stays RTP.
    private func damage(_ packet: inout MutableSpan<UInt8>, count: Int) {
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let place = Int.random(in: 0..<count, using: &random)
            if place != 1 { packet[place] = UInt8(truncatingIfNeeded: random.next()) }
        }
        packet[0] = packet[0] & 0x3F | 0x80
    }

    func sendRTCP(_ build: (inout MutableSpan<UInt8>) -> Int?) {
        guard let link = ice.selected, connected, !reportsNothing else { return }
        var buffer = [UInt8](repeating: 0, count: 1400)
        var span = buffer.mutableSpan
        guard let plain = build(&span) else { return }
        if mutates { damage(&span, count: plain) }
        guard let length = try? transport.protectRTCP(&span, length: plain) else {
            return
        }
        outbox.append((Array(buffer[0..<length]), link, mediaAddress))
    }
}

extension BrowserSource {
    /// The timestamp of something captured now.
    func clock(at now: MonotonicInstant) -> UInt32 {
        let rate = UInt64(published.clockRate)
        return clockOffset &+ UInt32(truncatingIfNeeded: now.nanoseconds / 1000 * rate / 1_000_000)
    }
}
