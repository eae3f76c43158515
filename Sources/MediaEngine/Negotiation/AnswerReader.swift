package import Wire

/// Why an answer cannot be used; in order of precedence.
package enum AnswerProblem: Error, Hashable, Sendable {
    case malformed(SDPProblem)
    /// It must have one section for each of the offer's, in order and of the same kind (RFC 3264 §6).
    case sectionsDiffer
    /// Every section was rejected.
    case nothingAccepted
    case notBundled, noRTCPMux
    case missingCredentials, badCredentials
    case missingFingerprint, unsupportedFingerprint
    case missingSetup, badSetup
}

/// Reads the browser's answer to an offer of ours (RFC 9429 §5.3); unknown lines are ignored.
package enum AnswerReader {
    package static let candidateLimit = 32

    package static func read(_ text: String, to plan: SlotPlan) throws(AnswerProblem) -> NegotiatedAnswer {
        let description: SessionDescription
        do { description = try SessionDescription(text) } catch { throw .malformed(error) }
        let sections = description.sections
        guard sections.count == SlotPlan.publishedLines + plan.slots.count else { throw .sectionsDiffer }
        for (index, section) in sections.enumerated() {
            let expected: MediaKind =
                SourceKind(rawValue: UInt8(index)).map(\.media)
                ?? plan.slots[index - SlotPlan.publishedLines].kind
            guard section.kind == (expected == .audio ? "audio" : "video") else { throw .sectionsDiffer }
        }
        // The first accepted section carries the transport of the bundle (RFC 9143 §7.3).
        guard let transport = sections.first(where: isAccepted) else { throw .nothingAccepted }
        let accepted = sections.filter(isAccepted)
        let bundled = Set(
            description.attributes.filter { $0.name == "group" && ($0.value ?? "").hasPrefix("BUNDLE") }
                .flatMap { ($0.value ?? "").split(separator: " ").dropFirst().map(String.init) })
        guard accepted.allSatisfy({ $0.first("mid").map(bundled.contains) ?? false }) else {
            throw .notBundled
        }
        guard transport.has("rtcp-mux") else { throw .noRTCPMux }

        let credentials = try readCredentials(description, transport)
        let fingerprint = try readFingerprint(description, transport)
        let role = try readRole(description, transport)
        var answer = NegotiatedAnswer(
            credentials: credentials, fingerprint: fingerprint, role: role,
            candidates: readCandidates(accepted), published: [], received: [],
            extensions: readExtensions(accepted))
        for (index, section) in sections.enumerated() where isAccepted(section) {
            if let source = SourceKind(rawValue: UInt8(index)) {
                if let published = readPublished(section, source) { answer.published.append(published) }
            } else if section.has("recvonly") || section.has("sendrecv") {
                let formats = FormatReader.read(section)
                guard !formats.isEmpty else { continue }
                answer.received.append(.init(mediaLine: index, formats: formats))
            }
        }
        return answer
    }

    private static func isAccepted(_ section: SessionDescription.Section) -> Bool {
        (section.port != 0 || section.has("bundle-only")) && !section.formats.isEmpty
    }

    private static func readCredentials(
        _ description: SessionDescription, _ section: SessionDescription.Section
    ) throws(AnswerProblem) -> ICECredentials {
        guard
            let fragment = description.inherited("ice-ufrag", in: section),
            let password = description.inherited("ice-pwd", in: section)
        else { throw .missingCredentials }
        // Sizes of RFC 8839 §5.4.
        let isICE: (String) -> Bool = { text in
            text.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 43
                    || $0 == 47
                    || $0 == 45 || $0 == 61 || $0 == 95
            }
        }
        guard (4...256).contains(fragment.utf8.count), (22...256).contains(password.utf8.count),
            isICE(fragment),
            isICE(password)
        else { throw .badCredentials }
        return ICECredentials(usernameFragment: fragment, password: password)
    }

    private static func readFingerprint(
        _ description: SessionDescription, _ section: SessionDescription.Section
    ) throws(AnswerProblem) -> [UInt8] {
        var values = section.all("fingerprint")
        if values.isEmpty {
            values = description.attributes.filter { $0.name == "fingerprint" }.compactMap(\.value)
        }
        guard !values.isEmpty else { throw .missingFingerprint }
        for value in values {
            let words = value.split(separator: " ")
            guard words.count == 2, words[0].lowercased() == "sha-256" else { continue }
            if let bytes = HexFingerprint.read(words[1]), bytes.count == 32 { return bytes }
        }
        throw .unsupportedFingerprint
    }

    private static func readRole(
        _ description: SessionDescription, _ section: SessionDescription.Section
    ) throws(AnswerProblem) -> NegotiatedAnswer.Role {
        switch description.inherited("setup", in: section) {
        case "active": return .peerIsClient
        case "passive": return .peerIsServer
        case nil: throw .missingSetup
        default: throw .badSetup
        }
    }

    private static func readCandidates(_ sections: [SessionDescription.Section]) -> [PeerAddress] {
        var result: [PeerAddress] = []
        for value in sections.flatMap({ $0.all("candidate") }) {
            guard result.count < candidateLimit else { break }
            guard let peer = SDPCandidate(value)?.peer, !result.contains(peer) else { continue }
            result.append(peer)
        }
        return result
    }

    private static func readExtensions(_ sections: [SessionDescription.Section]) -> ExtensionIDs {
        var ids = ExtensionIDs()
        for value in sections.flatMap({ $0.all("extmap") }) {
            let words = value.split(separator: " ")
            guard words.count >= 2 else { continue }
            let number = words[0].split(separator: "/", maxSplits: 1)[0]
            guard let id = UInt8(number), (1...14).contains(id) else { continue }
            switch String(words[1]) {
            case OfferProfile.midURI: ids.mid = id
            case OfferProfile.transportSequenceURI: ids.transportSequence = id
            case OfferProfile.audioLevelURI: ids.audioLevel = id
            case OfferProfile.streamIDURI: ids.streamID = id
            case OfferProfile.repairedStreamIDURI: ids.repairedStreamID = id
            case OfferProfile.absoluteSendTimeURI: ids.absoluteSendTime = id
            default: break
            }
        }
        return ids
    }

    private static func readPublished(
        _ section: SessionDescription.Section, _ source: SourceKind
    ) -> NegotiatedAnswer.Published? {
        let formats = FormatReader.read(section)
        // We ask for one codec a line.
        guard let codec = Codec.allCases.first(where: { $0.media == source.media && formats[$0] != nil }),
            let payloadType = formats[codec]
        else { return nil }
        let streams = FormatReader.streams(section)
        let sends = section.has("sendonly") || section.has("sendrecv")
        var published = NegotiatedAnswer.Published(
            source: source, codec: codec, payloadType: payloadType, clockRate: codec.clockRate,
            repairPayloadType: formats.repair(of: codec), ssrc: sends ? streams.ssrc : nil,
            repairSSRC: sends ? streams.repair : nil)
        if sends, source == .camera { published.rids = readEncodings(section) }
        return published
    }

    /// The encodings the other end will send (RFC 8853 §5.1), of those we offered; one alone is no simulcast.
    private static func readEncodings(_ section: SessionDescription.Section) -> [UInt8] {
        guard let value = section.first("simulcast") else { return [] }
        let words = value.split(separator: " ")
        guard let place = words.firstIndex(of: "send"), place + 1 < words.count else { return [] }
        // Alternatives are separated by commas, a paused encoding begins with a tilde.
        let names = words[place + 1].split(separator: ";").compactMap { stream in
            stream.split(separator: ",").first.map { $0.first == "~" ? $0.dropFirst() : $0 }
        }
        let accepted = OfferProfile.cameraEncodings.filter { letter in
            names.contains { $0.utf8.count == 1 && $0.utf8.first == letter }
        }
        return accepted.count > 1 ? accepted : []
    }
}
