import ConsultationCore
import GRDB
import Storage
import TestRequirements
import Testing

struct ViolationTests {
    private static let now = WallTime(milliseconds: 1_741_600_000_000)
    private static let parties: [InstitutionID] = ["county", "province"]

    private func stored(_ seq: Int64, at: WallTime = now) -> StoredViolation {
        StoredViolation(
            seq: seq, subject: "consultation/c-\(seq)", at: at,
            violation: seq.isMultiple(of: 2)
                ? .agreementLapsedDuringCase : .attendanceGap(side: .invited, since: at))
    }

    @Test(.requirement("NHC-TM-4.1.2c"))
    func `boards are apart, in order, paged and filtered`() async throws {
        let database = try ServiceDatabase.inMemory()
        try await database.write { transaction in
            for seq in 1...9 {
                try transaction.record(
                    stored(Int64(seq), at: Self.now + TimeSpan.minutes(Int64(seq / 3))), of: Self.parties)
            }
        }
        try await database.read { transaction in
            let board = ViolationBoard.institution("county")
            var seen: [Int64] = []
            var before: ViolationPosition?
            repeat {
                let page = try transaction.violations(on: board, ViolationFilter(), before: before, limit: 2)
                seen += page.map(\.stored.seq)
                before = page.last.map { ViolationPosition(at: $0.stored.at, seq: $0.stored.seq) }
            } while before != nil
            #expect(seen == [9, 8, 7, 6, 5, 4, 3, 2, 1])
            let even = try transaction.violations(
                on: .authority, ViolationFilter(code: "vio.agreement.lapsedDuringCase"), before: nil,
                limit: 50)
            #expect(even.map(\.stored.seq) == [8, 6, 4, 2])
            #expect(
                try transaction.violations(
                    on: .institution("other"), ViolationFilter(), before: nil, limit: 9
                ).isEmpty)
            let late = ViolationFilter(from: Self.now + .minutes(1), to: Self.now + .minutes(2))
            #expect(
                try transaction.violations(on: board, late, before: nil, limit: 9).map(\.stored.seq)
                    == [5, 4, 3])
            #expect(try transaction.openViolations(on: board, limit: 5) == 5)
        }
    }

    @Test(.requirement("NHC-TM-4.1.2c"))
    func `a breach is acknowledged once on each board and can be neither changed nor deleted`() async throws {
        let file = Scratch.path()
        let database = try ServiceDatabase.open(file)
        let word = ViolationAcknowledgement(at: Self.now, by: "qc", name: "质控", reason: "已核实")
        let (first, second) = try await database.write { transaction in
            try transaction.record(stored(1), of: Self.parties)
            return (
                try transaction.acknowledge(1, on: .institution("county"), word),
                try transaction.acknowledge(1, on: .institution("county"), word)
            )
        }
        #expect(first && !second)
        let (own, other) = try await database.read { transaction in
            (
                try transaction.violation(1, on: .institution("county")),
                try transaction.violation(1, on: .institution("province"))
            )
        }
        #expect(own?.acknowledgement == word && other?.acknowledgement == nil && other != nil)
        let raw = try DatabaseQueue(path: file)
        for statement in [
            "DELETE FROM violations", "DELETE FROM violation_parties", "UPDATE violations SET subject = 'x'",
            "UPDATE violation_parties SET reason = 'x' WHERE acknowledged_at IS NOT NULL",
            "UPDATE violation_parties SET code = 'x', acknowledged_at = 1",
        ] {
            #expect(throws: DatabaseError.self, "\(statement)") {
                try raw.write { try $0.execute(sql: statement) }
            }
        }
    }

    @Test func `counts are by day and institution, and the authority has all of them`() async throws {
        let database = try ServiceDatabase.inMemory()
        try await database.write { transaction in
            for (institution, days) in [("county", 0), ("county", 0), ("county", 40), ("province", 1)] {
                try transaction.count(
                    .refusal, "err.consent.missing", of: [InstitutionID(institution)],
                    at: Self.now - TimeSpan.days(Int64(days)))
            }
        }
        let from = CivilDate(Self.now).adding(days: -29)
        let (own, all) = try await database.read { transaction in
            (
                try transaction.tallies(of: .institution("county"), from: from),
                try transaction.tallies(of: .authority, from: from)
            )
        }
        #expect(own == [TallyKind.refusal: ["err.consent.missing": 2]])
        #expect(all == [TallyKind.refusal: ["err.consent.missing": 3]])
    }

    @Test func `board and counts are read by index, however much there is`() async throws {
        let file = Scratch.path()
        let database = try ServiceDatabase.open(file)
        try await database.write { try $0.record(stored(1), of: Self.parties) }
        let raw = try DatabaseQueue(path: file)
        for (statement, index) in [
            (
                "SELECT seq FROM violation_parties WHERE institution = 'a' AND acknowledged_at IS NULL ORDER BY at DESC, seq DESC LIMIT 50",
                "violation_parties_open"
            ),
            (
                "SELECT seq FROM violation_parties WHERE institution = 'a' AND code = 'b' AND at < 9 ORDER BY at DESC, seq DESC LIMIT 50",
                "violation_parties_by_code"
            ),
            (
                "SELECT kind, code, SUM(count) FROM tallies WHERE institution = 'a' AND day >= '2025' GROUP BY kind, code",
                "sqlite_autoindex_tallies_1"
            ),
        ] {
            let plan = try raw.read { try Row.fetchAll($0, sql: "EXPLAIN QUERY PLAN \(statement)") }
                .map { String(describing: $0) }
            #expect(plan.contains { $0.contains("SEARCH") && $0.contains(index) }, "\(plan)")
            #expect(!plan.contains { $0.contains("ORDER BY") }, "\(plan)")
        }
    }
}
