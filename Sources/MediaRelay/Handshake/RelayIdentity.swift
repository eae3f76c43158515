import COpenSSL
package import MediaEngine

/// The certificate this process shows in every DTLS handshake: self-signed, P-256, made at start, never stored.
/// What makes it trustworthy is its fingerprint in the SDP, which travels over the signalling (RFC 8122).
///
/// SAFETY: `@unchecked Sendable` holds because the three OpenSSL objects are only written during `init`; afterwards
/// threads read them, take references and call `SSL_new`, which OpenSSL 3 allows on a context that nobody reconfigures
/// (openssl-threads(7)).
package final class RelayIdentity: @unchecked Sendable {
    package enum Failure: Error, Hashable, Sendable { case key, certificate, context }

    /// SHA-256 of the certificate, 32 bytes.
    package let fingerprint: [UInt8]
    let context: OpaquePointer
    private let certificate: OpaquePointer
    private let key: OpaquePointer

    /// Offered, and preferred in this order.
    package static let profiles: [ProtectionProfile] = [.aeadAES128GCM, .aeadAES256GCM, .aes128CMHMACSHA1_80]

    /// `offering` narrows the profiles for a test or a policy.
    package init(offering profiles: [ProtectionProfile] = RelayIdentity.profiles) throws(Failure) {
        guard let key = huizhen_generate_p256() else { throw .key }
        guard let certificate = Self.selfSign(key), let fingerprint = CertificateFingerprint.of(certificate)
        else {
            EVP_PKEY_free(key)
            throw .certificate
        }
        guard let context = Self.makeContext(certificate, key, profiles) else {
            X509_free(certificate)
            EVP_PKEY_free(key)
            throw .context
        }
        self.key = key
        self.certificate = certificate
        self.fingerprint = fingerprint
        self.context = context
    }

    deinit {
        SSL_CTX_free(context)
        X509_free(certificate)
        EVP_PKEY_free(key)
    }

    private static func selfSign(_ key: OpaquePointer) -> OpaquePointer? {
        guard let certificate = X509_new() else { return nil }
        var serial: UInt64 = 0
        let drawn = withUnsafeMutableBytes(of: &serial) {
            RAND_bytes($0.baseAddress?.assumingMemoryBound(to: UInt8.self), 8)
        }
        // From yesterday, for a peer whose clock is behind; a month covers any process between two updates.
        let day = 24 * 60 * 60
        let name = X509_get_subject_name(certificate)
        let utf8 = Int32(0x1000)  // MBSTRING_UTF8, a macro with a shift Swift does not import
        let label = Array("huizhen".utf8)
        guard drawn == 1,
            X509_set_version(certificate, 2) == 1,
            ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1 | 1) == 1,
            X509_gmtime_adj(X509_getm_notBefore(certificate), -day) != nil,
            X509_gmtime_adj(X509_getm_notAfter(certificate), 30 * day) != nil,
            X509_NAME_add_entry_by_txt(name, "CN", utf8, label, Int32(label.count), -1, 0) == 1,
            X509_set_issuer_name(certificate, name) == 1,
            X509_set_pubkey(certificate, key) == 1,
            X509_sign(certificate, key, EVP_sha256()) > 0
        else {
            X509_free(certificate)
            return nil
        }
        return certificate
    }

    private static func makeContext(
        _ certificate: OpaquePointer, _ key: OpaquePointer, _ profiles: [ProtectionProfile]
    ) -> OpaquePointer? {
        guard let context = SSL_CTX_new(DTLS_method()) else { return nil }
        _ = SSL_CTX_set_options(context, huizhen_dtls_options())
        huizhen_no_session_cache(context)
        huizhen_require_peer_certificate(context)
        let list = profiles.map(\.openSSLName).joined(separator: ":")
        guard huizhen_only_dtls12(context) == 1,
            SSL_CTX_use_certificate(context, certificate) == 1,
            SSL_CTX_use_PrivateKey(context, key) == 1,
            // Forward secrecy and AEAD only; every browser has them (RFC 8827 §6.5).
            SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1,
            huizhen_set_curves(context, "X25519:P-256:P-384") == 1,
            SSL_CTX_set_tlsext_use_srtp(context, list) == 0  // zero is success here
        else {
            SSL_CTX_free(context)
            return nil
        }
        return context
    }
}

enum CertificateFingerprint {
    static func of(_ certificate: OpaquePointer) -> [UInt8]? {
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 32
        guard X509_digest(certificate, EVP_sha256(), &digest, &length) == 1, length == 32 else { return nil }
        return digest
    }
}
