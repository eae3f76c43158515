import Glibc

/// A file of an export: made anew, closed with the last reference.
final class OutputFile {
    private let descriptor: Int32

    init(_ path: String) throws(EvidenceError) {
        descriptor = try FileSystem.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC)
    }

    func write(_ bytes: [UInt8]) throws(EvidenceError) { try FileSystem.writeAll(descriptor, bytes) }

    func overwrite(_ bytes: [UInt8], at offset: Int) throws(EvidenceError) {
        guard pwrite(descriptor, bytes, bytes.count, off_t(offset)) == bytes.count else {
            throw FileSystem.failure("pwrite")
        }
    }

    deinit { close(descriptor) }
}
