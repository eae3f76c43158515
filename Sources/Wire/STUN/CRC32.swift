/// The CRC-32 of ISO 3309, for STUN's FINGERPRINT (RFC 8489 §14.7).
package enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        var value = UInt32(index)
        for _ in 0..<8 { value = value & 1 != 0 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
        return value
    }

    /// Over the first `count` bytes.
    package static func checksum(_ bytes: Span<UInt8>, count: Int) -> UInt32 {
        let table = Self.table
        var value: UInt32 = 0xFFFF_FFFF
        for index in 0..<min(max(count, 0), bytes.count) {
            value = value >> 8 ^ table[Int((value ^ UInt32(bytes[index])) & 0xFF)]
        }
        return ~value
    }
}
