import Crypto
import Foundation
import Glibc

/// Receives one file piece by piece and seals it on the way, so that an upload is never held in memory as a whole and
/// never lies on disk in clear.
package struct BlobWriter: ~Copyable {
    private let store: BlobStore
    private let limit: Int
    private let owner: String
    private let seal: BlobSeal
    private let temporary: String
    private let descriptor: Int32
    private var hash = Crypto.SHA256()
    private var size = 0
    /// Plain bytes of the piece that is not full yet.
    private var waiting: [UInt8] = []
    private var number: UInt64 = 0

    init(store: BlobStore, limit: Int, owner: String, seal: BlobSeal) throws {
        self.store = store
        self.limit = limit
        self.owner = owner
        self.seal = seal
        temporary = "\(store.directory)/incoming/\(UUID().uuidString)"
        descriptor = Glibc.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StorageError.file(operation: "create", code: errno) }
        try write(seal.head)
    }

    deinit {
        close(descriptor)
        unlink(temporary)
    }

    package mutating func append(_ bytes: [UInt8]) throws {
        guard size + bytes.count <= limit else { throw StorageError.blobTooLarge(limit: limit) }
        hash.update(data: bytes)
        size += bytes.count
        waiting += bytes
        // The last piece is sealed as such, so a full one waits until there is more.
        var start = 0
        while waiting.count - start > BlobSeal.pieceBytes {
            let end = start + BlobSeal.pieceBytes
            try write(try seal.seal(Array(waiting[start..<end]), number: number, isLast: false))
            number += 1
            start = end
        }
        waiting.removeFirst(start)
    }

    /// Makes the bytes durable under their hash. `expecting` is the sender's SHA-256 in hexadecimal, when given.
    package consuming func finish(expecting promised: String?) throws -> BlobReceipt {
        let sha256 = Hexadecimal.encode(hash.finalize())
        if let promised, promised != sha256 { throw StorageError.blobHashMismatch }
        if !waiting.isEmpty { try write(try seal.seal(waiting, number: number, isLast: true)) }
        guard fsync(descriptor) == 0 else { throw StorageError.file(operation: "sync", code: errno) }
        let target = store.path(of: sha256, owner: owner)
        let folder = "\(store.directory)/\(sha256.prefix(2))"
        mkdir(folder, 0o700)
        guard rename(temporary, target) == 0 else {
            throw StorageError.file(operation: "rename", code: errno)
        }
        try Self.syncDirectory(folder)
        try Self.syncDirectory(store.directory)
        return BlobReceipt(sha256: sha256, size: size, keyName: seal.keyName)
    }

    private func write(_ bytes: [UInt8]) throws {
        var offset = 0
        while offset < bytes.count {
            let written = bytes[offset...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard written > 0 else {
                if errno == EINTR { continue }
                throw StorageError.file(operation: "write", code: errno)
            }
            offset += written
        }
    }

    private static func syncDirectory(_ path: String) throws {
        let directory = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw StorageError.file(operation: "open directory", code: errno) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw StorageError.file(operation: "sync directory", code: errno) }
    }
}
