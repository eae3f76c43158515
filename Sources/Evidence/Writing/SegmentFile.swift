import Glibc

/// An append-only segment file. It appears under its name only with a whole, synced header.
struct SegmentFile: ~Copyable {
    private let descriptor: Int32
    private(set) var bytes: UInt64

    init(_ directory: RecordingDirectory, segment: UInt32, header: [UInt8]) throws(EvidenceError) {
        descriptor = try Self.create(directory, segment: segment, header: header)
        bytes = UInt64(header.count)
    }

    private static func create(
        _ directory: RecordingDirectory, segment: UInt32, header: [UInt8]
    ) throws(EvidenceError) -> Int32 {
        let path = directory.file(segment: segment)
        let draft = directory.path + "/.segment.new"
        unlink(draft)
        let descriptor = try FileSystem.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC)
        defer { unlink(draft) }
        do throws(EvidenceError) {
            try FileSystem.writeAll(descriptor, header)
            guard fsync(descriptor) == 0 else { throw FileSystem.failure("fsync") }
            // The lock keeps a second writer away; link refuses a name that exists, rename would not.
            guard link(draft, path) == 0 else { throw FileSystem.failure("link") }
        } catch {
            close(descriptor)
            throw error
        }
        FileSystem.syncDirectory(of: path)
        return descriptor
    }

    mutating func append(_ content: UnsafeRawBufferPointer) throws(EvidenceError) {
        try FileSystem.writeAll(descriptor, content)
        bytes &+= UInt64(content.count)
    }

    func sync() throws(EvidenceError) { try FileSystem.syncData(descriptor) }

    deinit { close(descriptor) }
}
