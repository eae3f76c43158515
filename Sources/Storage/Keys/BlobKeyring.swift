import Crypto
import Foundation
import Glibc
import Synchronization

/// The keys under which stored files lie: one master key of the installation, and under it a key for each institution,
/// in versions (GX 30). A file has a key of its own, wrapped by its institution's newest.
package final class BlobKeyring: Sendable {
    /// An institution's key under the name that stands in the files sealed with it: `<institution>/<version>`.
    struct NamedKey: Sendable {
        let name: String
        let key: SymmetricKey
    }

    package static let masterFile = "storage.key"
    private static let folder = "institutions"
    private static let context = Array("huizhen institution key v1\0".utf8)

    private let directory: String
    private let masterPath: String
    private let state: Mutex<State>

    private struct State {
        var master: SymmetricKey
        var known: [String: SymmetricKey] = [:]
        var newest: [String: Int] = [:]
    }

    /// Reads the master key, or makes one where nothing was sealed yet. Where institutions' keys lie and the master key
    /// does not, nothing is made: a new one could open none of them.
    package static func open(directory: String, masterKey: String? = nil) throws -> BlobKeyring {
        let path = masterKey ?? "\(directory)/\(masterFile)"
        let folder = "\(directory)/\(folder)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        if !FileManager.default.fileExists(atPath: path) {
            guard try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty else {
                throw StorageError.keyUnreadable(file: path)
            }
            try SecretFile.write(SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }, to: path)
        }
        let bytes = try SecretFile.read(path)
        guard bytes.count == 32 else { throw StorageError.keyUnreadable(file: path) }
        return BlobKeyring(directory: folder, masterPath: path, master: SymmetricKey(data: bytes))
    }

    private init(directory: String, masterPath: String, master: SymmetricKey) {
        self.directory = directory
        self.masterPath = masterPath
        state = Mutex(State(master: master))
    }

    /// The key that new files of `owner` are sealed with; made at first use.
    func newest(of owner: String) throws -> NamedKey {
        try state.withLock { state in
            let version = try self.newestVersion(of: owner, &state)
            if version > 0 {
                let name = Self.name(owner, version)
                return NamedKey(name: name, key: try self.key(named: name, &state))
            }
            return try self.make(1, of: owner, &state)
        }
    }

    func key(named name: String) throws -> SymmetricKey {
        try state.withLock { try self.key(named: name, &$0) }
    }

    /// A new key for what `owner` stores from now on; what lies sealed stays readable. Returns its name.
    package func rotate(_ owner: String) throws -> String {
        try state.withLock { state in
            let version = try self.newestVersion(of: owner, &state)
            return try self.make(version + 1, of: owner, &state).name
        }
    }

    /// A new master key: every institution's keys are wrapped anew, each file replaced in one step. A crash leaves both
    /// masters readable: the old one lies beside the new one until all is done. Returns how many keys were wrapped.
    package func rotateMaster() throws -> Int {
        try state.withLock { state in
            let fresh = SymmetricKey(size: .bits256)
            let names = try self.names()
            let keys = try names.map { ($0, try self.key(named: $0, &state)) }
            try SecretFile.write(fresh.withUnsafeBytes { Array($0) }, to: self.masterPath + ".next")
            for (name, key) in keys { try self.store(key, name, under: fresh) }
            guard rename(self.masterPath + ".next", self.masterPath) == 0 else {
                throw StorageError.file(operation: "rename key", code: errno)
            }
            state.master = fresh
            return keys.count
        }
    }

    /// The names of every institution's keys.
    package func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory).sorted().compactMap { file in
            guard file.hasSuffix(".key") else { return nil }
            let parts = file.dropLast(4).split(separator: ".")
            guard parts.count == 2, let owner = Hexadecimal.decode(String(parts[0])),
                let text = String(validating: owner, as: UTF8.self)
            else { return nil }
            return "\(text)/\(parts[1])"
        }
    }

    private func newestVersion(of owner: String, _ state: inout State) throws -> Int {
        if let known = state.newest[owner] { return known }
        let versions = try names().compactMap { name -> Int? in
            guard name.hasPrefix(owner + "/") else { return nil }
            return Int(name.dropFirst(owner.count + 1))
        }
        let newest = versions.max() ?? 0
        state.newest[owner] = newest
        return newest
    }

    private func make(_ version: Int, of owner: String, _ state: inout State) throws -> NamedKey {
        let named = NamedKey(name: Self.name(owner, version), key: SymmetricKey(size: .bits256))
        try store(named.key, named.name, under: state.master)
        state.known[named.name] = named.key
        state.newest[owner] = version
        return named
    }

    private func store(_ key: SymmetricKey, _ name: String, under master: SymmetricKey) throws {
        let plain = key.withUnsafeBytes { Array($0) }
        let sealed = try AES.GCM.seal(plain, using: master, authenticating: Self.context + Array(name.utf8))
        guard let combined = sealed.combined else { throw StorageError.keyUnreadable(file: name) }
        try SecretFile.write(Array(combined), to: path(of: name))
    }

    private func key(named name: String, _ state: inout State) throws -> SymmetricKey {
        if let known = state.known[name] { return known }
        let file = path(of: name)
        let sealed = try SecretFile.read(file)
        let context = Self.context + Array(name.utf8)
        var masters = [state.master]
        // A rotation that did not come to its end.
        if let next = try? SecretFile.read(masterPath + ".next") { masters.append(SymmetricKey(data: next)) }
        for master in masters {
            guard let box = try? AES.GCM.SealedBox(combined: sealed),
                let plain = try? AES.GCM.open(box, using: master, authenticating: context)
            else { continue }
            let key = SymmetricKey(data: plain)
            state.known[name] = key
            return key
        }
        throw StorageError.keyUnreadable(file: file)
    }

    /// The owner in hexadecimal: any id makes a file name.
    private func path(of name: String) -> String {
        let parts = name.split(separator: "/")
        let owner = Hexadecimal.encode(Array(parts.dropLast().joined(separator: "/").utf8))
        return "\(directory)/\(owner).\(parts.last ?? "0").key"
    }

    private static func name(_ owner: String, _ version: Int) -> String { "\(owner)/\(version)" }
}
