import Crypto

/// Lower-case hexadecimal, the form in which hashes are stored and compared.
package enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.underestimatedCount * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The SHA-256 of the bytes.
    package static func sha256(of bytes: [UInt8]) -> String { encode(SHA256.hash(data: bytes)) }

    package static func decode(_ text: String) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: characters.count, by: 2) {
            guard let high = value(characters[index]), let low = value(characters[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(_ character: UInt8) -> UInt8? {
        switch character {
        case 0x30...0x39: character &- 0x30
        case 0x61...0x66: character &- 0x61 &+ 10
        default: nil
        }
    }

    /// SHA-256 of a text's UTF-8 bytes.
    package static func sha256(_ text: String) -> String {
        encode(Crypto.SHA256.hash(data: Array(text.utf8)))
    }
}
