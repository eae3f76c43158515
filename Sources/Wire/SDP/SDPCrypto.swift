/// An `a=crypto` line (RFC 4568 §9.1) with one inline key. It holds a secret: it describes itself without it.
package struct SDPCrypto: Hashable, Sendable, CustomStringConvertible {
    package enum Suite: String, Hashable, Sendable, CaseIterable {
        // In order of preference.
        case aeadAES128GCM = "AEAD_AES_128_GCM"
        case aeadAES256GCM = "AEAD_AES_256_GCM"
        case aes128CMHMACSHA1_80 = "AES_CM_128_HMAC_SHA1_80"

        /// Bytes of the master key (RFC 4568 §6.2, RFC 7714 §12).
        package var keyBytes: Int { self == .aeadAES256GCM ? 32 : 16 }
        /// Bytes of the master salt.
        package var saltBytes: Int { self == .aes128CMHMACSHA1_80 ? 14 : 12 }
    }

    /// Why a line cannot be used; in order of precedence.
    package enum Problem: Error, Hashable, Sendable {
        case malformed
        /// The tag goes back in the answer (RFC 4568 §5.1.2).
        case unknownSuite
        case badKey
        /// A master key identifier would lengthen every packet; we have one key.
        case masterKeyIdentifier
        /// Several keys need an identifier to tell them apart.
        case severalKeys
        /// UNENCRYPTED_SRTP, UNENCRYPTED_SRTCP, UNAUTHENTICATED_SRTP: media in the clear is refused.
        case unprotected
        /// A session parameter we do not know or do not do: KDR, WSH, FEC_ORDER, FEC_KEY (RFC 4568 §6.3).
        case unknownParameter
    }

    package var tag: UInt32
    package var suite: Suite
    package var key: [UInt8]
    package var salt: [UInt8]

    package init(tag: UInt32, suite: Suite, key: [UInt8], salt: [UInt8]) {
        self.tag = tag
        self.suite = suite
        self.key = key
        self.salt = salt
    }

    /// Reads the value behind `a=crypto:`.
    package init(_ value: String) throws(Problem) {
        let words = value.split(separator: " ")
        guard words.count >= 3, words[0].utf8.count <= 9, let tag = UInt32(words[0]) else { throw .malformed }
        guard let suite = Suite(rawValue: words[1].uppercased()) else { throw .unknownSuite }
        let parameters = words[2].split(separator: ";", omittingEmptySubsequences: false)
        guard parameters.count == 1 else { throw .severalKeys }
        let parts = parameters[0].split(separator: "|", omittingEmptySubsequences: false)
        guard let method = parts.first, method.lowercased().hasPrefix("inline:"),
            let bytes = Base64.decode(method.dropFirst(7)), bytes.count == suite.keyBytes &+ suite.saltBytes
        else { throw .badKey }
        try Self.checkLifetime(parts.dropFirst())
        for parameter in words.dropFirst(3) { try Self.checkSession(parameter.uppercased()) }
        self.tag = tag
        self.suite = suite
        key = Array(bytes[..<suite.keyBytes])
        salt = Array(bytes[suite.keyBytes...])
    }

    /// Behind the key: a lifetime in packets, `2^n` or a number, then `MKI:length`. Every lifetime is taken: no
    /// consultation is long enough to use up the shortest sensible one, and RTP indices end at 2^48 anyway.
    private static func checkLifetime(_ parts: ArraySlice<Substring>) throws(Problem) {
        for part in parts {
            if part.contains(":") { throw .masterKeyIdentifier }
            let digits = part.hasPrefix("2^") ? part.dropFirst(2) : part
            guard (1...20).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) })
            else { throw .malformed }
        }
        guard parts.count <= 1 else { throw .malformed }
    }

    private static func checkSession(_ parameter: String) throws(Problem) {
        switch parameter {
        case "UNENCRYPTED_SRTP", "UNENCRYPTED_SRTCP", "UNAUTHENTICATED_SRTP": throw .unprotected
        case "KDR=0": break  // a rate of zero means: derived once, as we do
        case _ where parameter.hasPrefix("WSH="): break  // a hint about the replay window; ours is wider
        default: throw .unknownParameter
        }
    }

    /// The value for an answer: the chosen tag, and our own key in place of theirs.
    package var line: String { "\(tag) \(suite.rawValue) inline:\(Base64.encode(key + salt))" }

    package var description: String { "crypto \(tag) \(suite.rawValue)" }
}
