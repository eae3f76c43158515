/// The 96 bits that tie a STUN answer to its request (RFC 8489 §5).
package struct STUNTransactionID: Hashable, Sendable {
    package var high: UInt32
    package var low: UInt64
    package init(high: UInt32, low: UInt64) {
        self.high = high
        self.low = low
    }
}

package enum STUNClass: UInt8, Hashable, Sendable { case request = 0, indication = 1, success = 2, error = 3 }

package enum STUNProblem: Error, Hashable, Sendable {
    case tooShort, notSTUN, wrongLength, brokenAttribute, wrongFingerprint
}

package enum STUN {
    package static let magicCookie: UInt32 = 0x2112_A442
    package static let headerBytes = 20
    package static let bindingMethod: UInt16 = 0x001
    /// XORed onto the CRC so that it differs from that of an enclosing protocol (RFC 8489 §14.7).
    package static let fingerprintMask: UInt32 = 0x5354_554E

    package enum Attribute {
        package static let mappedAddress: UInt16 = 0x0001
        package static let username: UInt16 = 0x0006
        package static let messageIntegrity: UInt16 = 0x0008
        package static let errorCode: UInt16 = 0x0009
        package static let xorMappedAddress: UInt16 = 0x0020
        package static let priority: UInt16 = 0x0024
        package static let useCandidate: UInt16 = 0x0025
        package static let software: UInt16 = 0x8022
        package static let fingerprint: UInt16 = 0x8028
        package static let iceControlled: UInt16 = 0x8029
        package static let iceControlling: UInt16 = 0x802A
    }
}

/// A STUN message (RFC 8489 §5) with the attributes ICE uses (RFC 8445 §16.1); others are skipped.
///
///     |0 0|     STUN Message Type     |         Message Length        |
///     |                         Magic Cookie                          |
///     |                     Transaction ID (96 bits)                  |
package struct STUNMessage: Hashable, Sendable {
    package var messageClass: STUNClass
    package var method: UInt16
    package var transaction: STUNTransactionID
    package var username: Range<Int>?
    /// Offset of the MESSAGE-INTEGRITY attribute's head.
    package var integrityOffset: Int?
    package var hasFingerprint = false
    package var priority: UInt32?
    package var usesCandidate = false
    package var controllingTieBreaker: UInt64?
    package var controlledTieBreaker: UInt64?
    package var mappedAddress: PeerAddress?
    package var errorCode: Int?

    package init(_ bytes: Span<UInt8>) throws(STUNProblem) {
        guard bytes.count >= STUN.headerBytes else { throw .tooShort }
        let type = bytes.u16(0)
        guard type & 0xC000 == 0, bytes.u32(4) == STUN.magicCookie else { throw .notSTUN }
        let length = Int(bytes.u16(2))
        guard length % 4 == 0, length &+ STUN.headerBytes == bytes.count else { throw .wrongLength }
        messageClass = Self.readClass(type)
        method = type & 0x000F | (type & 0x00E0) >> 1 | (type & 0x3E00) >> 2
        transaction = STUNTransactionID(high: bytes.u32(8), low: bytes.u64(12))
        try readAttributes(bytes)
    }

    private static func readClass(_ type: UInt16) -> STUNClass {
        switch (type & 0x0100 != 0, type & 0x0010 != 0) {
        case (false, false): .request
        case (false, true): .indication
        case (true, false): .success
        case (true, true): .error
        }
    }

    private mutating func readAttributes(_ bytes: Span<UInt8>) throws(STUNProblem) {
        var offset = STUN.headerBytes
        while offset < bytes.count {
            guard offset &+ 4 <= bytes.count else { throw .brokenAttribute }
            let type = bytes.u16(offset)
            let length = Int(bytes.u16(offset &+ 2))
            let value = offset &+ 4
            let next = value &+ (length &+ 3) & ~3
            guard next <= bytes.count else { throw .brokenAttribute }
            // Attributes behind MESSAGE-INTEGRITY are not protected and ignored, save FINGERPRINT (RFC 8489 §14.5).
            if integrityOffset == nil || type == STUN.Attribute.fingerprint {
                try readAttribute(type, bytes, at: offset, value: value..<value &+ length)
            }
            if type == STUN.Attribute.fingerprint, next != bytes.count { throw .brokenAttribute }
            offset = next
        }
    }

    private mutating func readAttribute(
        _ type: UInt16, _ bytes: Span<UInt8>, at offset: Int, value: Range<Int>
    ) throws(STUNProblem) {
        let start = value.lowerBound
        switch type {
        case STUN.Attribute.username:
            username = username ?? value
        case STUN.Attribute.messageIntegrity:
            guard value.count == SHA1.digestBytes else { throw .brokenAttribute }
            integrityOffset = offset
        case STUN.Attribute.fingerprint:
            guard value.count == 4 else { throw .brokenAttribute }
            let expected = CRC32.checksum(bytes, count: offset) ^ STUN.fingerprintMask
            guard bytes.u32(start) == expected else { throw .wrongFingerprint }
            hasFingerprint = true
        case STUN.Attribute.priority:
            guard value.count == 4 else { throw .brokenAttribute }
            priority = bytes.u32(start)
        case STUN.Attribute.useCandidate:
            usesCandidate = true
        case STUN.Attribute.iceControlling:
            guard value.count == 8 else { throw .brokenAttribute }
            controllingTieBreaker = bytes.u64(start)
        case STUN.Attribute.iceControlled:
            guard value.count == 8 else { throw .brokenAttribute }
            controlledTieBreaker = bytes.u64(start)
        case STUN.Attribute.xorMappedAddress:
            mappedAddress = try Self.readMapped(bytes, value)
        case STUN.Attribute.errorCode:
            guard value.count >= 4 else { throw .brokenAttribute }
            errorCode = Int(bytes[start &+ 2] & 0x07) &* 100 &+ Int(bytes[start &+ 3])
        default:
            break
        }
    }

    private static func readMapped(_ bytes: Span<UInt8>, _ value: Range<Int>) throws(STUNProblem)
        -> PeerAddress
    {
        let start = value.lowerBound
        guard value.count >= 8 else { throw .brokenAttribute }
        let port = bytes.u16(start &+ 2) ^ UInt16(truncatingIfNeeded: STUN.magicCookie >> 16)
        let first = bytes.u32(start &+ 4) ^ STUN.magicCookie
        switch bytes[start &+ 1] {
        case 1:
            guard value.count == 8 else { throw .brokenAttribute }
            return PeerAddress(v4: first, port: port)
        case 2:
            guard value.count == 20 else { throw .brokenAttribute }
            let high = UInt64(first) << 32 | UInt64(bytes.u32(start &+ 8) ^ bytes.u32(8))
            let low = bytes.u64(start &+ 12) ^ bytes.u64(12)
            return PeerAddress(v6High: high, low: low, port: port)
        default:
            throw .brokenAttribute
        }
    }

    /// Compares MESSAGE-INTEGRITY in constant time. False when there is none.
    package func verifyIntegrity(_ bytes: Span<UInt8>, with key: HMACSHA1) -> Bool {
        guard let offset = integrityOffset, offset &+ 24 <= bytes.count else { return false }
        var hash = key.begin()
        // The length field counts up to the end of this attribute, as if it were the last (RFC 8489 §14.5).
        let length = UInt16(truncatingIfNeeded: offset &+ 24 &- STUN.headerBytes)
        hash.update(bytes[0])
        hash.update(bytes[1])
        hash.update(UInt8(truncatingIfNeeded: length >> 8))
        hash.update(UInt8(truncatingIfNeeded: length))
        hash.update(bytes.extracting(4..<offset))
        let digest = key.finish(hash)
        var difference: UInt8 = 0
        for index in digest.indices { difference |= digest[index] ^ bytes[offset &+ 4 &+ index] }
        return difference == 0
    }
}
