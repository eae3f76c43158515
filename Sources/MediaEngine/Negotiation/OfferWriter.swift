import Wire

/// Numbers our offer fixes; the answer must keep them (RFC 3264 §6.1, RFC 8285 §6).
package enum OfferProfile {
    package static let opus: UInt8 = 111
    package static let vp8: UInt8 = 96
    package static let vp8Repair: UInt8 = 97
    package static let h264: UInt8 = 102
    package static let h264Repair: UInt8 = 103
    /// Constrained baseline, level 3.1, single units and fragments (RFC 7742 §6.2): what every browser decodes.
    static let h264Parameters =
        "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"
    package static let opusClock: UInt32 = 48_000
    package static let vp8Clock: UInt32 = 90_000
    package static let extensions = ExtensionIDs(
        mid: 1, transportSequence: 2, audioLevel: 3, absoluteSendTime: 4, streamID: 5, repairedStreamID: 6)
    /// Names of the camera's encodings, from the smallest to the largest: a quarter, half and all of its width.
    package static let cameraEncodings = Array("qhf".utf8)

    static let midURI = "urn:ietf:params:rtp-hdrext:sdes:mid"
    static let transportSequenceURI =
        "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
    static let audioLevelURI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
    static let streamIDURI = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
    static let repairedStreamIDURI = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
    static let absoluteSendTimeURI = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
}

/// Writes the relay's offers, the first and those of ICE restarts, which differ in credentials alone: three lines to
/// publish on, then fixed slots to receive (JSEP, RFC 9429).
package enum OfferWriter {
    /// The offer as SDP text with CRLF line ends.
    package static func write(_ offer: SessionOffer) -> String {
        let lineCount = SlotPlan.publishedLines + offer.plan.slots.count
        var lines = [
            "v=0",
            "o=- \(offer.identifier & 0x7FFF_FFFF_FFFF_FFFF) \(offer.version) IN IP4 127.0.0.1",
            "s=-",
            "t=0 0",
            "a=group:BUNDLE " + (0..<lineCount).map(String.init).joined(separator: " "),
            "a=extmap-allow-mixed",
            "a=msid-semantic: WMS *",
        ]
        for source in SourceKind.allCases {
            lines += mediaHead(
                offer, line: Int(source.rawValue), source.media, formats: published(source.media))
            lines.append("a=recvonly")
            lines += codecLines(source.media)
            if source == .camera { lines += simulcastLines }
        }
        for slot in offer.plan.slots {
            lines += mediaHead(offer, line: slot.mediaLine, slot.kind, formats: shown(slot.kind))
            lines.append("a=sendonly")
            lines += slotLines(slot, in: offer.plan)
            lines += codecLines(slot.kind)
            lines += foreignCodecLines(slot.kind)
        }
        return lines.joined(separator: "\r\n") + "\r\n"
    }

    /// A browser sends what all of them have.
    private static func published(_ kind: MediaKind) -> [UInt8] {
        kind == .audio ? [OfferProfile.opus] : [OfferProfile.vp8, OfferProfile.vp8Repair]
    }

    /// A slot also shows what foreign ends send: each packet goes out under its own codec's number.
    private static func shown(_ kind: MediaKind) -> [UInt8] {
        published(kind)
            + (kind == .audio
                ? [Codec.pcmu, .pcma].compactMap(\.staticPayloadType)
                : [OfferProfile.h264, OfferProfile.h264Repair])
    }

    private static func mediaHead(
        _ offer: SessionOffer, line: Int, _ kind: MediaKind, formats: [UInt8]
    ) -> [String] {
        // Bundled lines other than the first share its transport; only the first carries candidates (RFC 9143 §7.2).
        let port = offer.candidates.first.map { Int($0.address.port) } ?? 9
        let head = "m=\(kind == .audio ? "audio" : "video") \(port) UDP/TLS/RTP/SAVPF "
        var lines = [
            head + formats.map(String.init).joined(separator: " "), "c=IN IP4 0.0.0.0",
            "a=rtcp:9 IN IP4 0.0.0.0",
        ]
        if line == 0 {
            for (index, candidate) in offer.candidates.enumerated() {
                let preference = UInt32(65535 - min(index, 65535))
                let priority = 126 << 24 | preference << 8 | 255  // host type, RFC 8445 §5.1.2.1
                lines.append(
                    "a=candidate:\(index + 1) 1 udp \(priority) \(candidate.address.literal) "
                        + "\(candidate.address.port) typ host generation 0")
            }
            lines.append("a=end-of-candidates")
        }
        return lines + [
            "a=ice-ufrag:\(offer.credentials.usernameFragment)",
            "a=ice-pwd:\(offer.credentials.password)",
            "a=fingerprint:sha-256 \(HexFingerprint.write(offer.fingerprint))",
            "a=setup:actpass",
            "a=mid:\(line)",
            "a=rtcp-mux",
            "a=rtcp-rsize",
        ]
    }

    private static func codecLines(_ kind: MediaKind) -> [String] {
        let ids = OfferProfile.extensions
        var lines: [String] = []
        func extend(_ id: UInt8?, _ uri: String) { if let id { lines.append("a=extmap:\(id) \(uri)") } }
        extend(ids.mid, OfferProfile.midURI)
        extend(ids.transportSequence, OfferProfile.transportSequenceURI)
        switch kind {
        case .audio:
            extend(ids.audioLevel, OfferProfile.audioLevelURI)
            lines += [
                "a=rtpmap:\(OfferProfile.opus) opus/\(OfferProfile.opusClock)/2",
                "a=rtcp-fb:\(OfferProfile.opus) transport-cc",
                "a=rtcp-fb:\(OfferProfile.opus) nack",
                "a=fmtp:\(OfferProfile.opus) minptime=10;useinbandfec=1;stereo=0",
            ]
        case .video:
            extend(ids.absoluteSendTime, OfferProfile.absoluteSendTimeURI)
            let vp8 = OfferProfile.vp8
            lines += [
                "a=rtpmap:\(vp8) VP8/\(OfferProfile.vp8Clock)",
                "a=rtcp-fb:\(vp8) transport-cc",
                "a=rtcp-fb:\(vp8) ccm fir",
                "a=rtcp-fb:\(vp8) nack",
                "a=rtcp-fb:\(vp8) nack pli",
                "a=rtpmap:\(OfferProfile.vp8Repair) rtx/\(OfferProfile.vp8Clock)",
                "a=fmtp:\(OfferProfile.vp8Repair) apt=\(vp8)",
            ]
        }
        return lines
    }

    /// Asks for several encodings (RFC 8853 §5.1); an answer without them means one.
    private static var simulcastLines: [String] {
        let ids = OfferProfile.extensions
        let names = OfferProfile.cameraEncodings.map { String(decoding: [$0], as: UTF8.self) }
        var lines: [String] = []
        if let id = ids.streamID { lines.append("a=extmap:\(id) \(OfferProfile.streamIDURI)") }
        if let id = ids.repairedStreamID {
            lines.append("a=extmap:\(id) \(OfferProfile.repairedStreamIDURI)")
        }
        return lines + names.map { "a=rid:\($0) recv" } + ["a=simulcast:recv " + names.joined(separator: ";")]
    }

    private static func foreignCodecLines(_ kind: MediaKind) -> [String] {
        switch kind {
        case .audio:
            return [Codec.pcmu, .pcma].flatMap { codec in
                guard let number = codec.staticPayloadType else { return [String]() }
                return [
                    "a=rtpmap:\(number) \(codec.name)/\(codec.clockRate)",
                    "a=rtcp-fb:\(number) transport-cc",
                ]
            }
        case .video:
            let h264 = OfferProfile.h264
            return ["a=rtpmap:\(h264) \(Codec.h264.name)/\(Codec.h264.clockRate)"]
                + ["transport-cc", "ccm fir", "nack", "nack pli"].map { "a=rtcp-fb:\(h264) \($0)" }
                + [
                    "a=fmtp:\(h264) \(OfferProfile.h264Parameters)",
                    "a=rtpmap:\(OfferProfile.h264Repair) rtx/\(Codec.h264.clockRate)",
                    "a=fmtp:\(OfferProfile.h264Repair) apt=\(h264)",
                ]
        }
    }

    /// Audio slot n and video slot n share a media stream, so that a browser keeps them in lip sync (RFC 8830).
    private static func slotLines(_ slot: SlotPlan.Slot, in plan: SlotPlan) -> [String] {
        let rank = plan.slots.prefix { $0.mediaLine != slot.mediaLine }.count { $0.kind == slot.kind }
        let track = slot.kind == .audio ? "audio-\(rank)" : "video-\(rank)"
        let name = plan.canonicalName
        var lines = ["a=msid:slot-\(rank) \(track)"]
        if slot.repairSSRC != 0 { lines.append("a=ssrc-group:FID \(slot.ssrc) \(slot.repairSSRC)") }
        for ssrc in [slot.ssrc, slot.repairSSRC] where ssrc != 0 {
            lines.append("a=ssrc:\(ssrc) cname:\(name)")
        }
        return lines
    }
}
