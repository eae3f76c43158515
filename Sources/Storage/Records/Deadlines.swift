package import ConsultationCore

/// A moment at which something happens by itself. Deadlines are rows found by scanning, not sleeping tasks: they
/// survive a restart, and one that passed while the service was down fires at the next scan.
package struct StoredDeadline: Sendable, Equatable {
    package let kind: String
    /// What it is about, for example `consultation/<id>`.
    package let subject: String
    package let dueAt: WallTime

    package init(kind: String, subject: String, dueAt: WallTime) {
        self.kind = kind
        self.subject = subject
        self.dueAt = dueAt
    }
}

extension WriteTransaction {
    /// Sets the one deadline of this kind for this subject; setting it again moves it.
    package func setDeadline(_ deadline: StoredDeadline) throws {
        try sql.execute(
            """
            INSERT INTO deadlines (kind, subject, due_at) VALUES (?, ?, ?)
            ON CONFLICT (kind, subject) DO UPDATE SET due_at = excluded.due_at
            """, [.text(deadline.kind), .text(deadline.subject), .integer(deadline.dueAt.milliseconds)])
    }

    package func clearDeadline(kind: String, subject: String) throws {
        try sql.execute(
            "DELETE FROM deadlines WHERE kind = ? AND subject = ?", [.text(kind), .text(subject)])
    }
}

extension ReadTransaction {
    package func deadlinesDue(at now: WallTime, limit: Int) throws -> [StoredDeadline] {
        try deadlines(
            "SELECT kind, subject, due_at FROM deadlines WHERE due_at <= ? ORDER BY due_at, kind, subject LIMIT ?",
            [.integer(now.milliseconds), .integer(Int64(limit))])
    }

    package func deadlines(of subject: String) throws -> [StoredDeadline] {
        try deadlines(
            "SELECT kind, subject, due_at FROM deadlines WHERE subject = ? ORDER BY due_at, kind",
            [.text(subject)])
    }

    private func deadlines(_ statement: String, _ arguments: [SQLValue]) throws -> [StoredDeadline] {
        try sql.values(statement, arguments) {
            StoredDeadline(
                kind: try $0.text("kind"), subject: try $0.text("subject"),
                dueAt: WallTime(milliseconds: try $0.integer("due_at")))
        }
    }
}
