import Crypto

/// The head of a segment file (Protocols/recording-format.md §3). Signed; its hash is the chain's first link.
///
/// ```
///   0  magic (8)                 16  segment number        100  Ed25519 public key (32)
///   8  version (2) flags (2)     20  wall ms   28 mono ns   132  key id (16)  148 nonce (12)
///  12  header length (4)         36  previous hash (32)     160  wrapped key (32)  192 tag (16)
///                                68  segment salt (32)      208  name, producer (16-bit length each), signature (64)
/// ```
package struct SegmentHeader: Equatable, Sendable {
    static let magic: [UInt8] = [0x89, 0x48, 0x5A, 0x52, 0x0D, 0x0A, 0x1A, 0x0A]
    static let version: UInt16 = 1
    static let resumedFlag: UInt16 = 1
    static let elsewhereFlag: UInt16 = 2
    static let prefixBytes = 16
    private static let fixedBytes = 208
    private static let signatureBytes = 64
    private static let context = Array("huizhen evidence header v1\0".utf8)

    package var segment: UInt32
    /// The previous segment of this recording ended unclean; the first record says how.
    package var isResumed: Bool
    /// Segments between the one before in this directory (or the start) and this one were recorded on other relays.
    package var followsElsewhere = false
    package var wallMilliseconds: Int64
    package var monotonicNanoseconds: UInt64
    package var previousHash: [UInt8]
    package var segmentSalt: [UInt8]
    package var signingKey: [UInt8]
    var wrappedKey: WrappedKey
    package var recording: String
    package var producer: String

    /// The bytes to write, signature included.
    func encoded(signedBy signing: Curve25519.Signing.PrivateKey) throws(EvidenceError) -> [UInt8] {
        var names: [UInt8] = []
        names.appendText(recording, limit: RecordingLimit.nameBytes)
        names.appendText(producer, limit: RecordingLimit.labelBytes)
        let length = Self.fixedBytes + names.count + Self.signatureBytes
        var bytes = Self.magic
        bytes.appendInteger(Self.version)
        bytes.appendInteger((isResumed ? Self.resumedFlag : 0) | (followsElsewhere ? Self.elsewhereFlag : 0))
        bytes.appendInteger(UInt32(length))
        bytes.appendInteger(segment)
        bytes.appendInteger(wallMilliseconds)
        bytes.appendInteger(monotonicNanoseconds)
        bytes += previousHash + segmentSalt + signingKey
        bytes += wrappedKey.keyIdentifier + wrappedKey.nonce + wrappedKey.ciphertext + wrappedKey.tag
        bytes += names
        guard let signature = try? signing.signature(for: Self.context + bytes) else { throw .cipherFailure }
        return bytes + Array(signature)
    }

    /// The header's full length, told by its first sixteen bytes.
    static func length(prefix: [UInt8]) throws(MalformedReason) -> Int {
        var reader = ByteReader(prefix)
        guard let magic = reader.take(8) else { throw .truncatedHeader }
        guard magic.elementsEqual(Self.magic) else { throw .badMagic }
        guard let version: UInt16 = reader.integer(), let flags: UInt16 = reader.integer(),
            let length: UInt32 = reader.integer()
        else { throw .truncatedHeader }
        guard version == Self.version else { throw .unsupportedVersion }
        guard flags & ~(resumedFlag | elsewhereFlag) == 0, length >= UInt32(fixedBytes + 4 + signatureBytes),
            length <= UInt32(RecordingLimit.headerBytes)
        else { throw .badHeader }
        return Int(length)
    }

    /// Parses a whole header and checks its signature with the key inside it.
    static func parse(_ bytes: [UInt8]) throws(MalformedReason) -> SegmentHeader {
        guard try length(prefix: bytes) == bytes.count else { throw .truncatedHeader }
        var reader = ByteReader(bytes)
        _ = reader.take(10)
        guard let flags: UInt16 = reader.integer(), reader.take(4) != nil,
            let segment: UInt32 = reader.integer(), let wall: Int64 = reader.integer(),
            let monotonic: UInt64 = reader.integer(), let previous = reader.take(32),
            let salt = reader.take(32), let signingKey = reader.take(32),
            let identifier = reader.take(16), let nonce = reader.take(12), let wrapped = reader.take(32),
            let tag = reader.take(16), let recording = reader.text(limit: RecordingLimit.nameBytes),
            let producer = reader.text(limit: RecordingLimit.labelBytes),
            let signature = reader.take(signatureBytes), reader.remaining == 0,
            segment >= 1, segment <= RecordingLimit.segments, RecordingDirectory.isValidName(recording)
        else { throw .badHeader }
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: Array(signingKey)),
            key.isValidSignature(
                Array(signature), for: context + bytes.prefix(bytes.count - signatureBytes))
        else { throw .headerSignature }
        return SegmentHeader(
            segment: segment, isResumed: flags & resumedFlag != 0,
            followsElsewhere: flags & elsewhereFlag != 0, wallMilliseconds: wall,
            monotonicNanoseconds: monotonic, previousHash: Array(previous), segmentSalt: Array(salt),
            signingKey: Array(signingKey),
            wrappedKey: WrappedKey(
                keyIdentifier: Array(identifier), nonce: Array(nonce), ciphertext: Array(wrapped),
                tag: Array(tag)),
            recording: recording, producer: producer)
    }
}
