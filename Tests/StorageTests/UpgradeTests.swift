import Foundation
import GRDB
import Storage
import Testing

/// A database of another version of the program: an earlier one is brought up to date and says so, a later one is left
/// alone.
struct UpgradeTests {
    private static let last = "6 lists from their index"

    /// The steps that opening announced.
    private func open(_ path: String) throws -> [Int] {
        var told: [Int] = []
        try ServiceDatabase.open(path, upgrading: { told.append($0) }).close()
        return told
    }

    private func change(_ path: String, _ statement: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: statement) }
        try queue.close()
    }

    /// Every definition and every step that was done.
    private func content(_ path: String) throws -> [String] {
        try DatabaseQueue(path: path).read {
            try String.fetchAll(
                $0,
                sql: """
                    SELECT COALESCE(sql, '') FROM sqlite_master
                    UNION ALL SELECT identifier FROM grdb_migrations
                    """)
        }
    }

    @Test func `a new database and one of this version need nothing`() throws {
        let path = Scratch.path()
        #expect(try open(path) == [])
        #expect(try open(path) == [])
    }

    @Test func `one of an earlier version is brought up to date once, and says beforehand that it will be`()
        throws
    {
        let path = Scratch.path()
        _ = try open(path)
        try change(
            path,
            """
            DELETE FROM grdb_migrations WHERE identifier = '\(Self.last)';
            DROP INDEX consultations_by_invited_state;
            CREATE INDEX consultations_by_invited_state ON consultations (invited, state, updated_at, id);
            """)
        #expect(try open(path) == [1])
        #expect(try open(path) == [])
        let index = try DatabaseQueue(path: path).read {
            try String.fetchOne(
                $0, sql: "SELECT sql FROM sqlite_master WHERE name = 'consultations_by_invited_state'")
        }
        #expect(index?.hasSuffix("id, version)") == true)
    }

    @Test func `one of a later version is refused by name and not touched`() throws {
        let path = Scratch.path()
        _ = try open(path)
        try change(path, "INSERT INTO grdb_migrations VALUES ('9 of tomorrow')")
        let before = try content(path)
        #expect(throws: DatabaseFault.newer(steps: ["9 of tomorrow"])) { try open(path) }
        #expect(try content(path) == before)
    }
}
