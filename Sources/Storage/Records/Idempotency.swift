package import ConsultationCore

/// A caller's own name for one act, and the hash of what it asked for.
package struct IdempotencyKey: Sendable, Hashable {
    package let key: String
    /// SHA-256 of the request, in hexadecimal.
    package let bodyHash: String

    package init(key: String, bodyHash: String) {
        self.key = key
        self.bodyHash = bodyHash
    }

    /// How long a stored answer is given again.
    package static let lifetime = TimeSpan.hours(24)
}

/// What is known of a key.
package enum IdempotencyRecord: Sendable, Equatable {
    case unknown
    /// Same key, same request: the answer that was given.
    case answered(response: String)
    /// Same key, another request.
    case bodyMismatch
}

extension WriteTransaction {
    package func idempotencyRecord(
        _ key: IdempotencyKey, of account: AccountID, at now: WallTime
    ) throws -> IdempotencyRecord {
        let oldest = now - IdempotencyKey.lifetime
        let row = try sql.row(
            "SELECT body_hash, response FROM idempotency WHERE account = ? AND idempotency_key = ? AND at > ?",
            [.text(account.text), .text(key.key), .integer(oldest.milliseconds)])
        guard let row else { return .unknown }
        guard try row.text("body_hash") == key.bodyHash else { return .bodyMismatch }
        return .answered(response: try row.text("response"))
    }

    package func rememberAnswer(
        _ response: String, to key: IdempotencyKey, of account: AccountID, at now: WallTime
    ) throws {
        try sql.execute(
            """
            INSERT INTO idempotency (account, idempotency_key, body_hash, response, at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (account, idempotency_key) DO UPDATE
            SET body_hash = excluded.body_hash, response = excluded.response, at = excluded.at
            """,
            [
                .text(account.text), .text(key.key), .text(key.bodyHash), .text(response),
                .integer(now.milliseconds),
            ])
    }

    /// Forgets answers kept until `limit`, `count` at most; returns how many.
    package func forgetAnswers(before limit: WallTime, count: Int) throws -> Int {
        try sql.execute(
            "DELETE FROM idempotency WHERE rowid IN (SELECT rowid FROM idempotency WHERE at <= ? LIMIT ?)",
            [.integer(limit.milliseconds), .integer(Int64(count))])
        return sql.changes
    }
}

extension ReadTransaction {
    /// The stored answers, for checks that nothing is kept that should not be.
    package func rememberedAnswers() throws -> [String] {
        try sql.rows("SELECT response FROM idempotency").map { try $0.text("response") }
    }
}
