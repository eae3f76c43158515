import Crypto
import Foundation

/// What is known of stored bytes.
package struct BlobReceipt: Sendable, Equatable {
    /// SHA-256 of the plain bytes in lower-case hexadecimal; also the name under which they are kept.
    package let sha256: String
    package let size: Int
    /// Of the institution under whose key they lie.
    package let keyName: String
}

/// Content-addressed files, each sealed under the key of the institution it belongs to (`BlobSeal`): written to a
/// temporary name, synced, renamed, directory synced. A file that exists under its hash is complete and never written
/// again; a crash leaves only temporary files behind.
package struct BlobStore: Sendable {
    package let directory: String
    /// Nil when the keys cannot be read: then nothing is written, rather than written in clear.
    package let keyring: BlobKeyring?

    /// Whose files are sealed that belong to no institution.
    package static let installation = "installation"

    package init(directory: String, keyring: BlobKeyring?) throws {
        self.directory = directory
        self.keyring = keyring
        try FileManager.default.createDirectory(
            atPath: directory + "/incoming", withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
    }

    /// Opens a writer that refuses to grow past `limit` bytes. Throws `StorageError.unencrypted` without keys.
    package func writer(limit: Int, owner: String = installation) throws -> BlobWriter {
        guard let keyring else { throw StorageError.unencrypted }
        return try BlobWriter(store: self, limit: limit, owner: owner, seal: BlobSeal(for: owner, keyring))
    }

    package func store(_ bytes: [UInt8], limit: Int, owner: String = installation) throws -> BlobReceipt {
        var writer = try writer(limit: limit, owner: owner)
        try writer.append(bytes)
        return try writer.finish(expecting: nil)
    }

    /// The whole content, checked against its name.
    package func read(_ sha256: String, owner: String = installation) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try open(sha256, owner: owner).forEachPiece { bytes += $0 }
        guard Hexadecimal.encode(Crypto.SHA256.hash(data: bytes)) == sha256 else {
            throw StorageError.blobHashMismatch
        }
        return bytes
    }

    /// The file of that content: the owner's own, else whoever stored the same bytes.
    package func open(_ sha256: String, owner: String = installation) throws -> BlobReader {
        let own = path(of: sha256, owner: owner)
        if FileManager.default.fileExists(atPath: own) { return try BlobReader(path: own, keyring: keyring) }
        let folder = "\(directory)/\(sha256.prefix(2))"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let other = names.sorted().first { $0 == sha256 || $0.hasPrefix(sha256 + ".") }
        return try BlobReader(path: "\(folder)/\(other ?? sha256)", keyring: keyring)
    }

    package func path(of sha256: String, owner: String = installation) -> String {
        let suffix = Hexadecimal.encode(Crypto.SHA256.hash(data: Array(owner.utf8)).prefix(8))
        return "\(directory)/\(sha256.prefix(2))/\(sha256).\(suffix)"
    }
}

extension BlobStore {
    /// Seals a file that lies on this disk.
    package func take(_ path: String, owner: String) throws -> BlobReceipt {
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        var writer = try writer(limit: Int.max, owner: owner)
        while let piece = try handle.read(upToCount: BlobSeal.pieceBytes), !piece.isEmpty {
            try writer.append([UInt8](piece))
        }
        return try writer.finish(expecting: nil)
    }
}
