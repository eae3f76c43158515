import Wire

/// Writes our answer to a foreign offer (RFC 3264 §6, RFC 9429 §5.3): a line for each of its lines, in its order,
/// with its numbers and names.
package enum ForeignAnswerWriter {
    package static func write(_ answer: ForeignAnswer, to offer: ForeignOffer) -> String {
        let first = address(answer, offer)
        var lines = [
            "v=0",
            "o=- \(answer.identifier & 0x7FFF_FFFF_FFFF_FFFF) 1 IN \(first.map(family) ?? "IP4") "
                + (first?.literal ?? "127.0.0.1"),
            "s=-",
            "t=0 0",
        ]
        let mids = offer.lines.compactMap { $0.use == nil ? nil : $0.mid }
        if answer.transport != nil {
            if !mids.isEmpty { lines.append("a=group:BUNDLE " + mids.joined(separator: " ")) }
            lines.append("a=msid-semantic: WMS *")
        }
        var isFirst = true
        for index in offer.lines.indices {
            let line = offer.lines[index]
            guard let use = line.use else {
                lines.append(
                    "m=\(line.kindText) 0 \(line.transport) \(line.formatTexts.joined(separator: " "))")
                lines += line.mid.map { ["a=mid:\($0)"] } ?? []
                continue
            }
            lines += section(answer, offer, index: index, use, isFirst: isFirst)
            isFirst = false
        }
        return lines.joined(separator: "\r\n") + "\r\n"
    }

    private static func section(
        _ answer: ForeignAnswer, _ offer: ForeignOffer, index: Int, _ use: ForeignOffer.Use, isFirst: Bool
    ) -> [String] {
        let line = offer.lines[index]
        let address = answer.keys[index]?.address ?? answer.transport?.candidates.first
        let numbers = use.formats.flatMap { [$0.payloadType] + ($0.repair.map { [$0] } ?? []) }
        var lines = [
            "m=\(line.kindText) \(address?.port ?? 9) \(line.transport) "
                + numbers.map(String.init).joined(separator: " "),
            "c=IN \(address.map(family) ?? "IP4") \(address?.literal ?? "0.0.0.0")",
        ]
        if let transport = answer.transport, let peer = offer.peer {
            if isFirst { lines += candidateLines(transport.candidates) }
            lines += [
                "a=ice-ufrag:\(transport.credentials.usernameFragment)",
                "a=ice-pwd:\(transport.credentials.password)",
                "a=fingerprint:sha-256 \(HexFingerprint.write(transport.fingerprint))",
                "a=setup:\(peer.role == .peerIsClient ? "passive" : "active")",
                "a=rtcp-mux",
            ]
        } else if let keys = answer.keys[index] {
            lines.append("a=crypto:\(keys.crypto.line)")
            if use.keys?.muxesRTCP ?? false { lines.append("a=rtcp-mux") }
        }
        lines += line.mid.map { ["a=mid:\($0)"] } ?? []
        lines.append("a=" + direction(use))
        lines += use.extensions.map { "a=extmap:\($0)" }
        lines += formatLines(use)
        if use.receives, let slot = answer.slots[index] { lines += streamLines(slot, answer) }
        return lines
    }

    private static func direction(_ use: ForeignOffer.Use) -> String {
        switch (use.published != nil, use.receives) {
        case (true, true): "sendrecv"
        case (true, false): "recvonly"
        case (false, true): "sendonly"
        case (false, false): "inactive"
        }
    }

    private static func formatLines(_ use: ForeignOffer.Use) -> [String] {
        var lines: [String] = []
        for format in use.formats {
            let channels = format.codec.channels > 1 ? "/\(format.codec.channels)" : ""
            lines.append(
                "a=rtpmap:\(format.payloadType) \(format.codec.name)/\(format.codec.clockRate)\(channels)")
            lines += parameters(format).map { ["a=fmtp:\(format.payloadType) \($0)"] } ?? []
            if let repair = format.repair {
                lines.append("a=rtpmap:\(repair) rtx/\(format.codec.clockRate)")
                lines.append("a=fmtp:\(repair) apt=\(format.payloadType)")
            }
        }
        return lines + use.feedback.map { "a=rtcp-fb:\($0)" }
    }

    /// The profile of H.264 stays that of the offer (RFC 6184 §8.2.2); nothing else of their parameters binds us.
    private static func parameters(_ format: FormatReader.Format) -> String? {
        switch format.codec {
        case .h264:
            let profile = FormatReader.value("profile-level-id", in: format.parameters)
                .flatMap { $0.utf8.count == 6 && $0.allSatisfy(\.isHexDigit) ? $0 : nil }
            return "level-asymmetry-allowed=1;packetization-mode=1"
                + (profile.map { ";profile-level-id=\($0)" } ?? "")
        case .opus: return "minptime=10;useinbandfec=1"
        case .vp8, .pcmu, .pcma: return nil
        }
    }

    private static func streamLines(_ slot: SlotPlan.Slot, _ answer: ForeignAnswer) -> [String] {
        var lines: [String] = []
        if answer.transport != nil {
            lines.append("a=msid:consultation \(slot.kind == .audio ? "audio" : "video")-\(slot.mediaLine)")
        }
        if slot.repairSSRC != 0 { lines.append("a=ssrc-group:FID \(slot.ssrc) \(slot.repairSSRC)") }
        for ssrc in [slot.ssrc, slot.repairSSRC] where ssrc != 0 {
            lines.append("a=ssrc:\(ssrc) cname:\(answer.canonicalName)")
        }
        return lines
    }

    private static func candidateLines(_ candidates: [PeerAddress]) -> [String] {
        candidates.enumerated().map { index, address in
            let preference = UInt32(65535 - min(index, 65535))
            let priority = 126 << 24 | preference << 8 | 255  // host type, RFC 8445 §5.1.2.1
            return "a=candidate:\(index + 1) 1 udp \(priority) \(address.literal) \(address.port) typ host"
        } + ["a=end-of-candidates"]
    }

    private static func address(_ answer: ForeignAnswer, _ offer: ForeignOffer) -> PeerAddress? {
        answer.transport?.candidates.first
            ?? offer.lines.indices.lazy.compactMap { answer.keys[$0]?.address }.first
    }

    private static func family(_ address: PeerAddress) -> String { address.family == .v4 ? "IP4" : "IP6" }
}
