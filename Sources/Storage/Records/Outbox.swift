package import ConsultationCore

/// Something the service owes the outside world, written in the transaction that decided it and done after the
/// commit, at least once.
package struct OutboxEntry: Sendable, Equatable {
    package let id: Int64
    package let at: WallTime
    /// What it is about, for example `consultation/<id>`.
    package let subject: String
    package let payload: String
    package let attempts: Int
}

extension WriteTransaction {
    @discardableResult
    package func enqueueEffect(_ payload: String, about subject: String, at now: WallTime) throws -> Int64 {
        let last = try sql.row("SELECT MAX(id) AS last FROM outbox")?.optionalInteger("last") ?? 0
        try sql.execute(
            "INSERT INTO outbox (id, at, subject, payload, attempts, next_at) VALUES (?, ?, ?, ?, 0, ?)",
            [
                .integer(last + 1), .integer(now.milliseconds), .text(subject), .text(payload),
                .integer(now.milliseconds),
            ])
        return last + 1
    }

    package func markEffectDone(_ id: Int64, at now: WallTime) throws {
        try sql.execute(
            "UPDATE outbox SET done_at = ?, failure = NULL WHERE id = ? AND done_at IS NULL",
            [.integer(now.milliseconds), .integer(id)])
    }

    /// Puts the effect back for `nextAt`. `failure` names the kind of fault, never content of a case.
    package func postponeEffect(_ id: Int64, until nextAt: WallTime, failure: String) throws {
        try sql.execute(
            "UPDATE outbox SET attempts = attempts + 1, next_at = ?, failure = ? WHERE id = ?",
            [.integer(nextAt.milliseconds), .text(failure), .integer(id)])
    }

    /// Forgets effects done before `limit`, `count` at most; returns how many. The acts stay in the journal.
    package func forgetDoneEffects(before limit: WallTime, count: Int) throws -> Int {
        // The newest row stays, because the next id is counted from it.
        try sql.execute(
            """
            DELETE FROM outbox WHERE id IN (
                SELECT id FROM outbox WHERE done_at < ? AND id < (SELECT MAX(id) FROM outbox) LIMIT ?)
            """, [.integer(limit.milliseconds), .integer(Int64(count))])
        return sql.changes
    }
}

extension ReadTransaction {
    package func pendingEffects(at now: WallTime, limit: Int) throws -> [OutboxEntry] {
        try sql.rows(
            """
            SELECT id, at, subject, payload, attempts FROM outbox
            WHERE done_at IS NULL AND next_at <= ? ORDER BY id LIMIT ?
            """, [.integer(now.milliseconds), .integer(Int64(limit))]
        ).map {
            OutboxEntry(
                id: try $0.integer("id"), at: WallTime(milliseconds: try $0.integer("at")),
                subject: try $0.text("subject"), payload: try $0.text("payload"),
                attempts: Int(try $0.integer("attempts")))
        }
    }

    package func pendingEffectCount() throws -> Int {
        Int(try sql.row("SELECT COUNT(*) AS count FROM outbox WHERE done_at IS NULL")?.integer("count") ?? 0)
    }
}
