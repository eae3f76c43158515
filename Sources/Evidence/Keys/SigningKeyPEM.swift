import Foundation

/// Ed25519 keys as PEM (RFC 8410): the DER around the 32 bytes is constant, so it is written out here.
enum SigningKeyPEM {
    /// PKCS#8: SEQUENCE { 0, { 1.3.101.112 }, OCTET STRING { OCTET STRING key } }.
    private static let privatePrefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]
    /// SubjectPublicKeyInfo: SEQUENCE { { 1.3.101.112 }, BIT STRING key }.
    private static let publicPrefix: [UInt8] = [
        0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]

    static func encode(signing raw: [UInt8]) -> String { armour("PRIVATE KEY", privatePrefix + raw) }
    static func encode(verifying raw: [UInt8]) -> String { armour("PUBLIC KEY", publicPrefix + raw) }

    static func privateKey(from pem: [UInt8]) -> [UInt8]? { body(of: pem, "PRIVATE KEY", privatePrefix) }
    static func publicKey(from pem: [UInt8]) -> [UInt8]? { body(of: pem, "PUBLIC KEY", publicPrefix) }

    private static func armour(_ label: String, _ der: [UInt8]) -> String {
        // 48 bytes of DER give one line of 64 characters.
        "-----BEGIN \(label)-----\n\(Data(der).base64EncodedString())\n-----END \(label)-----\n"
    }

    private static func body(of pem: [UInt8], _ label: String, _ prefix: [UInt8]) -> [UInt8]? {
        let lines = String(decoding: pem, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard let begin = lines.firstIndex(of: "-----BEGIN \(label)-----"),
            let end = lines.firstIndex(of: "-----END \(label)-----"), begin < end,
            let der = Data(base64Encoded: lines[(begin + 1)..<end].joined())
        else { return nil }
        let bytes = Array(der)
        guard bytes.count == prefix.count + 32, bytes.starts(with: prefix) else { return nil }
        return Array(bytes.suffix(32))
    }
}
