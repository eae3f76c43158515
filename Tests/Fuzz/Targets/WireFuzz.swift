import Wire

/// Everything `Wire` can do with one datagram or one description.
enum WireFuzz {
    static func stun(_ bytes: [UInt8]) -> Bool {
        guard let message = try? STUNMessage(bytes.span) else { return true }
        _ = message.verifyIntegrity(bytes.span, with: key)
        return (message.username?.upperBound ?? 0) <= bytes.count
    }

    private static let key = HMACSHA1(key: [1, 2, 3])

    static func rtp(_ bytes: [UInt8]) -> Bool {
        let span = bytes.span
        _ = DatagramKind(of: span)
        guard let header = RTPHeader(span) else { return true }
        var isInside = header.payloadRange.upperBound <= bytes.count
        var walker = RTPExtensionWalker(header)
        while let element = walker.next(in: span) {
            isInside = isInside && element.range.upperBound <= header.extensionRange.upperBound
        }
        _ = VP8Payload(span, payload: header.payloadRange)
        _ = H264Payload(span, payload: header.payloadRange)
        return isInside
    }

    static func rtcp(_ bytes: [UInt8]) -> Bool {
        let span = bytes.span
        var isInside = true
        var walker = RTCPWalker()
        while let part = walker.next(in: span) {
            isInside = isInside && part.range.upperBound <= bytes.count
            _ = SenderReport(span, part)
            for index in 0...part.count {
                _ = ReportBlock(span, part, index: index)
                _ = Goodbye.ssrc(span, part, index: index)
            }
            _ = SourceDescription.canonicalName(span, part)
            guard let head = FeedbackHead(span, part) else { continue }
            for index in 0..<8 {
                _ = GenericNACK.entry(span, head, index: index)
                _ = KeyframeRequest.fullIntraTarget(span, head, index: index)
            }
            _ = EstimatedBitrate.bitsPerSecond(span, head)
            let deltas = TransportFeedback(span, head)?.deltas.count ?? 0
            isInside = isInside && deltas <= TransportFeedback.statusLimit
        }
        return isInside
    }

    static func description(_ bytes: [UInt8]) -> Bool {
        guard let description = try? SessionDescription(String(decoding: bytes, as: UTF8.self)) else {
            return true
        }
        for section in description.sections {
            for value in section.all("candidate") { _ = SDPCandidate(value)?.peer }
            for value in section.all("fingerprint") { _ = HexFingerprint.read(value) }
        }
        return true
    }
}
