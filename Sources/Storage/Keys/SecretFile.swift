import Glibc

/// Small files that nobody but their owner may read.
enum SecretFile {
    private static let largest = 4096

    /// Complete under its name or not there at all.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let draft = path + ".draft"
        unlink(draft)
        let output = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw StorageError.file(operation: "create key", code: errno) }
        defer { close(output) }
        let written = bytes.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
        guard written == bytes.count, fsync(output) == 0, rename(draft, path) == 0 else {
            throw StorageError.file(operation: "write key", code: errno)
        }
    }

    static func read(_ path: String) throws -> [UInt8] {
        let input = open(path, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw StorageError.keyUnreadable(file: path) }
        defer { close(input) }
        var status = stat()
        guard fstat(input, &status) == 0, status.st_size <= largest, status.st_mode & 0o077 == 0 else {
            throw StorageError.keyUnreadable(file: path)
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        let count = bytes.withUnsafeMutableBytes { Glibc.read(input, $0.baseAddress, $0.count) }
        guard count == bytes.count else { throw StorageError.keyUnreadable(file: path) }
        return bytes
    }
}
