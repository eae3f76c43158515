/// An act to be written; the journal adds position and link.
package struct JournalDraft: Sendable {
    package let kind: String
    package let payload: String

    package init(kind: String, payload: String) {
        self.kind = kind
        self.payload = payload
    }
}

extension WriteTransaction {
    /// Appends `drafts` to `stream` and returns the stream's new version. `after` is the version the writer has
    /// seen; a stream that has moved on refuses, so two deciders cannot both win.
    @discardableResult
    package func append(
        _ drafts: [JournalDraft], to stream: String, after expected: Int64, at: Int64, by actor: JournalActor,
        under policyVersion: String
    ) throws -> Int64 {
        let found = try reading.version(of: stream)
        guard found == expected else {
            throw StorageError.streamMoved(stream: stream, expected: expected, found: found)
        }
        var version = found
        var (seq, previousHash) = try reading.journalHead()
        for draft in drafts {
            version += 1
            seq += 1
            let unsealed = JournalEntry(
                seq: seq, stream: stream, version: version, at: at, actor: actor.id, actorName: actor.name,
                institution: actor.institution, policyVersion: policyVersion, kind: draft.kind,
                payload: draft.payload, previousHash: previousHash, hash: "")
            previousHash = unsealed.computedHash()
            try insert(unsealed, hash: previousHash)
            try sql.enterAudit(unsealed)
        }
        return version
    }

    /// Appends one act to a stream whose writers need not agree on a version: sign-ins, readings.
    package func note(
        _ kind: String, _ payload: String, in stream: String, at: Int64, by actor: JournalActor,
        under policyVersion: String = ""
    ) throws {
        try append(
            [JournalDraft(kind: kind, payload: payload)], to: stream, after: try reading.version(of: stream),
            at: at, by: actor, under: policyVersion)
    }

    private func insert(_ entry: JournalEntry, hash: String) throws {
        try sql.execute(
            """
            INSERT INTO journal (seq, stream, version, at, actor, actor_name, institution, policy_version, kind,
                payload, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(entry.seq), .text(entry.stream), .integer(entry.version), .integer(entry.at),
                .text(entry.actor), .text(entry.actorName), .text(entry.institution),
                .text(entry.policyVersion),
                .text(entry.kind), .text(entry.payload), .text(entry.previousHash), .text(hash),
            ])
    }
}

extension ReadTransaction {
    /// The number of acts in `stream`.
    package func version(of stream: String) throws -> Int64 {
        try sql.row("SELECT MAX(version) AS version FROM journal WHERE stream = ?", [.text(stream)])?
            .optionalInteger("version") ?? 0
    }

    /// How many acts the journal holds; the position of the last.
    package func journalLength() throws -> Int64 { try journalHead().seq }

    func journalHead() throws -> (seq: Int64, hash: String) {
        guard let row = try sql.row("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1") else {
            return (0, JournalEntry.firstPreviousHash)
        }
        return (try row.integer("seq"), try row.text("hash"))
    }

    /// The acts of one stream in order, at most `limit`, after version `after`.
    package func entries(of stream: String, after: Int64 = 0, limit: Int = 10_000) throws -> [JournalEntry] {
        try sql.rows(
            "SELECT * FROM journal WHERE stream = ? AND version > ? ORDER BY version LIMIT ?",
            [.text(stream), .integer(after), .integer(Int64(limit))]
        ).map(JournalEntry.init(row:))
    }
}

extension ReadTransaction {
    /// The newest acts of one stream, the last first.
    package func latestEntries(of stream: String, limit: Int) throws -> [JournalEntry] {
        try sql.rows(
            "SELECT * FROM journal WHERE stream = ? ORDER BY version DESC LIMIT ?",
            [.text(stream), .integer(Int64(limit))]
        ).map(JournalEntry.init(row:))
    }
}

extension JournalEntry {
    init(row: SQLRow) throws {
        self.init(
            seq: try row.integer("seq"), stream: try row.text("stream"), version: try row.integer("version"),
            at: try row.integer("at"), actor: try row.text("actor"), actorName: try row.text("actor_name"),
            institution: try row.text("institution"), policyVersion: try row.text("policy_version"),
            kind: try row.text("kind"), payload: try row.text("payload"),
            previousHash: try row.text("prev_hash"),
            hash: try row.text("hash"))
    }
}

extension ReadTransaction {
    /// The names of all streams, for those who look through everything.
    package func streams() throws -> [String] {
        try sql.rows("SELECT DISTINCT stream FROM journal ORDER BY stream").map { try $0.text("stream") }
    }
}
