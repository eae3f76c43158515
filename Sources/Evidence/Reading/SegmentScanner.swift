import Crypto
import Glibc

/// One frame that fits the chain.
struct ScannedFrame {
    var header: FrameHeader
    var headerBytes: [UInt8]
    var body: [UInt8]
    /// The chain before and after this frame.
    var previousHash: [UInt8]
    var hash: [UInt8]
    var offset: UInt64
    /// Present in checkpoints and seals, with a valid signature.
    var checkpoint: Checkpoint?
}

/// How reading a segment ended.
enum ScanEnd: Equatable {
    case sealed
    /// The file stops at a frame border without a seal.
    case unsealed
    /// The file stops inside a frame: what a killed writer leaves.
    case torn(offset: UInt64)
    case broken(offset: UInt64, MalformedReason)
}

/// Walks one segment file frame by frame and checks chain and signatures; needs no secret. Bounded memory, no trap on
/// any bytes.
struct SegmentScanner: ~Copyable {
    let header: SegmentHeader
    let headerHash: [UInt8]
    let fileBytes: UInt64
    private(set) var offset: UInt64
    private(set) var chainHash: [UInt8]
    private(set) var frames: UInt64 = 0
    private(set) var end: ScanEnd?
    private let descriptor: Int32

    init(file: String) throws(EvidenceError) {
        let descriptor = Glibc.open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { throw .notFound(file) }
            throw FileSystem.failure("open")
        }
        do throws(EvidenceError) {
            let size = try FileSystem.size(descriptor)
            var bytes = try FileSystem.read(descriptor, upTo: SegmentHeader.prefixBytes)
            let parsed: SegmentHeader
            do throws(MalformedReason) {
                let length = try SegmentHeader.length(prefix: bytes)
                if let rest = try? FileSystem.read(descriptor, upTo: length - bytes.count) { bytes += rest }
                parsed = try SegmentHeader.parse(bytes)
            } catch {
                throw EvidenceError.malformed(file: file, offset: 0, reason: error)
            }
            header = parsed
            headerHash = Array(SHA256.hash(data: bytes))
            fileBytes = size
            offset = UInt64(bytes.count)
            chainHash = headerHash
            self.descriptor = descriptor
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// The next frame that fits, or nil with `end` set.
    mutating func next() throws(EvidenceError) -> ScannedFrame? {
        guard end == nil else { return nil }
        let headerBytes = try FileSystem.read(descriptor, upTo: FrameHeader.bytes)
        if headerBytes.isEmpty { return finish(.unsealed) }
        guard headerBytes.count == FrameHeader.bytes else { return finish(.torn(offset: offset)) }
        let parsed: FrameHeader
        do throws(MalformedReason) {
            parsed = try FrameHeader.parse(headerBytes, after: chainHash)
        } catch { return finish(.broken(offset: offset, error)) }
        guard parsed.number == frames else { return finish(.broken(offset: offset, .frameOrder)) }
        let rest = try FileSystem.read(descriptor, upTo: Int(parsed.bodyBytes) + FrameHeader.hashBytes)
        guard rest.count == Int(parsed.bodyBytes) + FrameHeader.hashBytes else {
            return finish(.torn(offset: offset))
        }
        let body = Array(rest.prefix(Int(parsed.bodyBytes)))
        let hash = FrameHeader.chainHash(previous: chainHash, header: headerBytes, body: body)
        guard hash.elementsEqual(rest.suffix(FrameHeader.hashBytes)) else {
            return finish(.broken(offset: offset, .chainHash))
        }
        var frame = ScannedFrame(
            header: parsed, headerBytes: headerBytes, body: body, previousHash: chainHash, hash: hash,
            offset: offset)
        if parsed.kind != .data {
            do throws(MalformedReason) {
                frame.checkpoint = try checkedCheckpoint(frame)
            } catch { return finish(.broken(offset: offset, error)) }
        }
        chainHash = hash
        frames &+= 1
        offset &+= UInt64(FrameHeader.bytes + rest.count)
        if parsed.kind == .seal {
            end = offset == fileBytes ? .sealed : .broken(offset: offset, .afterSeal)
        }
        return frame
    }

    private func checkedCheckpoint(_ frame: ScannedFrame) throws(MalformedReason) -> Checkpoint {
        let checkpoint = try Checkpoint.parse(
            frame.body, header: frame.headerBytes, headerHash: headerHash, signedBy: header.signingKey)
        guard checkpoint.previousHash == chainHash else { throw .checkpoint }
        return checkpoint
    }

    private mutating func finish(_ reason: ScanEnd) -> ScannedFrame? {
        end = reason
        return nil
    }

    /// Reads to the end.
    mutating func drain() throws(EvidenceError) -> ScanEnd {
        while try next() != nil {}
        return end ?? .unsealed
    }

    deinit { close(descriptor) }
}
