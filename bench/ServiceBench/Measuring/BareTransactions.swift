import Figures
import Foundation
import Storage

/// SQLite alone: the journal rows and states of a run of the service, written again in the same number of durable
/// transactions, in the same tables with the same indices, with nothing decided, encoded or hashed.
struct BareTransactions {
    private let journal: [[RawValue]]
    private let states: [[RawValue]]
    private let transactions: Int

    init(of path: String, transactions: Int) throws {
        let store = try RawStore(path)
        journal = try store.rows("SELECT * FROM journal ORDER BY seq")
        states = try store.rows("SELECT * FROM consultations ORDER BY id")
        self.transactions = transactions
    }

    /// - Parameters:
    ///   - group: transactions that share one commit, as waiting writers share it in the service.
    ///   - whole: all rows; false: one short row a transaction.
    /// - Returns: seconds.
    func write(in folder: URL, group: Int, whole: Bool) throws -> Double {
        let path = folder.appendingPathComponent("bare-\(whole)-\(group).sqlite").path
        try ServiceDatabase.open(path).close()
        let store = try RawStore(path)
        _ = try store.rows("PRAGMA journal_mode = WAL")
        _ = try store.rows("PRAGMA synchronous = FULL")
        // As the service has it: its log is folded beside the commits.
        _ = try store.rows("PRAGMA wal_autocheckpoint = 25000")
        try store.run("DELETE FROM grdb_migrations; CREATE TABLE short (id INTEGER PRIMARY KEY, word TEXT)")
        let marks = { (count: Int) in repeatElement("?", count: count).joined(separator: ", ") }
        let entry = try store.prepare("INSERT INTO journal VALUES (\(marks(journal.first?.count ?? 0)))")
        let state = try store.prepare(
            "INSERT OR REPLACE INTO consultations VALUES (\(marks(states.first?.count ?? 0)))")
        let short = try store.prepare("INSERT INTO short (word) VALUES ('durable')")
        let began = ContinuousClock.now
        var written = 0
        for start in stride(from: 0, to: transactions, by: group) {
            try store.run("BEGIN IMMEDIATE")
            for number in start..<min(start + group, transactions) {
                try store.run("SAVEPOINT one")
                if whole {
                    let due = journal.count * (number + 1) / transactions
                    while written < due {
                        try put(journal[written], entry)
                        written += 1
                    }
                    try put(states[number % states.count], state)
                } else {
                    try short.runAgain()
                }
                try store.run("RELEASE one")
            }
            try store.run("COMMIT")
        }
        return began.duration(to: .now).milliseconds / 1000
    }

    private func put(_ row: [RawValue], _ statement: RawStatement) throws {
        for (index, value) in row.enumerated() { statement.bind(index + 1, value) }
        try statement.runAgain()
    }
}
