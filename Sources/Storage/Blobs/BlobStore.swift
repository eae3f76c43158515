import Crypto
import Foundation
import Glibc

/// What is known of stored bytes.
package struct BlobReceipt: Sendable, Equatable {
    /// SHA-256 in lower-case hexadecimal; also the name under which the bytes are kept.
    package let sha256: String
    package let size: Int
}

/// Content-addressed files: written to a temporary name, synced, renamed, directory synced. A file that exists
/// under its hash is complete; a crash leaves only temporary files behind.
package struct BlobStore: Sendable {
    package let directory: String

    package init(directory: String) throws {
        self.directory = directory
        try FileManager.default.createDirectory(
            atPath: directory + "/incoming", withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
    }

    /// Opens a writer that refuses to grow past `limit` bytes.
    package func writer(limit: Int) throws -> BlobWriter {
        try BlobWriter(store: self, limit: limit)
    }

    package func store(_ bytes: [UInt8], limit: Int) throws -> BlobReceipt {
        var writer = try writer(limit: limit)
        try writer.append(bytes)
        return try writer.finish(expecting: nil)
    }

    package func read(_ sha256: String) throws -> [UInt8] {
        let data = try Data(contentsOf: URL(fileURLWithPath: path(of: sha256)), options: .mappedIfSafe)
        guard Hexadecimal.encode(Crypto.SHA256.hash(data: data)) == sha256 else {
            throw StorageError.blobHashMismatch
        }
        return [UInt8](data)
    }

    package func path(of sha256: String) -> String {
        "\(directory)/\(sha256.prefix(2))/\(sha256)"
    }
}

/// Receives one blob piece by piece, so that an upload is never held in memory as a whole.
package struct BlobWriter: ~Copyable {
    private let store: BlobStore
    private let limit: Int
    private let temporary: String
    private let descriptor: Int32
    private var hash = Crypto.SHA256()
    private var size = 0

    init(store: BlobStore, limit: Int) throws {
        self.store = store
        self.limit = limit
        temporary = "\(store.directory)/incoming/\(UUID().uuidString)"
        descriptor = Glibc.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StorageError.file(operation: "create", code: errno) }
    }

    deinit {
        close(descriptor)
        unlink(temporary)
    }

    package mutating func append(_ bytes: [UInt8]) throws {
        guard size + bytes.count <= limit else { throw StorageError.blobTooLarge(limit: limit) }
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
        hash.update(data: bytes)
        size += bytes.count
    }

    /// Makes the bytes durable under their hash. `expecting` is the sender's SHA-256 in hexadecimal, when given.
    package consuming func finish(expecting promised: String?) throws -> BlobReceipt {
        let sha256 = Hexadecimal.encode(hash.finalize())
        if let promised, promised != sha256 { throw StorageError.blobHashMismatch }
        guard fsync(descriptor) == 0 else { throw StorageError.file(operation: "sync", code: errno) }
        let target = store.path(of: sha256)
        let folder = "\(store.directory)/\(sha256.prefix(2))"
        mkdir(folder, 0o700)
        guard rename(temporary, target) == 0 else {
            throw StorageError.file(operation: "rename", code: errno)
        }
        try Self.syncDirectory(folder)
        try Self.syncDirectory(store.directory)
        return BlobReceipt(sha256: sha256, size: size)
    }

    private static func syncDirectory(_ path: String) throws {
        let directory = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw StorageError.file(operation: "open directory", code: errno) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw StorageError.file(operation: "sync directory", code: errno) }
    }
}
