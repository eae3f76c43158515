import Crypto
import Foundation

/// The key with which this installation signs what provinces read (Ed25519, RFC 8032). Made at the first start; its
/// public half lies beside it for whoever sets up the other side.
package struct FeedSigningKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey

    package static let file = "supervision-signing.key"
    package static let publicFile = "supervision-signing.pub"

    package static func open(directory: String) throws -> FeedSigningKey {
        let path = "\(directory)/\(file)"
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        if !FileManager.default.fileExists(atPath: path) {
            try SecretFile.write(Array(Curve25519.Signing.PrivateKey().rawRepresentation), to: path)
        }
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: try SecretFile.read(path))
        else { throw StorageError.keyUnreadable(file: path) }
        let opened = FeedSigningKey(key: key)
        try Data((opened.publicKey + "\n").utf8)
            .write(to: URL(fileURLWithPath: "\(directory)/\(publicFile)"), options: .atomic)
        return opened
    }

    /// A fresh one that lives in memory alone.
    package static func generate() -> FeedSigningKey { FeedSigningKey(key: Curve25519.Signing.PrivateKey()) }

    /// 32 bytes in hexadecimal.
    package var publicKey: String { Hexadecimal.encode(key.publicKey.rawRepresentation) }

    /// 64 bytes in hexadecimal.
    package func signature(of text: String) throws -> String {
        Hexadecimal.encode(try key.signature(for: Data(text.utf8)))
    }

    /// Whether `signature` over `text` was made with the other half of `publicKey`; both in hexadecimal.
    package static func isRight(_ signature: String, of text: String, by publicKey: String) -> Bool {
        guard let signature = Hexadecimal.decode(signature), let raw = Hexadecimal.decode(publicKey),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: raw)
        else { return false }
        return key.isValidSignature(signature, for: Data(text.utf8))
    }
}
