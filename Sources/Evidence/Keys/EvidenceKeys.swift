package import Crypto
import Foundation

/// The installation's key that wraps the key of every recording. 32 random bytes, in a file only its owner reads.
package struct RecordingKey: Sendable {
    let key: SymmetricKey
    /// Names the key without telling it: the first 16 bytes of SHA-256 over a label and the key.
    package let identifier: [UInt8]

    package init(bytes: [UInt8]) throws(EvidenceError) {
        guard bytes.count == 32 else { throw .keyUnreadable(file: KeyFile.recording) }
        key = SymmetricKey(data: bytes)
        var hash = SHA256()
        hash.update(data: Array("huizhen recording key id v1".utf8))
        hash.update(data: bytes)
        identifier = Array(Array(hash.finalize()).prefix(16))
    }

    package static func load(file: String) throws(EvidenceError) -> RecordingKey {
        try RecordingKey(bytes: KeyFile.read(file, secret: true))
    }
}

/// The key a verifier trusts to have signed checkpoints.
package struct EvidencePublicKey: Sendable, Equatable {
    package let rawRepresentation: [UInt8]

    package init(rawRepresentation: [UInt8]) { self.rawRepresentation = rawRepresentation }

    package static func load(file: String) throws(EvidenceError) -> EvidencePublicKey {
        let bytes = try KeyFile.read(file, secret: false)
        guard let raw = SigningKeyPEM.publicKey(from: bytes) else { throw .keyUnreadable(file: file) }
        return EvidencePublicKey(rawRepresentation: raw)
    }
}

/// Both secrets a recorder needs.
package struct EvidenceKeys: Sendable {
    package let recording: RecordingKey
    let signing: Curve25519.Signing.PrivateKey

    package init(recording: RecordingKey, signing: Curve25519.Signing.PrivateKey) {
        self.recording = recording
        self.signing = signing
    }

    package var publicKey: EvidencePublicKey {
        EvidencePublicKey(rawRepresentation: Array(signing.publicKey.rawRepresentation))
    }

    /// Fresh keys that live in memory alone.
    package static func generate() throws(EvidenceError) -> EvidenceKeys {
        let secret = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        return try EvidenceKeys(
            recording: RecordingKey(bytes: secret), signing: Curve25519.Signing.PrivateKey())
    }

    /// Reads `recording.key`, `evidence-signing.pem` and writes `evidence-signing.pub`; makes what is
    /// missing, mode 0600.
    package static func loadOrCreate(directory: String) throws(EvidenceError) -> EvidenceKeys {
        try FileSystem.makeDirectory(directory, mode: 0o700)
        let fresh = try generate()
        let recordingFile = directory + "/" + KeyFile.recording
        try KeyFile.createIfMissing(recordingFile, fresh.recording.key.withUnsafeBytes { Array($0) })
        let signingFile = directory + "/" + KeyFile.signing
        try KeyFile.createIfMissing(
            signingFile, Array(SigningKeyPEM.encode(signing: Array(fresh.signing.rawRepresentation)).utf8))
        let raw = SigningKeyPEM.privateKey(from: try KeyFile.read(signingFile, secret: true))
        guard let raw, let signing = try? Curve25519.Signing.PrivateKey(rawRepresentation: raw) else {
            throw .keyUnreadable(file: signingFile)
        }
        let keys = EvidenceKeys(recording: try RecordingKey.load(file: recordingFile), signing: signing)
        let publicText = SigningKeyPEM.encode(verifying: keys.publicKey.rawRepresentation)
        try KeyFile.createIfMissing(directory + "/" + KeyFile.verifying, Array(publicText.utf8), mode: 0o644)
        return keys
    }
}
