import COpenSSL
import MediaEngine

/// Both directions' master keys as DTLS-SRTP exports them (RFC 5764 §4.2):
/// client key · server key · client salt · server salt.
struct DTLSKeys {
    var client: MasterKey
    var server: MasterKey

    init?(exportingFrom ssl: OpaquePointer, profile: ProtectionProfile) {
        let key = profile.masterKeyBytes
        let salt = profile.masterSaltBytes
        let label = "EXTRACTOR-dtls_srtp"
        var material = [UInt8](repeating: 0, count: 2 * (key + salt))
        guard
            SSL_export_keying_material(ssl, &material, material.count, label, label.utf8.count, nil, 0, 0)
                == 1
        else { return nil }
        let clientSalt = 2 * key
        guard
            let client = MasterKey(
                key: Array(material[..<key]), salt: Array(material[clientSalt..<clientSalt + salt]),
                for: profile),
            let server = MasterKey(
                key: Array(material[key..<clientSalt]), salt: Array(material[(clientSalt + salt)...]),
                for: profile)
        else { return nil }
        self.client = client
        self.server = server
    }
}
