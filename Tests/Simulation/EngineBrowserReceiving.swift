import MediaEngine
import Wire

extension SimulatedBrowser {
    func receiveRTP(_ packet: [UInt8], at now: MonotonicInstant) {
        guard let header = RTPHeader(packet.span) else {
            violations.append("RTP that cannot be parsed")
            return
        }
        var payload = Array(packet[header.payloadRange])
        var sequence = header.sequence
        guard
            let slot = plan.slots.first(where: {
                $0.ssrc == header.ssrc || $0.repairSSRC == header.ssrc && header.ssrc != 0
            }), let received = answer.received.first(where: { $0.mediaLine == slot.mediaLine })
        else {
            violations.append("an SSRC that the offer did not name")
            return
        }
        let isRepair = slot.repairSSRC == header.ssrc
        let codec: Codec = slot.kind == .audio ? .opus : .vp8
        guard header.payloadType == (isRepair ? received.formats.repair(of: codec) : received.formats[codec])
        else {
            violations.append("a payload type that was not agreed")
            return
        }
        checkMid(packet, header, slot, at: now)
        if isRepair {
            guard payload.count > 2 else { return }
            sequence = UInt16(payload[0]) << 8 | UInt16(payload[1])
            payload.removeFirst(2)
        }
        if keepsSound, slot.kind == .audio {
            sounds.append(
                HeardSound(
                    payload: payload, marker: header.marker, timestamp: header.timestamp, sequence: sequence,
                    ssrc: header.ssrc, at: now))
            return
        }
        guard let content = SimulatedPayload(payload) else {
            violations.append("a payload that no browser sent")
            return
        }
        if content.room != room { violations.append("a packet of room \(content.room) in room \(room)") }
        if content.participant == participant { violations.append("its own packet came back") }
        note(content, sequence: sequence, timestamp: header.timestamp, isRepair: isRepair, slot.ssrc, at: now)
    }

    private func checkMid(
        _ packet: [UInt8], _ header: RTPHeader, _ slot: SlotPlan.Slot, at now: MonotonicInstant
    ) {
        var walker = RTPExtensionWalker(header)
        while let element = walker.next(in: packet.span) {
            if element.id == answer.extensions.transportSequence {
                arrivals.record(packet.span.u16(element.range.lowerBound), at: now)
            }
            guard element.id == answer.extensions.mid else { continue }
            if Array(packet[element.range]) != Array(String(slot.mediaLine).utf8) {
                violations.append("a mid that is not the slot's")
            }
        }
    }

    private func note(
        _ content: SimulatedPayload, sequence: UInt16, timestamp: UInt32, isRepair: Bool, _ ssrc: UInt32,
        at now: MonotonicInstant
    ) {
        let reception = receptions[ssrc] ?? BrowserReception()
        let index = reception.unwrapper.unwrap(sequence)
        if let known = reception.arrived[index] {
            if isRepair { reception.repeats += 1 } else { reception.duplicates += 1 }
            if known != content.index { violations.append("two packets under one sequence number") }
        }
        if index > reception.highest || reception.first == .max {
            if let last = reception.lastTimestamp, Int32(bitPattern: timestamp &- last) < 0 {
                reception.timestampsBack += 1
            }
            reception.lastTimestamp = timestamp
        }
        if isRepair, reception.arrived[index] == nil { reception.restored += 1 }
        reception.arrived[index] = content.index
        reception.layers[index] = content.layer
        if content.source != SourceKind.microphone.rawValue { reception.pictures[index] = content.pictureID }
        if index >= reception.highest { reception.layer = content.layer }
        noteSync(content, timestamp, reception, isAudio: content.source == SourceKind.microphone.rawValue)
        reception.highest = max(reception.highest, index)
        reception.first = min(reception.first, index)
        reception.participants.insert(content.participant)
        if let last = reception.lastAt { reception.longestGap = max(reception.longestGap, now.since(last)) }
        reception.lastAt = now
        reception.askedAt[index] = nil
        receptions[ssrc] = reception
    }

    /// What the player would take for the capture time (RFC 3550 §6.4.1), against the true one.
    private func noteSync(
        _ content: SimulatedPayload, _ timestamp: UInt32, _ reception: BrowserReception, isAudio: Bool
    ) {
        guard let report = reception.lastReport else { return }
        let rate = isAudio ? 48_000.0 : 90_000.0
        let reported = Double(report.ntp) / 4_294_967_296
        let captured = reported + Double(Int32(bitPattern: timestamp &- report.timestamp)) / rate
        let error = abs(captured - Double(content.captured) / 1e9)
        reception.worstSync = max(reception.worstSync, .nanoseconds(Int64(min(error, 1e6) * 1e9)))
    }

    func receiveRTCP(_ packet: [UInt8], at now: MonotonicInstant) {
        var walker = RTCPWalker()
        let span = packet.span
        while let part = walker.next(in: span) {
            switch part.kind {
            case RTCPWalker.Kind.senderReport:
                guard let report = SenderReport(span, part),
                    plan.slots.contains(where: { $0.ssrc == report.ssrc })
                else {
                    violations.append("a sender report of no slot")
                    continue
                }
                receptions[report.ssrc]?.reports += 1
                receptions[report.ssrc]?.lastReport = report
            case RTCPWalker.Kind.receiverReport:
                receiverReports += 1
            default:
                if let head = FeedbackHead(span, part) { receiveFeedback(span, head) }
            }
        }
        if walker.isMalformed { violations.append("malformed RTCP") }
    }

    private func receiveFeedback(_ packet: Span<UInt8>, _ head: FeedbackHead) {
        switch head.format {
        case .pictureLoss, .fullIntra:
            guard let index = sources.firstIndex(where: { $0.ssrc == head.media }) else { return }
            keyframeRequests += 1
            sources[index].wantsKeyframe = true
        case .nack:
            guard let index = sources.firstIndex(where: { $0.ssrc == head.media }) else {
                violations.append("a NACK for a stream it does not send")
                return
            }
            var entry = 0
            while let (first, following) = GenericNACK.entry(packet, head, index: entry) {
                entry += 1
                resend(index, first)
                for bit in 0..<UInt16(16) where following & 1 << bit != 0 { resend(index, first &+ bit &+ 1) }
            }
        case .transportWide:
            guard let feedback = TransportFeedback(packet, head) else {
                violations.append("transport feedback that cannot be parsed")
                return
            }
            transportFeedbacks += 1
            feedbackPackets += feedback.deltas.count { $0 != nil }
        case .bitrate:
            guard let told = EstimatedBitrate.bitsPerSecond(packet, head), media.obeysBitrate else {
                violations.append("a bitrate that nobody agreed to")
                return
            }
            obey(told)
        case .other:
            break
        }
    }

    /// An encoder with one camera: from now on its frames are of that rate, and never larger than it likes.
    private func obey(_ bitsPerSecond: UInt64) {
        toldBitrate = bitsPerSecond
        let frames = Duration.seconds(1) / media.frameInterval
        let packets = Int(Double(bitsPerSecond) / frames / 8 / Double(media.payloadBytes + 60))
        for index in sources.indices where sources[index].published.source == .camera {
            sources[index].packetsPerFrame = min(max(packets, 1), media.packetsPerFrame)
        }
    }

    /// Asks for a keyframe of every picture it is shown.
    package func askForKeyframes() {
        for slot in plan.slots where slot.kind == .video && receptions[slot.ssrc] != nil {
            sendRTCP { KeyframeRequest.writePictureLoss(sender: 1, media: slot.ssrc, at: 0, into: &$0) }
        }
    }

    /// A receiver report on every slot something came in (RFC 3550 §6.4.2).
    func sendReportBlocks() {
        let blocks = plan.slots.compactMap { slot in receptions[slot.ssrc]?.reportBlock(ssrc: slot.ssrc) }
        guard !blocks.isEmpty else { return }
        sendRTCP { ReceiverReport.write(from: 1, blocks, at: 0, into: &$0) }
    }

    func sendTransportFeedback() {
        while let feedback = arrivals.next() {
            sendRTCP { feedback.write(sender: 1, media: plan.slots[0].ssrc, at: 0, into: &$0) }
        }
    }

    /// Asks for what is missing in video slots: every 50 ms, eight times.
    func sendNACKs(at now: MonotonicInstant) {
        for slot in plan.slots where slot.kind == .video || media.repeatsSound {
            guard let reception = receptions[slot.ssrc], reception.first != .max else { continue }
            var lost: [UInt16] = []
            let from = max(reception.first, reception.highest &- min(reception.highest, 400))
            if from < reception.highest {
                for index in from..<reception.highest where reception.arrived[index] == nil {
                    let asked = reception.askedAt[index] ?? (0, .init(nanoseconds: 0))
                    guard asked.tries < 8, now.since(asked.at) >= .milliseconds(50), lost.count < 60 else {
                        continue
                    }
                    reception.askedAt[index] = (asked.tries + 1, now)
                    lost.append(UInt16(truncatingIfNeeded: index))
                }
            }
            guard !lost.isEmpty else { continue }
            sendRTCP { GenericNACK.write(sender: 1, media: slot.ssrc, lost: lost, at: 0, into: &$0) }
        }
    }
}
