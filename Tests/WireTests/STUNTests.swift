import Testing
import Wire

@Suite struct STUNTests {
    static let vectors = ["request", "responseV4", "responseV6"]

    private func key() throws -> HMACSHA1 {
        HMACSHA1(key: Array(try need(try Vectors.table("stun-rfc5769.txt")["password"]).utf8))
    }

    @Test(arguments: vectors)
    func `each vector of RFC 5769 has its integrity and fingerprint`(name: String) throws {
        let bytes = try Vectors.stun(name)
        let message = try STUNMessage(bytes.span)
        #expect(message.hasFingerprint)
        let good = message.verifyIntegrity(bytes.span, with: try key())
        let bad = message.verifyIntegrity(bytes.span, with: HMACSHA1(key: [1, 2, 3]))
        #expect(good && !bad)
    }

    @Test func `the request says who asks and how`() throws {
        let bytes = try Vectors.stun("request")
        let message = try STUNMessage(bytes.span)
        #expect(message.messageClass == .request && message.method == STUN.bindingMethod)
        #expect(message.transaction == STUNTransactionID(high: 0xB7E7_A701, low: 0xBC34_D686_FA87_DFAE))
        #expect(message.priority == 0x6E00_01FF)
        #expect(message.controlledTieBreaker == 0x932F_F9B1_5126_3B36 && message.controllingTieBreaker == nil)
        let username = try need(message.username)
        #expect(bytes.span.array(username) == Array("evtj:h6vY".utf8))
    }

    @Test func `the responses name the mapped address`() throws {
        let four = try Vectors.stun("responseV4")
        #expect(try STUNMessage(four.span).mappedAddress == PeerAddress(literal: "192.0.2.1", port: 32853))
        let six = try Vectors.stun("responseV6")
        let expected = PeerAddress(literal: "2001:db8:1234:5678:11:2233:4455:6677", port: 32853)
        #expect(try STUNMessage(six.span).mappedAddress == expected)
    }

    @Test(arguments: vectors)
    func `no prefix of a vector is a message`(name: String) throws {
        let bytes = try Vectors.stun(name)
        for count in 0..<bytes.count {
            let prefix = Array(bytes[0..<count])
            #expect(throws: STUNProblem.self) { try STUNMessage(prefix.span) }
        }
    }

    @Test(arguments: vectors)
    func `any flipped bit of a vector is noticed`(name: String) throws {
        let bytes = try Vectors.stun(name)
        let key = try key()
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            let message = try? STUNMessage(changed.span)
            let accepted =
                message.map { $0.hasFingerprint && $0.verifyIntegrity(changed.span, with: key) } ?? false
            #expect(!accepted, "bit \(bit)")
        }
    }

    @Test(arguments: [
        PeerAddress(v4: 0xC000_0201, port: 1), PeerAddress(v4: 0xFFFF_FFFF, port: 65535),
        PeerAddress(v6High: 0x2001_0DB8_0000_0001, low: 0xFFFF_0000_1234_5678, port: 443),
    ])
    func `what is written is read back`(address: PeerAddress) throws {
        let key = HMACSHA1(key: Array("a password".utf8))
        let transaction = STUNTransactionID(high: 7, low: .max)
        var buffer = [UInt8](repeating: 0xEE, count: 300)
        var span = buffer.mutableSpan
        var writer = STUNWriter(.success, transaction: transaction, into: &span)
        writer.addMappedAddress(address, into: &span)
        writer.add(STUN.Attribute.iceControlling, u64: 0x0102_0304_0506_0708, into: &span)
        writer.addFlag(STUN.Attribute.useCandidate, into: &span)
        writer.add(STUN.Attribute.username, bytes: Array("odd".utf8), into: &span)
        writer.addError(487, reason: "Role Conflict", into: &span)
        let length = try need(writer.finish(with: key, into: &span))
        let bytes = Array(buffer[0..<length])
        let message = try STUNMessage(bytes.span)
        #expect(message.mappedAddress == address && message.transaction == transaction)
        #expect(message.messageClass == .success && message.errorCode == 487 && message.usesCandidate)
        #expect(message.controllingTieBreaker == 0x0102_0304_0506_0708)
        let verified = message.verifyIntegrity(bytes.span, with: key)
        #expect(verified)
    }

    @Test func `a message that does not fit its buffer is not written`() {
        for count in 0..<44 {
            var buffer = [UInt8](repeating: 0, count: count)
            var span = buffer.mutableSpan
            var writer = STUNWriter(.request, transaction: .init(high: 0, low: 0), into: &span)
            writer.add(STUN.Attribute.priority, u32: 1, into: &span)
            let length = writer.finish(with: HMACSHA1(key: [1]), into: &span)
            #expect(length == nil)
        }
    }

    @Test(arguments: [
        ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"), ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
        ),
    ])
    func `SHA-1 gives the digests of FIPS 180`(text: String, expected: String) throws {
        var hash = SHA1()
        hash.update(Array(text.utf8).span)
        let digest = hash.finish()
        #expect(digest.indices.map { digest[$0] } == (try Vectors.bytes(hex: expected)))
    }

    @Test func `a key longer than a block is hashed first, as RFC 2202 case 6 wants`() throws {
        let key = HMACSHA1(key: [UInt8](repeating: 0xAA, count: 80))
        var hash = key.begin()
        hash.update(Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8).span)
        let digest = key.finish(hash)
        #expect(
            digest.indices.map { digest[$0] }
                == (try Vectors.bytes(hex: "aa4ae5e15272d00e95705637ce8a3b55ed402112")))
    }

    @Test func `CRC-32 of the check string is that of ISO 3309`() {
        let bytes = Array("123456789".utf8)
        #expect(CRC32.checksum(bytes.span, count: 9) == 0xCBF4_3926)
    }
}
