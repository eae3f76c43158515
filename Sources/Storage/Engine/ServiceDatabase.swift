import Foundation
import GRDB

/// The service's store: one embedded database and the blob files beside it. Its only doors are `write`, `read`
/// and, for everything an institution owns, `scope`.
package struct ServiceDatabase: Sendable {
    let writer: any DatabaseWriter
    let commits: GroupCommit
    private let checkpointer: Checkpointer?
    package let blobs: BlobStore
    let cache = DocumentCache()

    /// How long a statement waits for a lock held by another process (backup, `journal verify`).
    static let busyTimeoutSeconds: Double = 5
    /// Pages of 4 KiB in the write-ahead log at which a commit itself folds it back: only when `Checkpointer`, which
    /// does so beside the commits, could not keep up.
    static let checkpointPages = 25_000
    /// What each of the connections keeps of the file: the inner pages of the indexes a work list walks.
    static let cacheKibibytes = 8_192

    /// Opens or creates the database file at `path`, brought up to this program's schema; `upgrading` is told before
    /// the steps of an earlier version begin, and how many: with a million cases they take about a minute. Blobs live
    /// in `blobs` (default: `blobs/` beside the file), their keys in `keys` (default: `keys/`) under `masterKey`
    /// (default: `storage.key` there). Without readable keys the database opens and stores no file.
    ///
    /// Throws `DatabaseFault.newer` for a file of a later version, which stays untouched.
    package static func open(
        _ path: String, blobs: String? = nil, keys: String? = nil, masterKey: String? = nil,
        upgrading: (_ steps: Int) -> Void = { _ in }
    ) throws -> ServiceDatabase {
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        var configuration = Configuration()
        configuration.label = "huizhen"
        configuration.busyMode = .timeout(busyTimeoutSeconds)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { database in
            // An acknowledged command survives a power cut, not only a crash of the process.
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "PRAGMA wal_autocheckpoint = \(checkpointPages)")
            try database.execute(sql: "PRAGMA cache_size = -\(cacheKibibytes)")
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        let blobDirectory = blobs ?? directory.appendingPathComponent("blobs").path
        return try ServiceDatabase(
            writer: pool, checkpointer: Checkpointer(path: path, configuration: configuration),
            blobs: BlobStore(
                directory: blobDirectory,
                keyring: try? BlobKeyring.open(
                    directory: keys ?? directory.appendingPathComponent("keys").path, masterKey: masterKey)),
            upgrading: upgrading)
    }

    /// A database that lives as long as this value, for tests; blobs go to a temporary directory.
    package static func inMemory() throws -> ServiceDatabase {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("huizhen-\(UUID().uuidString)").path
        return try ServiceDatabase(
            writer: DatabaseQueue(), checkpointer: nil,
            blobs: BlobStore(
                directory: directory, keyring: BlobKeyring.open(directory: directory + "/keys")),
            upgrading: { _ in })
    }

    private init(
        writer: any DatabaseWriter, checkpointer: Checkpointer?, blobs: BlobStore,
        upgrading: (_ steps: Int) -> Void
    ) throws {
        try Schema.upgrade(writer, upgrading)
        self.writer = writer
        self.checkpointer = checkpointer
        self.commits = GroupCommit(writer: writer, checkpointer: checkpointer)
        self.blobs = blobs
    }

    /// Runs `body` in a write transaction and returns once it is durable. Writes that wait at the same time share
    /// one commit; a body that throws changes nothing.
    @discardableResult
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (WriteTransaction) throws -> Value
    ) async throws -> Value {
        let (blobs, cache) = (blobs, cache)
        return try await commits.perform { database in
            try body(WriteTransaction(sql: SQLConnection(database: database), blobs: blobs, cache: cache))
        }
    }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (ReadTransaction) throws -> Value
    ) async throws -> Value {
        let (blobs, cache) = (blobs, cache)
        return try await writer.read { database in
            try body(
                ReadTransaction(
                    sql: SQLConnection(database: database), blobs: blobs, cache: cache, isSettled: true))
        }
    }

    /// Writes a consistent copy of the database to `path` while the service runs.
    package func backup(to path: String) throws {
        let target = try DatabaseQueue(path: path)
        try writer.backup(to: target)
    }

    package func close() throws {
        try checkpointer?.close()
        try writer.close()
    }
}
