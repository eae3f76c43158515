/// Colon-separated hexadecimal as in `a=fingerprint` (RFC 8122 §5).
package enum HexFingerprint {
    package static func write(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var text: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ":")) }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    package static func read(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        for part in text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false) {
            guard part.count == 2 else { return nil }
            var value: UInt8 = 0
            for digit in part {
                switch digit {
                case 48...57: value = value << 4 | (digit &- 48)
                case 65...70: value = value << 4 | (digit &- 55)
                case 97...102: value = value << 4 | (digit &- 87)
                default: return nil
                }
            }
            bytes.append(value)
        }
        return bytes
    }
}
