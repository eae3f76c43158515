import Glibc

/// Key files: made once, never overwritten, secret ones closed to everybody but their owner.
enum KeyFile {
    static let recording = "recording.key"
    static let signing = "evidence-signing.pem"
    static let verifying = "evidence-signing.pub"
    private static let largest = 16_384

    static func createIfMissing(_ file: String, _ bytes: [UInt8], mode: mode_t = 0o600) throws(EvidenceError)
    {
        var status = stat()
        guard stat(file, &status) != 0 else { return }
        // Written beside and linked into place, so that a crash never leaves half a key under the real name.
        let draft = file + ".new"
        unlink(draft)
        let output = try FileSystem.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode: mode)
        defer { close(output) }
        try FileSystem.writeAll(output, bytes)
        guard fsync(output) == 0 else { throw .fileSystem(operation: "fsync", errno: errno) }
        defer { unlink(draft) }
        guard link(draft, file) == 0 || errno == EEXIST else {
            throw .fileSystem(operation: "link", errno: errno)
        }
        FileSystem.syncDirectory(of: file)
    }

    static func read(_ file: String, secret: Bool) throws(EvidenceError) -> [UInt8] {
        let input = Glibc.open(file, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw .keyUnreadable(file: file) }
        defer { close(input) }
        var status = stat()
        guard fstat(input, &status) == 0, status.st_size <= largest else { throw .keyUnreadable(file: file) }
        guard !secret || status.st_mode & 0o077 == 0 else { throw .keyExposed(file: file) }
        return try FileSystem.read(input, upTo: largest)
    }
}
