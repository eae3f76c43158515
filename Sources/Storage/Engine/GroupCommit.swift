import GRDB
import Synchronization

/// Runs the writes that wait at the same time in one transaction, each in its own savepoint, so that they share
/// one sync to disk. A write that throws rolls back alone; nobody is answered before the commit is durable.
final class GroupCommit: Sendable {
    /// At this many waiting writes a new one is refused with `StorageError.overloaded`.
    static let waitingLimit = 4096
    /// More than this many writes never share one commit: it bounds how long the first of them waits.
    static let groupLimit = 64

    typealias Completion = @Sendable ((any Error)?) -> Void

    private struct Work: Sendable {
        /// Runs inside the group's transaction; the answer is given once the commit is known.
        let run: @Sendable (Database) -> Completion
        /// Answers a work that never ran.
        let refuse: @Sendable (any Error) -> Void
    }

    private struct Queue {
        var waiting: [Work] = []
        var draining = false
    }

    private let writer: any DatabaseWriter
    private let checkpointer: Checkpointer?
    private let queue = Mutex(Queue())

    init(writer: any DatabaseWriter, checkpointer: Checkpointer?) {
        self.writer = writer
        self.checkpointer = checkpointer
    }

    func perform<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            enqueue(
                Work(
                    run: { database in
                        let result = Result<Value, any Error> { try Self.inSavepoint(of: database, body) }
                        return { fault in
                            if let fault, case .success = result {
                                continuation.resume(throwing: fault)
                            } else {
                                continuation.resume(with: result)
                            }
                        }
                    },
                    refuse: { continuation.resume(throwing: $0) }))
        }
    }

    private static func inSavepoint<Value>(
        of database: Database, _ body: (Database) throws -> Value
    ) throws -> Value {
        var value: Value?
        try database.inSavepoint {
            value = try body(database)
            return .commit
        }
        guard let value else { preconditionFailure("a savepoint that committed has run its body") }
        return value
    }

    private func enqueue(_ work: Work) {
        enum Step { case refuse, wait, start }
        let step: Step = queue.withLock { queue in
            guard queue.waiting.count < Self.waitingLimit else { return .refuse }
            queue.waiting.append(work)
            if queue.draining { return .wait }
            queue.draining = true
            return .start
        }
        switch step {
        case .refuse: work.refuse(StorageError.overloaded)
        case .wait: break
        case .start: writer.asyncWriteWithoutTransaction { database in self.drain(database) }
        }
    }

    private func drain(_ database: Database) {
        while true {
            let group: [Work] = queue.withLock { queue in
                let group = Array(queue.waiting.prefix(Self.groupLimit))
                queue.waiting.removeFirst(group.count)
                if group.isEmpty { queue.draining = false }
                return group
            }
            if group.isEmpty { return }
            commit(group, on: database)
        }
    }

    private func commit(_ group: [Work], on database: Database) {
        var completions: [Completion] = []
        completions.reserveCapacity(group.count)
        do {
            try database.inTransaction(.immediate) {
                for work in group {
                    completions.append(work.run(database))
                    // A full disk or an I/O error makes SQLite drop the whole transaction: nothing may follow it.
                    guard database.isInsideTransaction else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
                }
                return .commit
            }
            for completion in completions { completion(nil) }
            checkpointer?.noteCommit()
        } catch {
            for completion in completions { completion(error) }
            for work in group.dropFirst(completions.count) { work.refuse(error) }
        }
    }
}
