import Glibc

/// One stored file, opened: its plain bytes from any place, piece by piece.
package final class BlobReader: Sendable {
    private let descriptor: Int32
    private let seal: BlobSeal?
    private let bodySize: Int
    /// Plain bytes.
    package let size: Int
    /// The institution's key that opens it; nil for a file from before there was sealing.
    package var keyName: String? { seal?.keyName }

    init(path: String, keyring: BlobKeyring?) throws {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StorageError.file(operation: "open blob", code: errno) }
        do {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else {
                throw StorageError.file(operation: "stat blob", code: errno)
            }
            let start = try Self.read(descriptor, at: 0, BlobSeal.longestHead)
            seal = try BlobSeal(opening: start, keyring)
            bodySize = Int(status.st_size) - (seal?.head.count ?? 0)
            let piece = BlobSeal.pieceBytes + BlobSeal.tagBytes
            size = seal == nil ? bodySize : bodySize - (bodySize + piece - 1) / piece * BlobSeal.tagBytes
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(descriptor) }

    /// At most `length` bytes from `offset`; less at the end.
    package func read(at offset: Int, _ length: Int) throws -> [UInt8] {
        let wanted = max(0, min(length, size - offset))
        guard offset >= 0, wanted > 0 else { return [] }
        guard let seal else { return try Self.read(descriptor, at: offset, wanted) }
        var result: [UInt8] = []
        result.reserveCapacity(wanted)
        var number = offset / BlobSeal.pieceBytes
        var skip = offset % BlobSeal.pieceBytes
        let sealedPiece = BlobSeal.pieceBytes + BlobSeal.tagBytes
        while result.count < wanted {
            let start = number * sealedPiece
            let piece = try Self.read(
                descriptor, at: seal.head.count + start, min(sealedPiece, bodySize - start))
            let plain = try seal.open(
                piece, number: UInt64(number), isLast: start + sealedPiece >= bodySize)
            result += plain.dropFirst(skip).prefix(wanted - result.count)
            skip = 0
            number += 1
        }
        return result
    }

    /// Every byte in order, in pieces.
    package func forEachPiece(_ body: ([UInt8]) throws -> Void) throws {
        var offset = 0
        while offset < size {
            let piece = try read(at: offset, BlobSeal.pieceBytes)
            guard !piece.isEmpty else { throw StorageError.blobHashMismatch }
            try body(piece)
            offset += piece.count
        }
    }

    private static func read(_ descriptor: Int32, at offset: Int, _ length: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max(0, length))
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done, off_t(offset + done))
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw StorageError.file(operation: "read blob", code: errno) }
            if count == 0 { break }
            done += count
        }
        return Array(bytes.prefix(done))
    }
}
