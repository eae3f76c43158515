import Wire

/// What a description says of its transport, in an answer or in a foreign offer.
enum TransportReader {
    static let candidateLimit = 32

    /// The mids of the bundle groups (RFC 9143 §7.1).
    static func bundle(_ description: SessionDescription) -> Set<String> {
        Set(
            description.attributes.filter { $0.name == "group" && ($0.value ?? "").hasPrefix("BUNDLE") }
                .flatMap { ($0.value ?? "").split(separator: " ").dropFirst().map(String.init) })
    }

    static func credentials(
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

    static func fingerprint(
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

    static func candidates(_ sections: [SessionDescription.Section]) -> [PeerAddress] {
        var result: [PeerAddress] = []
        for value in sections.flatMap({ $0.all("candidate") }) {
            guard result.count < candidateLimit else { break }
            guard let peer = SDPCandidate(value)?.peer, !result.contains(peer) else { continue }
            result.append(peer)
        }
        return result
    }

    static func extensions(_ sections: [SessionDescription.Section]) -> ExtensionIDs {
        var ids = ExtensionIDs()
        for value in sections.flatMap({ $0.all("extmap") }) {
            let words = value.split(separator: " ")
            guard words.count >= 2 else { continue }
            let number = words[0].split(separator: "/", maxSplits: 1)
            guard let id = number.first.flatMap({ UInt8($0) }), (1...14).contains(id) else { continue }
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

    /// Lines of the extensions that a foreign end may use, as they came; of two-byte ids none (RFC 8285 §4.3).
    static func knownExtensions(_ section: SessionDescription.Section) -> [String] {
        let known = [
            OfferProfile.midURI, OfferProfile.transportSequenceURI, OfferProfile.audioLevelURI,
            OfferProfile.absoluteSendTimeURI,
        ]
        return section.all("extmap").filter { value in
            let words = value.split(separator: " ")
            guard words.count >= 2, known.contains(String(words[1])) else { return false }
            let number = words[0].split(separator: "/", maxSplits: 1)
            return number.first.flatMap { UInt8($0) }.map { (1...14).contains($0) } ?? false
        }
    }
}
