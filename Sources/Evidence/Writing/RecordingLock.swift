import Glibc

/// Holds a recording for one writer, across processes, until released or the process ends.
struct RecordingLock: ~Copyable {
    private let descriptor: Int32

    init(_ directory: RecordingDirectory) throws(EvidenceError) {
        descriptor = try Self.take(directory)
    }

    private static func take(_ directory: RecordingDirectory) throws(EvidenceError) -> Int32 {
        let descriptor = try FileSystem.open(directory.path + "/.lock", O_RDWR | O_CREAT | O_CLOEXEC)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .inUse(recording: directory.recording)
        }
        return descriptor
    }

    /// Closing alone would not do: a child forked in this moment holds the same lock until it runs its own program.
    deinit {
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
