import Crypto
package import Foundation
import GRDB

/// What a backup says of itself, beside its files. Everything it needs to be proved whole, and no content of a case.
package struct BackupManifest: Codable, Sendable, Equatable {
    package struct File: Codable, Sendable, Equatable {
        package let path: String
        package let size: Int64
        package let sha256: String
    }

    package static let name = "manifest.json"

    package let format: Int
    package let name: String
    /// Milliseconds since 1970, UTC: what was acknowledged by then is in it.
    package let at: Int64
    package let region: String
    package let journalEntries: Int64
    package let journalHead: String
    package let files: [File]

    package var bytes: Int64 { files.reduce(0) { $0 + $1.size } }
}

package enum BackupFault: Error, Sendable, Equatable, CustomStringConvertible {
    case unreadable(String)
    case changed(String)
    case missing(String)
    case databaseBroken(String)
    case journalBroken(Int64)
    case occupied(String)
    case nothingWhole(String)

    package var description: String {
        switch self {
        case .unreadable(let path): "\(path) cannot be read as a backup"
        case .changed(let path): "\(path) is not what was backed up"
        case .missing(let path): "\(path) is missing from the backup"
        case .databaseBroken(let why): "the copy of the database is not whole: \(why)"
        case .journalBroken(let seq): "the journal in the copy breaks at entry \(seq)"
        case .nothingWhole(let path):
            "no backup in \(path) that would stay is whole; nothing was removed"
        case .occupied(let path): "\(path) holds data already; restore into a new directory"
        }
    }
}

/// Copies an installation while it runs: database by SQLite's online backup, then the files it speaks of.
package struct BackupMaker {
    let database: ServiceDatabase
    /// Folders by the name they get in the backup.
    let folders: [(name: String, url: URL)]
    let region: String

    package init(database: ServiceDatabase, folders: [(name: String, url: URL)], region: String) {
        self.database = database
        self.folders = folders
        self.region = region
    }

    static let databaseName = "huizhen.sqlite"

    /// A whole, verified backup appears under `parent` in one step; a crash leaves only a folder named `….partial`.
    package func make(in parent: URL, named name: String, at now: Int64) throws -> (BackupManifest, URL) {
        let files = FileManager.default
        let work = parent.appendingPathComponent(name + ".partial")
        let final = parent.appendingPathComponent(name)
        guard !files.fileExists(atPath: final.path) else { throw BackupFault.occupied(final.path) }
        try? files.removeItem(at: work)
        try files.createDirectory(
            at: work, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // The database first: whatever it names was on disk before.
        let copy = work.appendingPathComponent(Self.databaseName)
        try database.backup(to: copy.path)
        let journal = try BackupCheck.database(copy.path)
        var listed = [try BackupFile.describe(copy, as: Self.databaseName)]
        for folder in folders {
            for (file, path) in BackupFile.list(folder.url) {
                let place = folder.name + "/" + path
                if let entry = try BackupFile.copy(file, to: work, as: place) { listed.append(entry) }
            }
        }
        let manifest = BackupManifest(
            format: 1, name: name, at: now, region: region, journalEntries: journal.entries,
            journalHead: journal.head, files: listed.sorted { $0.path < $1.path })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        try encoder.encode(manifest).write(
            to: work.appendingPathComponent(BackupManifest.name), options: .atomic)
        BackupFile.sync(work)
        try files.moveItem(at: work, to: final)
        BackupFile.sync(parent)
        return (manifest, final)
    }

    /// The same backup in a second place, every file compared with the manifest.
    package static func copy(_ backup: URL, to parent: URL) throws -> URL {
        let manifest = try BackupCheck.manifest(of: backup)
        let final = parent.appendingPathComponent(manifest.name)
        let work = parent.appendingPathComponent(manifest.name + ".partial")
        try? FileManager.default.removeItem(at: work)
        try FileManager.default.createDirectory(
            at: work, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try place(manifest, from: backup, at: work)
        try Data(contentsOf: backup.appendingPathComponent(BackupManifest.name)).write(
            to: work.appendingPathComponent(BackupManifest.name), options: .atomic)
        BackupFile.sync(work)
        try FileManager.default.moveItem(at: work, to: final)
        return final
    }

    /// Brings a backup's files to `target`, an empty or new directory, comparing each with the manifest.
    package static func place(_ manifest: BackupManifest, from backup: URL, at target: URL) throws {
        for file in manifest.files {
            let source = backup.appendingPathComponent(file.path)
            guard FileManager.default.fileExists(atPath: source.path) else {
                throw BackupFault.missing(file.path)
            }
            let copied = try BackupFile.copy(source, to: target, as: file.path)
            guard copied?.sha256 == file.sha256, copied?.size == file.size else {
                throw BackupFault.changed(file.path)
            }
        }
    }
}

/// Whether a backup is whole.
package enum BackupCheck {
    package static func manifest(of backup: URL) throws -> BackupManifest {
        let file = backup.appendingPathComponent(BackupManifest.name)
        guard let data = try? Data(contentsOf: file),
            let manifest = try? JSONDecoder().decode(BackupManifest.self, from: data), manifest.format == 1,
            // A manifest never leads out of its folder.
            manifest.files.allSatisfy({ file in
                !file.path.hasPrefix("/") && !file.path.split(separator: "/").contains("..")
            })
        else { throw BackupFault.unreadable(backup.path) }
        return manifest
    }

    /// SQLite's own check, and every link of the journal.
    package static func database(_ path: String) throws -> (entries: Int64, head: String) {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? queue.close() }
        return try queue.read { database in
            let verdict = try String.fetchOne(database, sql: "PRAGMA integrity_check") ?? "no answer"
            guard verdict == "ok" else { throw BackupFault.databaseBroken(verdict) }
            let reading = ReadTransaction(
                sql: SQLConnection(database: database),
                blobs: try BlobStore(
                    directory: NSTemporaryDirectory() + "huizhen-backup-check", keyring: nil),
                cache: DocumentCache(), isSettled: true)
            let report = try reading.verifyJournal()
            if let broken = report.firstBreak { throw BackupFault.journalBroken(broken.seq) }
            return (report.verified, report.headHash)
        }
    }

    /// Every file against the manifest, and the database from within.
    @discardableResult
    package static func whole(_ backup: URL) throws -> BackupManifest {
        let manifest = try manifest(of: backup)
        for file in manifest.files {
            let place = backup.appendingPathComponent(file.path)
            guard FileManager.default.fileExists(atPath: place.path) else {
                throw BackupFault.missing(file.path)
            }
            guard try BackupFile.describe(place, as: file.path) == file else {
                throw BackupFault.changed(file.path)
            }
        }
        let journal = try database(backup.appendingPathComponent(BackupMaker.databaseName).path)
        guard journal.entries == manifest.journalEntries, journal.head == manifest.journalHead else {
            throw BackupFault.changed(BackupMaker.databaseName)
        }
        return manifest
    }

    /// The newest finished backup under `parent`; names sort by time.
    package static func newest(in parent: URL) -> URL? {
        let found =
            (try? FileManager.default.contentsOfDirectory(at: parent, includingPropertiesForKeys: nil)) ?? []
        return found.filter {
            FileManager.default.fileExists(
                atPath: $0.appendingPathComponent(BackupManifest.name).path)
                && $0.pathExtension != "partial"
        }.max { $0.lastPathComponent < $1.lastPathComponent }
    }
}

enum BackupFile {
    private static let piece = 1 << 20

    /// Files below `folder` with their paths in it; what is still being received or written under a temporary name is
    /// nobody's yet.
    static func list(_ folder: URL) -> [(URL, String)] {
        let root = folder.standardizedFileURL.resolvingSymlinksInPath().path
        guard
            let walk = FileManager.default.enumerator(
                at: URL(fileURLWithPath: root), includingPropertiesForKeys: [.isRegularFileKey])
        else { return [] }
        var found: [(URL, String)] = []
        for case let url as URL in walk {
            guard (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true else {
                continue
            }
            let path = String(url.path.dropFirst(root.count + 1))
            if !path.hasPrefix("incoming/") { found.append((url, path)) }
        }
        return found.sorted { $0.1 < $1.1 }
    }

    /// As long as it was when it was opened: a recording that grows meanwhile is copied up to there, which is a valid
    /// beginning of it. Nil when the file went away.
    static func copy(_ source: URL, to folder: URL, as path: String) throws -> BackupManifest.File? {
        guard let reading = try? FileHandle(forReadingFrom: source) else { return nil }
        defer { try? reading.close() }
        let length = try reading.seekToEnd()
        try reading.seek(toOffset: 0)
        let target = folder.appendingPathComponent(path)
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        guard
            FileManager.default.createFile(
                atPath: target.path, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw BackupFault.unreadable(target.path) }
        let writing = try FileHandle(forWritingTo: target)
        defer { try? writing.close() }
        var hash = Crypto.SHA256()
        var left = length
        while left > 0 {
            guard let data = try reading.read(upToCount: Int(min(left, UInt64(piece)))), !data.isEmpty else {
                break
            }
            hash.update(data: data)
            try writing.write(contentsOf: data)
            left -= UInt64(data.count)
        }
        try writing.synchronize()
        return BackupManifest.File(
            path: path, size: Int64(length - left), sha256: Hexadecimal.encode(hash.finalize()))
    }

    static func describe(_ file: URL, as path: String) throws -> BackupManifest.File {
        let reading = try FileHandle(forReadingFrom: file)
        defer { try? reading.close() }
        var hash = Crypto.SHA256()
        var size: Int64 = 0
        while let data = try reading.read(upToCount: piece), !data.isEmpty {
            hash.update(data: data)
            size += Int64(data.count)
        }
        return BackupManifest.File(path: path, size: size, sha256: Hexadecimal.encode(hash.finalize()))
    }

    static func sync(_ folder: URL) {
        let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
