import Crypto
import Foundation
package import MediaEngine
package import Wire

/// Everything derived from a trunk's secret by HKDF-SHA-256 (RFC 5869); the labels stand in Protocols/trunk-format.md.
package struct TrunkKeys: Sendable {
    package static let secretBytes = 32

    /// Public name of the trunk on the wire: finds the leg, tells nothing of the secret.
    package let identifier: UInt64
    private let secret: SymmetricKey
    private let helloKey: SymmetricKey

    /// nil unless the secret has 256 bits.
    package init?(secret bytes: [UInt8]) {
        guard bytes.count == Self.secretBytes else { return nil }
        secret = SymmetricKey(data: bytes)
        helloKey = Self.derive(secret, salt: [], label: "huizhen trunk 1 hello", bytes: 32)
        let name = Self.derive(secret, salt: [], label: "huizhen trunk 1 name", bytes: 8)
        identifier = name.withUnsafeBytes { $0.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
    }

    package func code(of hello: TrunkHello) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: hello.authenticated, using: helloKey))
    }

    package func isAuthentic(_ datagram: Span<UInt8>) -> Bool {
        guard datagram.count == TrunkHello.bytes else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            datagram.array(TrunkHello.codeOffset..<TrunkHello.bytes),
            authenticating: datagram.array(0..<TrunkHello.codeOffset), using: helloKey)
    }

    /// The master key and salt (AEAD_AES_256_GCM) of one direction in one epoch: 32 + 12 bytes of one output.
    package func masterKey(
        from sender: TrunkRole, epoch: UInt32, branchNonce: [UInt8], coreNonce: [UInt8]
    ) -> MasterKey? {
        let direction = sender == .branch ? "branch" : "core"
        let material = Self.derive(
            secret, salt: branchNonce + coreNonce, label: "huizhen trunk 1 media \(direction) \(epoch)",
            bytes: 44)
        let bytes = material.withUnsafeBytes { Array($0) }
        return MasterKey(key: Array(bytes[..<32]), salt: Array(bytes[32...]), for: .aeadAES256GCM)
    }

    private static func derive(
        _ secret: SymmetricKey, salt: [UInt8], label: String, bytes: Int
    ) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: secret, salt: salt, info: Array(label.utf8), outputByteCount: bytes)
    }
}
