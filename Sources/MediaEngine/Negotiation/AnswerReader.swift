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
        let bundled = TransportReader.bundle(description)
        guard accepted.allSatisfy({ $0.first("mid").map(bundled.contains) ?? false }) else {
            throw .notBundled
        }
        guard transport.has("rtcp-mux") else { throw .noRTCPMux }

        let credentials = try TransportReader.credentials(description, transport)
        let fingerprint = try TransportReader.fingerprint(description, transport)
        let role = try readRole(description, transport)
        var answer = NegotiatedAnswer(
            credentials: credentials, fingerprint: fingerprint, role: role,
            candidates: TransportReader.candidates(accepted), published: [], received: [],
            extensions: TransportReader.extensions(accepted))
        for (index, section) in sections.enumerated() where isAccepted(section) {
            if let source = SourceKind(rawValue: UInt8(index)) {
                if let published = readPublished(section, source) { answer.published.append(published) }
            } else if section.has("recvonly") || section.has("sendrecv") {
                let formats = FormatReader.read(section)
                guard !formats.isEmpty else { continue }
                var received = NegotiatedAnswer.Received(mediaLine: index, formats: formats)
                received.asksNACK = FormatReader.repeatsSound(section, formats)
                answer.received.append(received)
            }
        }
        return answer
    }

    private static func isAccepted(_ section: SessionDescription.Section) -> Bool {
        (section.port != 0 || section.has("bundle-only")) && !section.formats.isEmpty
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
        published.answersNACK = sends && FormatReader.repeatsSound(section, formats)
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
