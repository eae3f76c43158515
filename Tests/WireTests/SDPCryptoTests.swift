import Simulation
import Testing
import Wire

/// `a=crypto` (RFC 4568): what is taken, what is refused, and what is never shown.
@Suite struct SDPCryptoTests {
    private static let key30 = Base64.encode((0..<30).map { UInt8($0) })
    private static let key28 = Base64.encode((0..<28).map { UInt8($0) })
    private static let key44 = Base64.encode((0..<44).map { UInt8($0) })

    @Test(arguments: [
        ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30)", SDPCrypto.Suite.aes128CMHMACSHA1_80, 16, 14),
        ("7 aead_aes_128_gcm inline:\(key28)", .aeadAES128GCM, 16, 12),
        ("2 AEAD_AES_256_GCM inline:\(key44)|2^31", .aeadAES256GCM, 32, 12),
        ("3 AES_CM_128_HMAC_SHA1_80 inline:\(key30)|1048576 WSH=128 KDR=0", .aes128CMHMACSHA1_80, 16, 14),
    ])
    func `a key of the right length is taken with its salt`(
        line: String, suite: SDPCrypto.Suite, key: Int, salt: Int
    ) throws {
        let crypto = try SDPCrypto(line)
        #expect(crypto.suite == suite && crypto.key == (0..<UInt8(key)).map { $0 })
        #expect(crypto.salt == (UInt8(key)..<UInt8(key + salt)).map { $0 })
        #expect(try SDPCrypto(crypto.line) == crypto)
        #expect(!"\(crypto)".contains(Base64.encode(crypto.key + crypto.salt)), "a key is shown")
    }

    /// The example of RFC 4568 §6.1, with its lifetime and without its identifier.
    @Test func `the example of the standard is read`() throws {
        let crypto = try SDPCrypto(
            "1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^20")
        #expect(crypto.key.prefix(4) == [0x77, 0x44, 0x66, 0x76] && crypto.salt.count == 14)
    }

    @Test(arguments: [
        ("", SDPCrypto.Problem.malformed),
        ("x AES_CM_128_HMAC_SHA1_80 inline:\(key30)", .malformed),
        ("1 AES_CM_128_HMAC_SHA1_80", .malformed),
        ("1 AES_CM_128_HMAC_SHA1_32 inline:\(key30)", .unknownSuite),
        ("1 F8_128_HMAC_SHA1_80 inline:\(key30)", .unknownSuite),
        ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key28)", .badKey),
        ("1 AEAD_AES_256_GCM inline:\(key28)", .badKey),
        ("1 AES_CM_128_HMAC_SHA1_80 inline:!!!!", .badKey),
        ("1 AES_CM_128_HMAC_SHA1_80 \(key30)", .badKey),
        ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30)|2^20|1:4", .masterKeyIdentifier),
        ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30)|1:4;inline:\(key30)|2:4", .severalKeys),
        ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30)|abc", .malformed),
        ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30) UNENCRYPTED_SRTP", .unprotected),
        ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30) unencrypted_srtcp", .unprotected),
        ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30) UNAUTHENTICATED_SRTP", .unprotected),
        ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30) KDR=3", .unknownParameter),
        ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30) FEC_ORDER=FEC_SRTP", .unknownParameter),
    ])
    func `a line that cannot be used is refused with its reason`(line: String, problem: SDPCrypto.Problem) {
        #expect(throws: problem) { try SDPCrypto(line) }
    }

    @Test func `base64 comes back as it went, and no other text is taken`() {
        var random = SeededGenerator(seed: 4568)
        for length in 0..<70 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
        #expect(Base64.decode("Zg") == [0x66] && Base64.decode("Zg==") == [0x66])
        for text in ["Z", "Zg===", "Z===", "Z g=", "Zg=a", "é"] {
            #expect(Base64.decode(text) == nil, "\(text)")
        }
    }

    @Test(arguments: [
        ([0x65, 0x88] as [UInt8], true),  // IDR slice
        ([0x67, 0x42], true),  // sequence parameters
        ([0x41, 0x9A], false), ([0x68, 0xCE], false), ([0x06, 0x05], false),
        ([0x78, 0, 2, 0x67, 0x42, 0, 2, 0x68, 0xCE], true),  // STAP-A
        ([0x78, 0, 2, 0x09, 0x10, 0, 1, 0x65], true), ([0x78, 0, 2, 0x41, 0x9A], false),
        ([0x78, 0, 9, 0x67], false), ([0x78, 0], false), ([0x78], false), ([0x78, 0, 0, 0, 0], false),
        ([0x7C, 0x85, 0x88], true), ([0x7C, 0x05, 0x88], false), ([0x7C, 0x45], false),  // FU-A
        ([0x7C, 0x81, 0x9A], false),
    ])
    func `a decoder may start at H.264 parameters and IDR pictures only`(payload: [UInt8], starts: Bool) {
        let packet = [UInt8](repeating: 0, count: 12) + payload
        #expect(H264Payload(packet.span, payload: 12..<packet.count)?.startsKeyframe == starts)
        for end in 12..<packet.count { _ = H264Payload(packet.span, payload: 12..<end) }
    }
}
