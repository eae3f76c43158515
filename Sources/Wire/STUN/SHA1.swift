/// SHA-1 (FIPS 180-4 §6.1), only for STUN's MESSAGE-INTEGRITY, which fixes it (RFC 8489 §14.5).
package struct SHA1: Sendable {
    package static let blockBytes = 64
    package static let digestBytes = 20

    private var a: UInt32 = 0x6745_2301
    private var b: UInt32 = 0xEFCD_AB89
    private var c: UInt32 = 0x98BA_DCFE
    private var d: UInt32 = 0x1032_5476
    private var e: UInt32 = 0xC3D2_E1F0
    private var block = InlineArray<64, UInt8>(repeating: 0)
    private var filled = 0
    private var total: UInt64 = 0

    package init() {}

    package mutating func update(_ byte: UInt8) {
        block[filled] = byte
        filled &+= 1
        total &+= 1
        if filled == Self.blockBytes {
            compress()
            filled = 0
        }
    }

    package mutating func update(_ bytes: Span<UInt8>) {
        for index in bytes.indices { update(bytes[index]) }
    }

    package consuming func finish() -> InlineArray<20, UInt8> {
        let bits = total &* 8
        update(0x80)
        while filled != 56 { update(0) }
        for shift in stride(from: 56, through: 0, by: -8) {
            update(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
        }
        var digest = InlineArray<20, UInt8>(repeating: 0)
        for (index, word) in [a, b, c, d, e].enumerated() {
            for byte in 0..<4 {
                digest[index &* 4 &+ byte] = UInt8(truncatingIfNeeded: word >> UInt32(24 &- byte &* 8))
            }
        }
        return digest
    }

    private mutating func compress() {
        var schedule = InlineArray<80, UInt32>(repeating: 0)
        for index in 0..<16 {
            let offset = index &* 4
            schedule[index] =
                UInt32(block[offset]) << 24 | UInt32(block[offset &+ 1]) << 16 | UInt32(block[offset &+ 2])
                << 8
                | UInt32(block[offset &+ 3])
        }
        for index in 16..<80 {
            let mixed =
                schedule[index &- 3] ^ schedule[index &- 8] ^ schedule[index &- 14] ^ schedule[index &- 16]
            schedule[index] = Self.rotate(mixed, 1)
        }
        var (v, w, x, y, z) = (a, b, c, d, e)
        for round in 0..<80 {
            let mix: UInt32
            let constant: UInt32
            switch round {
            case 0..<20: (mix, constant) = ((w & x) | (~w & y), 0x5A82_7999)
            case 20..<40: (mix, constant) = (w ^ x ^ y, 0x6ED9_EBA1)
            case 40..<60: (mix, constant) = ((w & x) | (w & y) | (x & y), 0x8F1B_BCDC)
            default: (mix, constant) = (w ^ x ^ y, 0xCA62_C1D6)
            }
            let next = Self.rotate(v, 5) &+ mix &+ z &+ constant &+ schedule[round]
            (z, y, x, w, v) = (y, x, Self.rotate(w, 30), v, next)
        }
        a = a &+ v
        b = b &+ w
        c = c &+ x
        d = d &+ y
        e = e &+ z
    }

    private static func rotate(_ value: UInt32, _ count: UInt32) -> UInt32 {
        value << count | value >> (32 &- count)
    }
}

/// HMAC-SHA1 (RFC 2104) with the key schedule done once.
package struct HMACSHA1: Sendable {
    private let innerSeed: SHA1
    private let outerSeed: SHA1

    package init(key: [UInt8]) {
        var padded = key
        if padded.count > SHA1.blockBytes {
            var hash = SHA1()
            hash.update(key.span)
            let digest = hash.finish()
            padded = digest.indices.map { digest[$0] }
        }
        padded += [UInt8](repeating: 0, count: SHA1.blockBytes - padded.count)
        var inner = SHA1()
        var outer = SHA1()
        for byte in padded {
            inner.update(byte ^ 0x36)
            outer.update(byte ^ 0x5C)
        }
        innerSeed = inner
        outerSeed = outer
    }

    /// A computation to feed piece by piece; end it with `finish`.
    package func begin() -> SHA1 { innerSeed }

    package func finish(_ inner: consuming SHA1) -> InlineArray<20, UInt8> {
        let digest = inner.finish()
        var outer = outerSeed
        for index in digest.indices { outer.update(digest[index]) }
        return outer.finish()
    }
}
