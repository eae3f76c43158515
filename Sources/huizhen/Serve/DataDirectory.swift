import Foundation

/// The directory that holds everything the service writes. One running service owns it at a time.
final class DataDirectory: Sendable {
    enum Fault: Error, CustomStringConvertible {
        case cannotCreate(String, String)
        case inUse(String)

        var description: String {
            switch self {
            case .cannotCreate(let path, let reason):
                "the data directory \(path) cannot be made: \(reason). Give --data a directory you may write to."
            case .inUse(let path):
                "another huizhen service runs on \(path). Stop it, or give --data another directory."
            }
        }
    }

    private let lock: Int32

    /// Creates the directory (0700) when missing and takes its lock for the life of this value.
    init(_ directory: URL) throws {
        do {
            try FileManager.default.createDirectory(
                at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Fault.cannotCreate(directory.path, "\(error.localizedDescription)")
        }
        let path = directory.appendingPathComponent("service.lock").path
        lock = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw Fault.cannotCreate(directory.path, String(cString: strerror(errno))) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw Fault.inUse(directory.path)
        }
    }

    deinit { close(lock) }
}
