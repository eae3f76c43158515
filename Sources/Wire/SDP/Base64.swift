/// Base64 with padding (RFC 4648 §4), as SDP writes keys.
package enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count &+ 2) / 3 &* 4)
        var index = 0
        while index < bytes.count {
            let left = min(bytes.count &- index, 3)
            var word = UInt32(bytes[index]) << 16
            if left > 1 { word |= UInt32(bytes[index &+ 1]) << 8 }
            if left > 2 { word |= UInt32(bytes[index &+ 2]) }
            for place in 0..<4 {
                let digit = Int(word >> (18 &- UInt32(place) &* 6) & 63)
                text.append(place <= left ? alphabet[digit] : UInt8(ascii: "="))
            }
            index &+= 3
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// nil for anything but whole groups of four. Missing padding is forgiven: some programs leave it out.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var digits = Array(text.utf8)
        while digits.last == UInt8(ascii: "=") { digits.removeLast() }
        guard digits.count % 4 != 1, text.utf8.count &- digits.count <= 2 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count &* 3 / 4)
        var word: UInt32 = 0
        var bits: UInt32 = 0
        for digit in digits {
            guard let value = value(digit) else { return nil }
            word = word << 6 | value
            bits &+= 6
            if bits >= 8 {
                bits &-= 8
                bytes.append(UInt8(truncatingIfNeeded: word >> bits))
            }
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt32? {
        switch digit {
        case 65...90: UInt32(digit) &- 65
        case 97...122: UInt32(digit) &- 71
        case 48...57: UInt32(digit) &+ 4
        case 43: 62
        case 47: 63
        default: nil
        }
    }
}
