import COpenSSL
package import MediaEngine

/// One OpenSSL cipher context (and MAC, for the counter-mode suite) with its key set once; per packet only the
/// initialisation vector changes, so nothing is fetched or allocated on the packet path.
package final class SealingCipher {
    package enum Direction { case seal, open }

    private let profile: ProtectionProfile
    private let cipher: OpaquePointer
    private let mac: OpaquePointer?
    let salt: [UInt8]
    private var vector = [UInt8](repeating: 0, count: 16)
    private var digest = [UInt8](repeating: 0, count: 20)

    package init?(keys: SessionKeys, profile: ProtectionProfile, direction: Direction) {
        guard let cipher = EVP_CIPHER_CTX_new() else { return nil }
        let kind =
            switch profile {
            case .aes128CMHMACSHA1_80: EVP_aes_128_ctr()
            case .aeadAES128GCM: EVP_aes_128_gcm()
            case .aeadAES256GCM: EVP_aes_256_gcm()
            }
        let encrypts: Int32 = direction == .seal || profile == .aes128CMHMACSHA1_80 ? 1 : 0
        var mac: OpaquePointer?
        var ready = EVP_CipherInit_ex(cipher, kind, nil, keys.encryption, nil, encrypts) == 1
        if profile == .aes128CMHMACSHA1_80 {
            mac = huizhen_hmac_sha1(keys.authentication, keys.authentication.count)
            ready = ready && mac != nil
        }
        guard ready else {
            EVP_CIPHER_CTX_free(cipher)
            EVP_MAC_CTX_free(mac)
            return nil
        }
        self.profile = profile
        self.cipher = cipher
        self.mac = mac
        self.salt = keys.salt
    }

    deinit {
        EVP_CIPHER_CTX_free(cipher)
        EVP_MAC_CTX_free(mac)
    }

    /// SRTP counter-mode vector (RFC 3711 §4.1.1): salt · 2^16 XOR SSRC · 2^64 XOR index · 2^16.
    /// SRTP GCM vector (RFC 7714 §8.1): (0 · SSRC · 48-bit index) XOR salt. For SRTCP (§9.1) the index has 31 bits.
    package func setVector(ssrc: UInt32, index: UInt64) {
        let offset = profile == .aes128CMHMACSHA1_80 ? 4 : 2
        for position in 0..<16 { vector[position] = position < salt.count ? salt[position] : 0 }
        for byte in 0..<4 {
            vector[offset + byte] ^= UInt8(truncatingIfNeeded: ssrc >> UInt32(24 - 8 * byte))
        }
        let last = profile == .aes128CMHMACSHA1_80 ? 8 : 6
        for byte in 0..<6 { vector[last + byte] ^= UInt8(truncatingIfNeeded: index >> UInt64(40 - 8 * byte)) }
    }

    /// AES-CM over `bytes` in place, with the vector set before.
    package func applyCounterMode(_ bytes: UnsafeMutablePointer<UInt8>, count: Int) -> Bool {
        guard EVP_CipherInit_ex(cipher, nil, nil, nil, vector, -1) == 1 else { return false }
        guard count > 0 else { return true }
        var written: Int32 = 0
        // SAFETY: counter mode writes `count` bytes over the `count` bytes it reads; OpenSSL allows exact overlap.
        return EVP_CipherUpdate(cipher, bytes, &written, bytes, Int32(count)) == 1
    }

    /// HMAC-SHA1 over `bytes` and, for RTP, the roll-over counter; the first ten bytes are the tag (RFC 3711 §4.2.1).
    package func authenticate(
        _ bytes: UnsafePointer<UInt8>, count: Int, rollover: UInt32?, _ body: (UnsafePointer<UInt8>) -> Bool
    ) -> Bool {
        guard let mac, EVP_MAC_init(mac, nil, 0, nil) == 1, EVP_MAC_update(mac, bytes, count) == 1 else {
            return false
        }
        if let rollover {
            var bigEndian = rollover.bigEndian
            let fed = withUnsafeBytes(of: &bigEndian) { raw in
                EVP_MAC_update(mac, raw.baseAddress?.assumingMemoryBound(to: UInt8.self), 4)
            }
            guard fed == 1 else { return false }
        }
        var written = 0
        guard EVP_MAC_final(mac, &digest, &written, digest.count) == 1, written == 20 else { return false }
        return digest.withUnsafeBufferPointer { pointer in pointer.baseAddress.map(body) ?? false }
    }

    /// GCM in place over `text`; the tag goes to `tag` (16 bytes).
    package func sealGCM(
        associated: Associated, text: UnsafeMutablePointer<UInt8>, count: Int,
        tag: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        guard startGCM(associated) else { return false }
        var written: Int32 = 0
        if count > 0, EVP_EncryptUpdate(cipher, text, &written, text, Int32(count)) != 1 { return false }
        // SAFETY: GCM has no block left to flush; EVP_EncryptFinal_ex writes nothing behind `text`.
        return EVP_EncryptFinal_ex(cipher, text + count, &written) == 1
            && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, 16, tag) == 1
    }

    package func openGCM(
        associated: Associated, text: UnsafeMutablePointer<UInt8>, count: Int,
        tag: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        guard startGCM(associated) else { return false }
        var written: Int32 = 0
        if count > 0, EVP_DecryptUpdate(cipher, text, &written, text, Int32(count)) != 1 { return false }
        return EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, 16, tag) == 1
            && EVP_DecryptFinal_ex(cipher, text + count, &written) == 1
    }

    /// What GCM authenticates without encrypting: the header, and for SRTCP the index word behind the packet.
    package struct Associated {
        package var header: UnsafePointer<UInt8>
        package var headerBytes: Int
        package var trailer: UnsafePointer<UInt8>?
        package var trailerBytes: Int

        package init(
            header: UnsafePointer<UInt8>, headerBytes: Int, trailer: UnsafePointer<UInt8>?, trailerBytes: Int
        ) {
            self.header = header
            self.headerBytes = headerBytes
            self.trailer = trailer
            self.trailerBytes = trailerBytes
        }
    }

    private func startGCM(_ associated: Associated) -> Bool {
        guard EVP_CipherInit_ex(cipher, nil, nil, nil, vector, -1) == 1 else { return false }
        var written: Int32 = 0
        guard EVP_CipherUpdate(cipher, nil, &written, associated.header, Int32(associated.headerBytes)) == 1
        else { return false }
        guard let trailer = associated.trailer else { return true }
        return EVP_CipherUpdate(cipher, nil, &written, trailer, Int32(associated.trailerBytes)) == 1
    }
}
