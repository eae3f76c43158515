/// Network byte order into a growing array; the only way this target writes integers.
extension Array where Element == UInt8 {
    mutating func appendInteger<Value: FixedWidthInteger>(_ value: Value) {
        var shift = Value.bitWidth
        while shift > 0 {
            shift -= 8
            append(UInt8(truncatingIfNeeded: value >> Value(truncatingIfNeeded: shift)))
        }
    }

    /// A string of at most `limit` bytes with a 16-bit length; cut at a character border when longer.
    mutating func appendText(_ text: String, limit: Int) {
        var kept = text
        while kept.utf8.count > limit { kept.removeLast() }
        appendInteger(UInt16(truncatingIfNeeded: kept.utf8.count))
        append(contentsOf: kept.utf8)
    }
}

/// Reads network byte order out of bytes that nobody vouches for: every call may say no, none can trap.
struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private(set) var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    var remaining: Int { bytes.endIndex - position }
    var consumed: Int { position - bytes.startIndex }

    mutating func integer<Value: FixedWidthInteger>(_: Value.Type = Value.self) -> Value? {
        let width = Value.bitWidth / 8
        guard remaining >= width else { return nil }
        var value: Value = 0
        for offset in 0..<width {
            value = (value << 8) | Value(truncatingIfNeeded: bytes[position + offset])
        }
        position += width
        return value
    }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, remaining >= count else { return nil }
        defer { position += count }
        return bytes[position..<(position + count)]
    }

    mutating func text(limit: Int) -> String? {
        guard let count = integer(UInt16.self), Int(count) <= limit, let part = take(Int(count)) else {
            return nil
        }
        return String(validating: part, as: UTF8.self)
    }

    mutating func rest() -> ArraySlice<UInt8> {
        defer { position = bytes.endIndex }
        return bytes[position...]
    }
}

package enum Hexadecimal {
    /// Lower-case, two digits a byte.
    package static func string(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
