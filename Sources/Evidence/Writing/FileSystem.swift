import Glibc

/// The few file calls evidence needs, each with a typed failure.
enum FileSystem {
    static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws(EvidenceError) -> Int32 {
        let descriptor = Glibc.open(path, flags, mode)
        guard descriptor >= 0 else { throw failure("open") }
        return descriptor
    }

    /// Writes all of `bytes` or throws; a short write is continued, a full disk told apart.
    static func writeAll(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) throws(EvidenceError) {
        var written = 0
        while written < bytes.count {
            let count = write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            if count > 0 {
                written += count
            } else if count < 0 && errno == EINTR {
                continue
            } else {
                throw failure("write")
            }
        }
    }

    static func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) throws(EvidenceError) {
        try bytes.span.withUnsafeBytes { buffer throws(EvidenceError) in try writeAll(descriptor, buffer) }
    }

    /// Reads until `count` bytes or the end of the file.
    static func read(_ descriptor: Int32, upTo count: Int) throws(EvidenceError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled)
            }
            if got == 0 { break }
            if got < 0 && errno == EINTR { continue }
            guard got > 0 else { throw failure("read") }
            filled += got
        }
        bytes.removeLast(count - filled)
        return bytes
    }

    static func syncData(_ descriptor: Int32) throws(EvidenceError) {
        guard fdatasync(descriptor) == 0 else { throw failure("fdatasync") }
    }

    static func makeDirectory(_ path: String, mode: mode_t) throws(EvidenceError) {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, mode) == 0 || errno == EEXIST || errno == EISDIR else { throw failure("mkdir") }
        }
    }

    /// Makes a new name in a directory durable. Best effort: some file systems refuse to sync a directory.
    static func syncDirectory(of path: String) {
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = Glibc.open(parent.isEmpty ? "/" : parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// Bytes an ordinary process may still write below `path`.
    static func availableBytes(_ path: String) throws(EvidenceError) -> UInt64 {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { throw failure("statvfs") }
        return UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue
    }

    static func size(_ descriptor: Int32) throws(EvidenceError) -> UInt64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("fstat") }
        return UInt64(max(0, status.st_size))
    }

    static func size(ofFile path: String) throws(EvidenceError) -> UInt64 {
        let descriptor = try open(path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        return try size(descriptor)
    }

    static func failure(_ operation: String) -> EvidenceError {
        let code = errno
        return code == ENOSPC || code == EDQUOT || code == EFBIG
            ? .diskFull : .fileSystem(operation: operation, errno: code)
    }
}
