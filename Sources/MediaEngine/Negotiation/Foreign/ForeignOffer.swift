package import Wire

/// What an end that offers first wants from us.
package enum ForeignRole: String, Hashable, Sendable, CaseIterable {
    /// It sends (WHIP, RFC 9725). With given keys its lines may also ask to receive: a codec is a telephone.
    case publish
    /// It only receives (WHEP).
    case watch
}

/// Why a foreign offer is refused. Its `code` is told to the other end, and carries nothing of the text.
package enum ForeignProblem: Error, Hashable, Sendable {
    case malformed(SDPProblem)
    /// No line that we can carry, for one of the reasons found on the lines.
    case nothingUsable(LineProblem)
    /// Lines with DTLS and lines with given keys in one offer.
    case mixedSecurity
    /// Every accepted line must share one transport (RFC 9143).
    case notBundled
    case noRTCPMux
    case missingCredentials, badCredentials
    case missingFingerprint, unsupportedFingerprint
    case missingSetup, badSetup

    /// Why one line is rejected.
    package enum LineProblem: Error, Hashable, Sendable {
        /// Neither audio nor video, or more of them than a participant has.
        case kind
        /// Media in the clear, or keys by no way we know. Opportunistic protection (RFC 8643) is not taken: whoever
        /// leaves the keys out gets none.
        case unprotected
        /// None of Opus, VP8, H.264 (packetization-mode 1), PCMU, PCMA.
        case codec
        /// It sends where it should receive, the other way round, or neither.
        case direction
        /// `a=crypto`: none of the lines can be used.
        case crypto(SDPCrypto.Problem)
        /// `c=` and the port name no single machine's address.
        case address
    }

    package var code: String {
        switch self {
        case .malformed: "sdpMalformed"
        case .nothingUsable(.kind): "noMedia"
        case .nothingUsable(.unprotected): "unprotectedMedia"
        case .nothingUsable(.codec): "noCommonCodec"
        case .nothingUsable(.direction): "wrongDirection"
        case .nothingUsable(.crypto(let problem)): "crypto.\(problem)"
        case .nothingUsable(.address): "badAddress"
        default: "\(self)"
        }
    }
}

/// A foreign offer, read and judged: for each of its lines what we shall answer.
package struct ForeignOffer: Hashable, Sendable {
    /// The transport of an offer with ICE and DTLS.
    package struct Peer: Hashable, Sendable {
        package var credentials: ICECredentials
        package var fingerprint: [UInt8]
        package var role: NegotiatedAnswer.Role
        package var candidates: [PeerAddress]
        /// It answers checks only (RFC 8445 §2.5): we check and nominate.
        package var isLite: Bool
        /// Whether our checks must nominate before it sends. Only Chromium's family sends on any answered pair, and
        /// drops the others once one is nominated.
        package var needsNomination: Bool
    }

    /// An end with given keys: each line has its own (RFC 4568 §5).
    package struct Keys: Hashable, Sendable {
        package var crypto: SDPCrypto
        /// Where it receives; nil when it only sends.
        package var remote: PeerAddress?
        /// Without it RTCP has nowhere to go: RFC 5761.
        package var muxesRTCP: Bool
    }

    package struct Line: Hashable, Sendable {
        /// As offered, for the answer.
        var kindText: String
        var transport: String
        var formatTexts: [String]
        package var mid: String?
        /// nil when the line is rejected.
        package var use: Use?
    }

    /// What we do with an accepted line.
    package struct Use: Hashable, Sendable {
        package var kind: MediaKind
        /// What it publishes; nil for a line that only receives, or is inactive.
        package var published: NegotiatedAnswer.Published?
        package var receives: Bool
        /// Payload types of the answer, the one used first.
        var formats: [FormatReader.Format]
        var feedback: [String]
        var extensions: [String]
        package var keys: Keys?

        /// Whether lost packets can be sent again (RFC 4588).
        package var hasRepair: Bool { formats.contains { $0.repair != nil } }

        var asksForKeyframes: Bool {
            kind == .audio || !receives
                || feedback.contains { $0.hasSuffix(" nack pli") || $0.hasSuffix(" ccm fir") }
        }

        /// For a line that receives.
        package var payloadTypes: PayloadTypes {
            var result = PayloadTypes()
            for format in formats where result[format.codec] == nil {
                result.set(format.codec, format.payloadType, repair: format.repair)
            }
            return result
        }
    }

    package var lines: [Line]
    /// nil for an end with given keys.
    package var peer: Peer?
    package var extensions: ExtensionIDs

    package var published: [NegotiatedAnswer.Published] { lines.compactMap { $0.use?.published } }
    /// The lines that receive, in order: each gets one slot.
    package var receiving: [Int] { lines.indices.filter { lines[$0].use?.receives ?? false } }
}
