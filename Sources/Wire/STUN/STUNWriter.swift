/// Writes one STUN message into a buffer; nothing is written past its end, and `finish` then gives nil.
package struct STUNWriter: Sendable {
    private var offset = STUN.headerBytes
    private var overflow = false

    package init(
        _ type: STUNClass, method: UInt16 = STUN.bindingMethod, transaction: STUNTransactionID,
        into bytes: inout MutableSpan<UInt8>
    ) {
        guard bytes.count >= STUN.headerBytes else {
            overflow = true
            return
        }
        let classBits: UInt16 =
            switch type {
            case .request: 0x0000
            case .indication: 0x0010
            case .success: 0x0100
            case .error: 0x0110
            }
        bytes.store(classBits | method & 0x000F | (method & 0x0070) << 1 | (method & 0x0F80) << 2, at: 0)
        bytes.store(UInt16(0), at: 2)
        bytes.store(STUN.magicCookie, at: 4)
        bytes.store(transaction.high, at: 8)
        bytes.store(transaction.low, at: 12)
    }

    private mutating func open(_ type: UInt16, length: Int, _ bytes: inout MutableSpan<UInt8>) -> Int? {
        let padded = (length &+ 3) & ~3
        guard !overflow, length <= 512, offset &+ 4 &+ padded <= bytes.count else {
            overflow = true
            return nil
        }
        bytes.store(type, at: offset)
        bytes.store(UInt16(truncatingIfNeeded: length), at: offset &+ 2)
        let value = offset &+ 4
        for index in length..<padded { bytes[value &+ index] = 0 }
        offset = value &+ padded
        return value
    }

    package mutating func add(_ type: UInt16, bytes value: [UInt8], into bytes: inout MutableSpan<UInt8>) {
        guard let start = open(type, length: value.count, &bytes) else { return }
        bytes.copy(value, to: start)
    }

    package mutating func add(_ type: UInt16, u32 value: UInt32, into bytes: inout MutableSpan<UInt8>) {
        guard let start = open(type, length: 4, &bytes) else { return }
        bytes.store(value, at: start)
    }

    package mutating func add(_ type: UInt16, u64 value: UInt64, into bytes: inout MutableSpan<UInt8>) {
        guard let start = open(type, length: 8, &bytes) else { return }
        bytes.store(value, at: start)
    }

    package mutating func addFlag(_ type: UInt16, into bytes: inout MutableSpan<UInt8>) {
        _ = open(type, length: 0, &bytes)
    }

    package mutating func addMappedAddress(_ address: PeerAddress, into bytes: inout MutableSpan<UInt8>) {
        let length = address.family == .v4 ? 8 : 20
        guard let start = open(STUN.Attribute.xorMappedAddress, length: length, &bytes) else { return }
        bytes[start] = 0
        bytes[start &+ 1] = address.family == .v4 ? 1 : 2
        bytes.store(address.port ^ UInt16(truncatingIfNeeded: STUN.magicCookie >> 16), at: start &+ 2)
        switch address.family {
        case .v4:
            bytes.store(UInt32(truncatingIfNeeded: address.low) ^ STUN.magicCookie, at: start &+ 4)
        case .v6:
            let mask = UInt64(STUN.magicCookie) << 32 | UInt64(bytes.span.u32(8))
            let tail = bytes.span.u64(12)
            bytes.store(address.high ^ mask, at: start &+ 4)
            bytes.store(address.low ^ tail, at: start &+ 12)
        }
    }

    package mutating func addError(_ code: Int, reason: String, into bytes: inout MutableSpan<UInt8>) {
        let text = Array(reason.utf8.prefix(128))
        guard let start = open(STUN.Attribute.errorCode, length: 4 &+ text.count, &bytes) else { return }
        bytes.store(UInt16(0), at: start)
        bytes[start &+ 2] = UInt8(truncatingIfNeeded: code / 100)
        bytes[start &+ 3] = UInt8(truncatingIfNeeded: code % 100)
        bytes.copy(text, to: start &+ 4)
    }

    /// Closes the message with MESSAGE-INTEGRITY under `key`, if any, and FINGERPRINT. Gives its length.
    package mutating func finish(with key: HMACSHA1?, into bytes: inout MutableSpan<UInt8>) -> Int? {
        if let key {
            let head = offset
            guard let start = open(STUN.Attribute.messageIntegrity, length: SHA1.digestBytes, &bytes) else {
                return nil
            }
            bytes.store(UInt16(truncatingIfNeeded: offset &- STUN.headerBytes), at: 2)
            var hash = key.begin()
            hash.update(bytes.span.extracting(0..<head))
            let digest = key.finish(hash)
            for index in digest.indices { bytes[start &+ index] = digest[index] }
        }
        let head = offset
        guard let start = open(STUN.Attribute.fingerprint, length: 4, &bytes) else { return nil }
        bytes.store(UInt16(truncatingIfNeeded: offset &- STUN.headerBytes), at: 2)
        bytes.store(CRC32.checksum(bytes.span, count: head) ^ STUN.fingerprintMask, at: start)
        return offset
    }
}
