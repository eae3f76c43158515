import Wire

/// Reads an SDP offer of an end that is no page of ours: WHIP and WHEP clients (RFC 9429 §5.8), and hardware or
/// programs with `a=crypto` (RFC 4568). What we cannot carry is rejected line by line (RFC 3264 §6).
package enum ForeignOfferReader {
    package static func read(_ text: String, role: ForeignRole) throws(ForeignProblem) -> ForeignOffer {
        let description: SessionDescription
        do { description = try SessionDescription(text) } catch { throw .malformed(error) }
        var reading = Reading(role: role)
        var offer = ForeignOffer(lines: [], peer: nil, extensions: ExtensionIDs())
        for section in description.sections {
            var line = ForeignOffer.Line(
                kindText: section.kind, transport: section.transport, formatTexts: section.formats,
                mid: section.first("mid").flatMap { (1...16).contains($0.utf8.count) ? $0 : nil })
            do throws(ForeignProblem.LineProblem) {
                line.use = try reading.use(section, mid: line.mid, in: description)
            } catch {
                reading.reject(error)
            }
            offer.lines.append(line)
        }
        let accepted = zip(description.sections, offer.lines).filter { $0.1.use != nil }.map(\.0)
        let uses = offer.lines.compactMap(\.use)
        let isMeant = uses.contains { role == .publish ? $0.published != nil : $0.receives }
        guard let first = accepted.first, isMeant else {
            throw .nothingUsable(reading.problem ?? (accepted.isEmpty ? .kind : .direction))
        }
        let givenKeys = uses.count { $0.keys != nil }
        guard givenKeys == 0 || givenKeys == uses.count else { throw .mixedSecurity }
        offer.extensions = TransportReader.extensions(accepted)
        // One encoding is enough: simulcast is not agreed to.
        offer.extensions.streamID = nil
        offer.extensions.repairedStreamID = nil
        if givenKeys == 0 {
            offer.peer = try peer(first, accepted, in: description)
        }
        return offer
    }

    private static func peer(
        _ first: SessionDescription.Section, _ accepted: [SessionDescription.Section],
        in description: SessionDescription
    ) throws(ForeignProblem) -> ForeignOffer.Peer {
        let bundled = TransportReader.bundle(description)
        guard accepted.count == 1 || accepted.allSatisfy({ $0.first("mid").map(bundled.contains) ?? false })
        else { throw .notBundled }
        guard accepted.allSatisfy({ $0.has("rtcp-mux") }) else { throw .noRTCPMux }
        do throws(AnswerProblem) {
            return ForeignOffer.Peer(
                credentials: try TransportReader.credentials(description, first),
                fingerprint: try TransportReader.fingerprint(description, first),
                role: try role(description, first), candidates: TransportReader.candidates(accepted),
                isLite: description.attributes.contains { $0.name == "ice-lite" },
                needsNomination: !description.attributes.contains { $0.name == "extmap-allow-mixed" }
                    || description.attributes.contains { $0.name == "ice-lite" })
        } catch {
            switch error {
            case .missingCredentials: throw .missingCredentials
            case .missingFingerprint: throw .missingFingerprint
            case .unsupportedFingerprint: throw .unsupportedFingerprint
            case .missingSetup: throw .missingSetup
            case .badSetup: throw .badSetup
            default: throw .badCredentials
            }
        }
    }

    /// Whoever leaves the choice to us shall begin: a WHIP end point is the DTLS server (RFC 9725 §4.4).
    private static func role(
        _ description: SessionDescription, _ section: SessionDescription.Section
    ) throws(AnswerProblem) -> NegotiatedAnswer.Role {
        switch description.inherited("setup", in: section) {
        case "actpass", "active": return .peerIsClient
        case "passive": return .peerIsServer
        case nil: throw .missingSetup
        default: throw .badSetup
        }
    }

    /// Goes through the lines of one offer; knows what the earlier ones took.
    private struct Reading {
        let role: ForeignRole
        var sources: Set<SourceKind> = []
        var receiving: [MediaKind: Int] = [:]
        /// Of the first line that was rejected for more than its kind.
        var problem: ForeignProblem.LineProblem?

        init(role: ForeignRole) { self.role = role }

        mutating func reject(_ reason: ForeignProblem.LineProblem) {
            if problem == nil || problem == .kind { problem = reason }
        }

        mutating func use(
            _ section: SessionDescription.Section, mid: String?, in description: SessionDescription
        ) throws(ForeignProblem.LineProblem) -> ForeignOffer.Use {
            guard section.kind == "audio" || section.kind == "video",
                section.port != 0 || section.has("bundle-only")
            else { throw .kind }
            let kind: MediaKind = section.kind == "audio" ? .audio : .video
            let keys = try keys(section, in: description)
            let formats = FormatReader.formats(of: section)
            guard let preferred = formats.first else { throw .codec }
            let wanted = directions(section, in: description, hasKeys: keys != nil)
            var use = ForeignOffer.Use(
                kind: kind, published: nil, receives: false, formats: [preferred], feedback: [],
                extensions: [], keys: keys)
            if wanted.sends {
                guard let source = source(kind, section) else { throw .kind }
                let streams = FormatReader.streams(section)
                use.published = NegotiatedAnswer.Published(
                    source: source, codec: preferred.codec, payloadType: preferred.payloadType,
                    clockRate: preferred.codec.clockRate, repairPayloadType: preferred.repair,
                    ssrc: streams.ssrc, repairSSRC: streams.repair, mid: mid.map { Array($0.utf8) })
                sources.insert(source)
            }
            if wanted.receives {
                guard receiving[kind, default: 0] < EngineLimits.slotsPerKind else { throw .kind }
                guard keys.map({ $0.remote != nil }) ?? true else { throw .address }
                receiving[kind, default: 0] += 1
                use.receives = true
                // A line that only receives takes whatever the participants send; the first of each codec.
                if !wanted.sends {
                    use.formats = Codec.allCases.compactMap { codec in formats.first { $0.codec == codec } }
                    use.formats.sort { Self.place($0, formats) < Self.place($1, formats) }
                }
            }
            guard wanted.sends || wanted.receives || keys == nil else { throw .direction }
            if !wanted.sends && !wanted.receives { reject(.direction) }
            use.feedback = Self.feedback(section, for: use.formats, sends: wanted.sends)
            use.published?.obeysBitrate =
                kind == .video && use.feedback.contains("\(preferred.payloadType) goog-remb")
            use.extensions = TransportReader.knownExtensions(section)
            return use
        }

        private static func place(_ format: FormatReader.Format, _ all: [FormatReader.Format]) -> Int {
            all.firstIndex(of: format) ?? all.count
        }

        private func directions(
            _ section: SessionDescription.Section, in description: SessionDescription, hasKeys: Bool
        ) -> (sends: Bool, receives: Bool) {
            let names = ["sendrecv", "sendonly", "recvonly", "inactive"]
            // Nothing said means both ways (RFC 8866 §6.7).
            let said =
                names.first(where: section.has)
                ?? names.first { name in description.attributes.contains { $0.name == name } } ?? "sendrecv"
            let sends = said == "sendrecv" || said == "sendonly"
            let receives = said == "sendrecv" || said == "recvonly"
            switch role {
            // A WHIP end point only receives (RFC 9725 §4.1).
            case .publish: return (sends, receives && hasKeys)
            case .watch: return (false, receives)
            }
        }

        /// The second video line, or one that says so, is what is shown beside the camera (RFC 4796).
        private func source(_ kind: MediaKind, _ section: SessionDescription.Section) -> SourceKind? {
            if kind == .audio { return sources.contains(.microphone) ? nil : .microphone }
            let isSlides = section.first("content").map { $0.contains("slides") } ?? false
            if !isSlides, !sources.contains(.camera) { return .camera }
            return sources.contains(.screen) ? nil : .screen
        }

        private func keys(
            _ section: SessionDescription.Section, in description: SessionDescription
        ) throws(ForeignProblem.LineProblem) -> ForeignOffer.Keys? {
            switch section.transport {
            case "UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP": return nil
            case "RTP/SAVPF", "RTP/SAVP":
                // Old WebRTC programs write this for DTLS (RFC 5763 §8, RFC 9429 §5.1.2).
                if description.inherited("fingerprint", in: section) != nil, !section.has("crypto") {
                    return nil
                }
                return ForeignOffer.Keys(
                    crypto: try crypto(section), remote: description.destination(of: section),
                    muxesRTCP: section.has("rtcp-mux"))
            default: throw .unprotected
            }
        }

        /// The first line of the best suite. Lines in the clear make nothing of the others unusable.
        private func crypto(
            _ section: SessionDescription.Section
        ) throws(ForeignProblem.LineProblem) -> SDPCrypto {
            var found: [SDPCrypto] = []
            var first: SDPCrypto.Problem?
            for value in section.all("crypto").prefix(ForeignOfferReader.cryptoLines) {
                do throws(SDPCrypto.Problem) {
                    found.append(try SDPCrypto(value))
                } catch {
                    first = first ?? error
                }
            }
            for suite in SDPCrypto.Suite.allCases {
                if let crypto = found.first(where: { $0.suite == suite }) { return crypto }
            }
            throw first.map { .crypto($0) } ?? .unprotected
        }

        /// What we do of the feedback it offers for these formats (RFC 4585 §4.2).
        private static func feedback(
            _ section: SessionDescription.Section, for formats: [FormatReader.Format], sends: Bool
        ) -> [String] {
            guard section.transport.hasSuffix("SAVPF") else { return [] }
            var known: Set<String> = ["transport-cc", "ccm fir", "nack", "nack pli"]
            // We tell publishers what to send; of listeners we take transport-wide feedback only.
            if sends { known.insert("goog-remb") }
            var result: [String] = []
            for value in section.all("rtcp-fb") {
                let words = value.split(separator: " ", maxSplits: 1)
                guard words.count == 2, known.contains(String(words[1])) else { continue }
                for format in formats where words[0] == "*" || UInt8(words[0]) == format.payloadType {
                    let line = "\(format.payloadType) \(words[1])"
                    if !result.contains(line) { result.append(line) }
                }
            }
            return result
        }
    }

    /// `a=crypto` lines of one section that are looked at.
    static let cryptoLines = 16
}
