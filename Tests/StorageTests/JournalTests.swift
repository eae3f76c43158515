import ConsultationCore
import GRDB
import Simulation
import Storage
import TestRequirements
import Testing

@Suite struct JournalTests {
    private func fill(_ database: ServiceDatabase, count: Int) async throws {
        for index in 0..<count {
            try await database.write { transaction in
                try transaction.append(
                    [JournalDraft(kind: "k\(index)", payload: "{\"n\":\(index)}")], to: "s/\(index % 2)",
                    after: Int64(index / 2), at: Int64(index), by: physician, under: "p-1")
            }
        }
    }

    @Test(.requirement("NHC-ID-24"), arguments: Place.allCases)
    func `an untouched journal verifies from its first entry to its last`(_ place: Place) async throws {
        let database = try place.open()
        try await fill(database, count: 12)
        let report = try await database.read { try $0.verifyJournal() }
        #expect(report.isIntact)
        #expect(report.verified == 12)
        let entries = try await database.read { try $0.entries(of: "s/1") }
        #expect(entries.map(\.version) == [1, 2, 3, 4, 5, 6])
        #expect(entries.last?.hash == report.headHash)
    }

    @Test(
        .requirement("NHC-ID-24"),
        arguments: [
            (
                "UPDATE journal SET payload = '{\"n\":99}' WHERE seq = 5", JournalReport.Fault.contentChanged,
                Int64(5)
            ),
            ("UPDATE journal SET actor_name = 'x' WHERE seq = 1", .contentChanged, 1),
            ("UPDATE journal SET at = 77 WHERE seq = 12", .contentChanged, 12),
            ("DELETE FROM journal WHERE seq = 7", .sequenceBroken, 8),
            ("UPDATE journal SET hash = prev_hash WHERE seq = 3", .contentChanged, 3),
            ("UPDATE journal SET prev_hash = hash WHERE seq = 4", .linkBroken, 4),
        ])
    func `the first broken row of the journal is found`(
        _ damage: String, _ fault: JournalReport.Fault, _ seq: Int64
    ) async throws {
        let path = Scratch.path()
        let database = try ServiceDatabase.open(path)
        try await fill(database, count: 12)
        try database.close()
        // Somebody with the file and a database program: the triggers are no obstacle to them.
        let raw = try DatabaseQueue(path: path)
        try await raw.write { connection in
            try connection.execute(sql: "DROP TRIGGER journal_keeps_rows; DROP TRIGGER journal_loses_nothing")
            try connection.execute(sql: damage)
        }
        try raw.close()
        let report = try await ServiceDatabase.open(path).read { try $0.verifyJournal() }
        #expect(report.firstBreak?.seq == seq)
        #expect(report.firstBreak?.fault == fault)
        #expect(report.verified == seq - (fault == .sequenceBroken ? 2 : 1))
    }

    @Test(
        .requirement("JL-42b", "NHC-ID-24"),
        arguments: [
            "UPDATE journal SET kind = 'x'", "DELETE FROM journal", "UPDATE postings SET memo = 'x'",
            "DELETE FROM postings", "UPDATE policy_versions SET document = '{}'",
            "DELETE FROM policy_versions",
        ])
    func `the database itself refuses to change journal, ledger and kept rules`(_ statement: String)
        async throws
    {
        let path = Scratch.path()
        let database = try ServiceDatabase.open(path)
        try await fill(database, count: 1)
        try await database.write { transaction in
            try transaction.post(
                "e-1",
                [
                    LedgerLine(account: "a", institution: "i-1", amount: Money(fen: 1), memo: ""),
                    LedgerLine(account: "b", institution: "i-1", amount: Money(fen: -1), memo: ""),
                ], for: "c-1", at: instant(1))
            let rules = PolicyShelf.repository.resolve(.telemedicine, .jilin, on: CivilDate(instant(1)))
            #expect(try transaction.keep(rules, at: instant(1)))
            #expect(try !transaction.keep(rules, at: instant(2)))
        }
        let raw = try DatabaseQueue(path: path)
        await #expect(throws: DatabaseError.self) {
            try await raw.write { try $0.execute(sql: statement) }
        }
    }

    @Test(arguments: Place.allCases)
    func `of two writers who saw the same version one is refused`(_ place: Place) async throws {
        let database = try place.open()
        try await fill(database, count: 2)
        await #expect(throws: StorageError.streamMoved(stream: "s/0", expected: 0, found: 1)) {
            try await database.write { transaction in
                try transaction.append(
                    [JournalDraft(kind: "late", payload: "{}")], to: "s/0", after: 0, at: 9, by: physician,
                    under: "p-1")
            }
        }
        let report = try await database.read { try $0.verifyJournal() }
        #expect(report.verified == 2)
    }
}
