import Crypto

package enum FrameKind: UInt8, Sendable { case data = 1, checkpoint = 2, seal = 3 }

/// What follows the header, again and again (Protocols/recording-format.md §4).
///
/// ```
///  0 kind  1 zero  2 records (2)  4 body length (4)  8 number (8)  16 mono ns (8)  24 wall ms (8)  32 check (8)
/// 40 body  … chain hash (32) = SHA-256(previous hash ‖ bytes 0–39 ‖ body)
/// ```
///
/// `check` is the start of SHA-256(previous hash ‖ bytes 0–31): it tells a damaged length from a torn write.
struct FrameHeader: Equatable, Sendable {
    static let bytes = 40
    static let checkedBytes = 32
    static let hashBytes = 32

    var kind: FrameKind
    var records: UInt16
    var bodyBytes: UInt32
    var number: UInt64
    var monotonicNanoseconds: UInt64
    var wallMilliseconds: Int64

    func encoded(after previous: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [kind.rawValue, 0]
        bytes.reserveCapacity(Self.bytes)
        bytes.appendInteger(records)
        bytes.appendInteger(bodyBytes)
        bytes.appendInteger(number)
        bytes.appendInteger(monotonicNanoseconds)
        bytes.appendInteger(wallMilliseconds)
        return bytes + Self.check(bytes, after: previous)
    }

    static func parse(_ bytes: [UInt8], after previous: [UInt8]) throws(MalformedReason) -> FrameHeader {
        guard bytes.count == Self.bytes,
            check(Array(bytes.prefix(checkedBytes)), after: previous).elementsEqual(bytes.suffix(8))
        else { throw .frameHeaderCheck }
        var reader = ByteReader(bytes)
        guard let kindByte: UInt8 = reader.integer(), let kind = FrameKind(rawValue: kindByte),
            let zero: UInt8 = reader.integer(), zero == 0, let records: UInt16 = reader.integer(),
            let body: UInt32 = reader.integer(), let number: UInt64 = reader.integer(),
            let monotonic: UInt64 = reader.integer(), let wall: Int64 = reader.integer()
        else { throw .badFrameHeader }
        let fits =
            kind == .data
            ? body > 16 && body <= UInt32(RecordingLimit.chunkBytes + 16) : body == UInt32(Checkpoint.bytes)
        guard fits else { throw .badFrameHeader }
        return FrameHeader(
            kind: kind, records: records, bodyBytes: body, number: number, monotonicNanoseconds: monotonic,
            wallMilliseconds: wall)
    }

    private static func check(_ bytes: [UInt8], after previous: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: previous)
        hash.update(data: bytes)
        return Array(Array(hash.finalize()).prefix(8))
    }

    static func chainHash(previous: [UInt8], header: [UInt8], body: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: previous)
        hash.update(data: header)
        hash.update(data: body)
        return Array(hash.finalize())
    }

    /// The same, for a frame in one piece: head and body.
    static func chainHash(previous: [UInt8], frame: UnsafeRawBufferPointer) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: previous)
        hash.update(bufferPointer: frame)
        return Array(hash.finalize())
    }

    /// What a chunk's tag vouches for beside its text: the segment, the chain so far and its own head.
    static func authenticated(headerHash: [UInt8], previous: [UInt8], header: [UInt8]) -> [UInt8] {
        headerHash + previous + header
    }
}

/// The body of a checkpoint or seal: the counts so far, the chain so far, signed.
struct Checkpoint: Equatable, Sendable {
    static let bytes = 128
    private static let signedBytes = 64
    private static let context = Array("huizhen evidence checkpoint v1\0".utf8)

    var packets: UInt64
    var gaps: UInt64
    var droppedPackets: UInt64
    var chunks: UInt64
    var previousHash: [UInt8]

    func encoded(
        header: [UInt8], headerHash: [UInt8], signedBy signing: Curve25519.Signing.PrivateKey
    ) throws(EvidenceError) -> [UInt8] {
        var body: [UInt8] = []
        body.appendInteger(packets)
        body.appendInteger(gaps)
        body.appendInteger(droppedPackets)
        body.appendInteger(chunks)
        body += previousHash
        guard let signature = try? signing.signature(for: Self.context + headerHash + header + body) else {
            throw .cipherFailure
        }
        return body + Array(signature)
    }

    static func parse(
        _ body: [UInt8], header: [UInt8], headerHash: [UInt8], signedBy signingKey: [UInt8]
    ) throws(MalformedReason) -> Checkpoint {
        var reader = ByteReader(body)
        guard let packets: UInt64 = reader.integer(), let gaps: UInt64 = reader.integer(),
            let dropped: UInt64 = reader.integer(), let chunks: UInt64 = reader.integer(),
            let previous = reader.take(32), let signature = reader.take(64), reader.remaining == 0
        else { throw .checkpoint }
        let message = context + headerHash + header + body.prefix(signedBytes)
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: signingKey),
            key.isValidSignature(Array(signature), for: message)
        else { throw .checkpointSignature }
        return Checkpoint(
            packets: packets, gaps: gaps, droppedPackets: dropped, chunks: chunks,
            previousHash: Array(previous))
    }
}
