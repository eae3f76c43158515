import Foundation
import GRDB
import Storage
import Testing

/// What is asked a hundred times a second must not read a table from end to end.
@Suite struct QueryPlanTests {
    private static let questions = [
        """
        SELECT id, updated_at FROM consultations
        WHERE inviting = 'a' AND updated_at <= 9 AND (updated_at < 9 OR id < 'c')
        ORDER BY updated_at DESC, id DESC LIMIT 5
        """,
        """
        SELECT id, updated_at FROM consultations WHERE invited = 'a' AND state = 's' AND updated_at <= 9
        ORDER BY updated_at DESC, id DESC LIMIT 5
        """,
        """
        SELECT document FROM patients WHERE institution = 'a' AND name >= 'b' AND name < 'c'
        ORDER BY name, created_at DESC LIMIT 5
        """,
        "SELECT document FROM patients WHERE institution = 'a' ORDER BY created_at DESC, rowid DESC LIMIT 5",
        """
        SELECT visit, created_at FROM visit_rows WHERE institution = 'a' AND physician = 'p'
            AND created_at <= 9 AND (created_at < 9 OR visit < 'c')
        ORDER BY created_at DESC, visit DESC LIMIT 5
        """,
        """
        SELECT visit, created_at FROM visit_rows WHERE institution = 'a' AND waiting = 1 AND created_at <= 9
        ORDER BY created_at DESC, visit DESC LIMIT 5
        """,
        "SELECT DISTINCT visit, created_at FROM visit_rows WHERE patient = 'p' ORDER BY created_at DESC LIMIT 5",
        "SELECT DISTINCT visit FROM visit_rows WHERE unsealed = 1",
        "SELECT 1 FROM consultations c WHERE c.patient = 'p' AND c.invited = 'a'",
        "SELECT snapshot FROM consultations WHERE state IN ('a', 'b') ORDER BY id",
        """
        SELECT id, due_on FROM assets WHERE institution = 'a' AND is_closed = 0 AND due_on >= 5
            AND (due_on > 5 OR id > 'c') ORDER BY due_on, id LIMIT 5
        """,
        "SELECT id, due_on FROM assets WHERE institution = 'a' AND state = 's' AND due_on >= 5 ORDER BY due_on, id",
        """
        SELECT id FROM assets WHERE institution = 'a' AND for_consultation = 1 AND is_closed = 0
            AND (due_on < 5 OR state = 'defective') ORDER BY due_on, id LIMIT 5
        """,
        "SELECT id FROM notices WHERE account <> '' AND account = 'a' AND id < 9 ORDER BY id DESC LIMIT 5",
        "SELECT id, due_at FROM upload_duties WHERE institution = 'a' AND state = 'open' ORDER BY due_at LIMIT 5",
        "SELECT kind, subject, due_at FROM deadlines WHERE due_at <= 5 ORDER BY due_at, kind, subject LIMIT 5",
        "SELECT kind, subject, due_at FROM deadlines WHERE subject = 's' ORDER BY due_at, kind",
        "SELECT account, SUM(amount_fen) FROM postings WHERE period = 'p' AND institution = 'a' GROUP BY account",
    ]

    @Test(arguments: questions)
    func `a list is a stretch of an index`(_ question: String) throws {
        let path = Scratch.path()
        try ServiceDatabase.open(path).close()
        let plan = try DatabaseQueue(path: path).read { database in
            try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + question).map { "\($0["detail"] ?? "")" }
        }
        #expect(plan.contains { $0.hasPrefix("SEARCH") && $0.contains("INDEX") }, "\(plan)")
        #expect(!plan.contains { $0.hasPrefix("SCAN") }, "\(plan)")
    }
}
