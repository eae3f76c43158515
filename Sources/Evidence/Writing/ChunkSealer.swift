import COpenSSL
import Crypto

/// Seals the chunks of one segment in place with AES-256-GCM: OpenSSL, because a recorder seals every packet of a
/// relay, and Crypto's interface costs four copies and as many allocations of 64 KiB a chunk. Readers open with
/// Crypto (`ChunkCipher`), so each is checked by the other.
struct ChunkSealer: ~Copyable {
    static let tagBytes = 16

    private let context: OpaquePointer

    init(_ key: SymmetricKey) throws(EvidenceError) { context = try Self.prepare(key) }

    private static func prepare(_ key: SymmetricKey) throws(EvidenceError) -> OpaquePointer {
        guard let context = EVP_CIPHER_CTX_new() else { throw .cipherFailure }
        let isReady = key.withUnsafeBytes { bytes in
            bytes.count == 32
                && EVP_EncryptInit_ex(
                    context, EVP_aes_256_gcm(), nil, bytes.bindMemory(to: UInt8.self).baseAddress, nil) == 1
        }
        guard isReady else {
            EVP_CIPHER_CTX_free(context)
            throw .cipherFailure
        }
        return context
    }

    deinit { EVP_CIPHER_CTX_free(context) }

    /// Encrypts all of `body` but its last sixteen bytes in place and puts the tag there. The nonce is the frame's
    /// number; no number comes twice under a segment's key (NIST SP 800-38D §8.2.1).
    borrowing func seal(
        _ body: UnsafeMutableRawBufferPointer, frame: UInt64, authenticating data: [UInt8]
    ) throws(EvidenceError) {
        let count = body.count - Self.tagBytes
        guard count > 0, let text = body.bindMemory(to: UInt8.self).baseAddress else { throw .cipherFailure }
        var nonce: [UInt8] = [0, 0, 0, 0]
        nonce.appendInteger(frame)
        var written: Int32 = 0
        // SAFETY: `text` has `count` bytes and the tag's sixteen behind them; GCM allows input and output to be one.
        guard EVP_EncryptInit_ex(context, nil, nil, nil, nonce) == 1,
            EVP_EncryptUpdate(context, nil, &written, data, Int32(truncatingIfNeeded: data.count)) == 1,
            EVP_EncryptUpdate(context, text, &written, text, Int32(truncatingIfNeeded: count)) == 1,
            written == Int32(truncatingIfNeeded: count),
            EVP_EncryptFinal_ex(context, text + count, &written) == 1,
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagBytes), text + count) == 1
        else { throw .cipherFailure }
    }
}
