import COpenSSL
package import MediaEngine

/// Session keys grown from a master key (RFC 3711 §4.3, RFC 7714 §11). Key derivation rate zero: derived once.
package struct SessionKeys {
    package var encryption: [UInt8]
    package var authentication: [UInt8]
    package var salt: [UInt8]

    package enum Kind { case rtp, rtcp }

    package init(encryption: [UInt8], authentication: [UInt8], salt: [UInt8]) {
        self.encryption = encryption
        self.authentication = authentication
        self.salt = salt
    }

    package init?(_ master: MasterKey, profile: ProtectionProfile, kind: Kind) {
        let first: UInt8 = kind == .rtp ? 0 : 3
        let authenticationBytes = profile == .aes128CMHMACSHA1_80 ? 20 : 0
        guard let encryption = Self.derive(master, label: first, bytes: profile.masterKeyBytes),
            let authentication = Self.derive(master, label: first + 1, bytes: authenticationBytes),
            let salt = Self.derive(master, label: first + 2, bytes: profile.masterSaltBytes)
        else { return nil }
        self.encryption = encryption
        self.authentication = authentication
        self.salt = salt
    }

    /// PRF: AES in counter mode over zeros, from (master salt XOR label at byte 7) · 2^16. A 96-bit salt stands left.
    static func derive(_ master: MasterKey, label: UInt8, bytes: Int) -> [UInt8]? {
        guard bytes > 0 else { return [] }
        var start = [UInt8](repeating: 0, count: 16)
        for position in master.salt.indices { start[position] = master.salt[position] }
        start[7] ^= label
        guard let context = EVP_CIPHER_CTX_new() else { return nil }
        defer { EVP_CIPHER_CTX_free(context) }
        let cipher = master.key.count == 32 ? EVP_aes_256_ctr() : EVP_aes_128_ctr()
        let zeros = [UInt8](repeating: 0, count: bytes)
        var output = [UInt8](repeating: 0, count: bytes)
        var written: Int32 = 0
        // SAFETY: counter mode writes exactly as many bytes as it reads; both arrays hold `bytes`.
        guard EVP_EncryptInit_ex(context, cipher, nil, master.key, start) == 1,
            EVP_EncryptUpdate(context, &output, &written, zeros, Int32(bytes)) == 1, Int(written) == bytes
        else { return nil }
        return output
    }
}
