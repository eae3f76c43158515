import Crypto
import Foundation

/// Tokens of site edges: one small file each in the data directory, named by the token's SHA-256, so that the token
/// itself is kept nowhere. Deleting the file takes the token away at once.
struct EdgeTokens: Sendable {
    struct Entry: Codable, Sendable {
        var institution: String
        /// What people call the edge.
        var name: String
        var issued: Date
    }

    let directory: URL
    static let tokenBytes = 32

    /// Makes a token; it is told once.
    func issue(institution: String, name: String) throws -> String {
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let key = SymmetricKey(size: .bits256)
        let token = "hze_" + key.withUnsafeBytes { $0.map { Self.hex($0) }.joined() }
        let entry = Entry(institution: institution, name: name, issued: Date())
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        try encoder.encode(entry).write(to: file(of: token), options: .atomic)
        return token
    }

    func entry(of token: String) -> Entry? {
        guard token.hasPrefix("hze_"), token.utf8.count == 4 + 2 * Self.tokenBytes else { return nil }
        return read(file(of: token))
    }

    func all() -> [(identifier: String, entry: Entry)] {
        let files =
            (try? FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil))
            ?? []
        return files.compactMap { file in
            read(file).map { (String(file.deletingPathExtension().lastPathComponent.prefix(12)), $0) }
        }.sorted { $0.1.issued < $1.1.issued }
    }

    /// By the first letters that `list` shows. False when none, or more than one, begins so.
    func revoke(_ identifier: String) throws -> Bool {
        let files =
            (try? FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil))
            ?? []
        let meant = files.filter { identifier.count >= 8 && $0.lastPathComponent.hasPrefix(identifier) }
        guard meant.count == 1, let file = meant.first else { return false }
        try FileManager.default.removeItem(at: file)
        return true
    }

    private func read(_ file: URL) -> Entry? {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return (try? Data(contentsOf: file)).flatMap { try? decoder.decode(Entry.self, from: $0) }
    }

    private func file(of token: String) -> URL {
        let digest = SHA256.hash(data: Data(token.utf8)).map { Self.hex($0) }.joined()
        return directory.appending(path: digest + ".json")
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = Array("0123456789abcdef")
        return String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
    }
}
