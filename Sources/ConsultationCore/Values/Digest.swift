/// A SHA-256 value (FIPS 180-4), written as 64 lower-case hexadecimal digits.
package struct Digest: Sendable, Hashable {
    package let hexadecimal: String

    /// Nil unless `text` is 64 hexadecimal digits.
    package init?(hexadecimal text: String) {
        let digits = text.lowercased()
        guard digits.utf8.count == 64,
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        hexadecimal = digits
    }

    /// The digest of the UTF-8 bytes of `text`.
    package init(of text: String) {
        hexadecimal = Digest.hexadecimal(of: SHA256.hash(Array(text.utf8)))
    }

    private static func hexadecimal(of bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}

extension Digest: Codable, CustomStringConvertible {
    package var description: String { hexadecimal }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let digest = Digest(hexadecimal: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a digest is 64 hexadecimal digits")
        }
        self = digest
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hexadecimal)
    }
}
