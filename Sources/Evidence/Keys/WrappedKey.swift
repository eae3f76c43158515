import Crypto

/// A recording's own AES-256 key, sealed under the installation's key and bound to the recording's name.
struct WrappedKey: Equatable, Sendable {
    var keyIdentifier: [UInt8]
    var nonce: [UInt8]
    var ciphertext: [UInt8]
    var tag: [UInt8]
}

extension RecordingKey {
    private static let context = Array("huizhen recording key wrap v1\0".utf8)

    func wrap(_ dataKey: SymmetricKey, recording: String) throws(EvidenceError) -> WrappedKey {
        let plain = dataKey.withUnsafeBytes { Array($0) }
        let sealed = try? AES.GCM.seal(
            plain, using: key, authenticating: Self.context + Array(recording.utf8))
        guard let sealed else { throw .cipherFailure }
        return WrappedKey(
            keyIdentifier: identifier, nonce: Array(sealed.nonce), ciphertext: Array(sealed.ciphertext),
            tag: Array(sealed.tag))
    }

    func unwrap(_ wrapped: WrappedKey, recording: String) throws(EvidenceError) -> SymmetricKey {
        guard wrapped.keyIdentifier == identifier, let nonce = try? AES.GCM.Nonce(data: wrapped.nonce),
            let box = try? AES.GCM.SealedBox(nonce: nonce, ciphertext: wrapped.ciphertext, tag: wrapped.tag),
            let plain = try? AES.GCM.open(
                box, using: key, authenticating: Self.context + Array(recording.utf8))
        else { throw .keyMismatch }
        return SymmetricKey(data: plain)
    }
}

/// The key of one segment's chunks, derived for the segment alone; opens them. `ChunkSealer` seals them.
struct ChunkCipher {
    let key: SymmetricKey

    init(recordingKey: SymmetricKey, header: SegmentHeader) {
        var info = Array("huizhen evidence segment v1\0".utf8)
        info.appendInteger(header.segment)
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: recordingKey, salt: header.segmentSalt, info: info, outputByteCount: 32)
    }

    func open(_ body: [UInt8], frame: UInt64, authenticating data: [UInt8]) -> [UInt8]? {
        guard body.count >= 16, let nonce = Self.nonce(frame),
            let box = try? AES.GCM.SealedBox(
                nonce: nonce, ciphertext: body.prefix(body.count - 16), tag: body.suffix(16)),
            let plain = try? AES.GCM.open(box, using: key, authenticating: data)
        else { return nil }
        return Array(plain)
    }

    private static func nonce(_ frame: UInt64) -> AES.GCM.Nonce? {
        var bytes: [UInt8] = [0, 0, 0, 0]
        bytes.appendInteger(frame)
        return try? AES.GCM.Nonce(data: bytes)
    }
}
