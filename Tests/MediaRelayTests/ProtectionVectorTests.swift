import MediaEngine
import MediaRelay
import Testing

@Suite struct `Protection vectors` {
    @Test func `session keys are those of RFC 3711 B_3`() throws {
        let master = try #require(
            MasterKey(
                key: hex("E1F97A0D3E018BE0D64FA32C06DE4139"), salt: hex("0EC675AD498AFEEBB6960B3AABE6"),
                for: .aes128CMHMACSHA1_80))
        let keys = try #require(SessionKeys(master, profile: .aes128CMHMACSHA1_80, kind: .rtp))
        #expect(keys.encryption == hex("C61E7A93744F39EE10734AFE3FF7A087"))
        #expect(keys.salt == hex("30CBBC08863D8C85D49DB34A9AE1"))
        #expect(keys.authentication == hex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4"))
    }

    @Test func `the counter-mode keystream is that of RFC 3711 B_2`() throws {
        // The vector's IV F0F1…FD0000 is its salt with SSRC 0 and index 0.
        let keys = SessionKeys(
            encryption: hex("2B7E151628AED2A6ABF7158809CF4F3C"),
            authentication: [UInt8](repeating: 0, count: 20),
            salt: hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"))
        let cipher = try #require(SealingCipher(keys: keys, profile: .aes128CMHMACSHA1_80, direction: .seal))
        var stream = [UInt8](repeating: 0, count: 58)
        var span = stream.mutableSpan
        let sealed = cipher.seal(&span, header: 0, length: 48, trailer: 10, ssrc: 0, index: 0)
        #expect(sealed)
        #expect(
            Array(stream.prefix(48))
                == hex(
                    "E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB"
                        + "41E95B3BB0A2E8DD477901E4FCA894C0"))
    }

    @Test(
        arguments: [
            (
                ProtectionProfile.aeadAES128GCM, 16,
                """
                8040f17b 8041f8d3 5501a0b2 f24de3a3 fb34de6c acba861c 9d7e4bca be633bd5
                0d294e6f 42a5f47a 51c7d19b 36de3adf 8833899d 7f27beb1 6a9152cf 765ee439 0cce
                """
            ),
            (
                ProtectionProfile.aeadAES256GCM, 32,
                """
                8040f17b 8041f8d3 5501a0b2 32b1de78 a822fe12 ef9f78fa 332e33aa b1801238
                9a58e2f3 b50b2a02 76ffae0f 1ba63799 b87b7aa3 db36dfff d6b0f9bb 7878d7a7 6c13
                """
            ),
        ], [CipherLibrary.quickest, .openSSL])
    func `an SRTP packet is that of RFC 7714 16`(
        vector: (profile: ProtectionProfile, keyBytes: Int, expected: String), library: CipherLibrary
    ) throws {
        let (profile, keyBytes, expected) = vector
        let header = hex("8040f17b 8041f8d3 5501a0b2")
        let text = Array("Gallia est omnis divisa in partes tres".utf8)
        var packet = header + text + [UInt8](repeating: 0, count: 16)
        let cipher = try #require(Self.cipher(profile, keyBytes, library))
        var span = packet.mutableSpan
        let sealed = cipher.seal(
            &span, header: 12, length: 12 + text.count, trailer: 16, ssrc: 0x5501_a0b2, index: 0xf17b)
        #expect(sealed)
        #expect(packet == hex(expected))
    }

    @Test(arguments: [CipherLibrary.quickest, .openSSL])
    func `an SRTCP packet is that of RFC 7714 17_1`(library: CipherLibrary) throws {
        let plain = hex(
            """
            81c8000d 4d617273 4e545031 4e545032 52545020 0000042a 0000e930 4c756e61
            deadbeef deadbeef deadbeef deadbeef deadbeef
            """)
        var packet = plain + [UInt8](repeating: 0, count: 16) + hex("800005d4")
        let cipher = try #require(Self.cipher(.aeadAES128GCM, 16, library))
        var span = packet.mutableSpan
        let sealed = cipher.seal(
            &span, header: 8, length: plain.count, trailer: 20, ssrc: 0x4d61_7273, index: 0x5d4,
            isControl: true)
        #expect(sealed)
        #expect(
            packet
                == hex(
                    """
                    81c8000d 4d617273 63e94885 dcdab67c a727d766 2f6b7e99 7ff5c0f7 6c06f32d
                    c676a5f1 730d6fda 4ce09b46 86303ded 0bb9275b c84aa458 96cf4d2f c5abf872 45d9eade 800005d4
                    """))
    }

    private static func cipher(
        _ profile: ProtectionProfile, _ keyBytes: Int, _ library: CipherLibrary
    ) -> SealingCipher? {
        let key = (0..<keyBytes).map { UInt8($0) }
        let keys = SessionKeys(encryption: key, authentication: [], salt: hex("517569642070726f2071756f"))
        return SealingCipher(keys: keys, profile: profile, library, direction: .seal)
    }
}
