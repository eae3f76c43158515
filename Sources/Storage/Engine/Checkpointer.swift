import GRDB
import Synchronization

/// Folds the write-ahead log back into the database on a connection of its own, so that no command waits for it.
final class Checkpointer: Sendable {
    /// Commits between two foldings.
    static let commitsBetween = 32

    private struct State {
        var commits = 0
        var isRunning = false
    }

    private let connection: DatabaseQueue
    private let state = Mutex(State())

    init(path: String, configuration: Configuration) throws {
        connection = try DatabaseQueue(path: path, configuration: configuration)
    }

    func noteCommit() {
        let isDue = state.withLock { state in
            state.commits += 1
            guard state.commits >= Self.commitsBetween, !state.isRunning else { return false }
            state.commits = 0
            state.isRunning = true
            return true
        }
        guard isDue else { return }
        connection.asyncWriteWithoutTransaction { database in
            // Passive: it never waits for a writer or a reader, and what it cannot fold now it folds the next time.
            // Should it fail, SQLite's own checkpoint at `ServiceDatabase.checkpointPages` still bounds the log.
            _ = try? database.checkpoint(.passive)
            self.state.withLock { $0.isRunning = false }
        }
    }

    func close() throws { try connection.close() }
}
