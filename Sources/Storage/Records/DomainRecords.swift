package import ConsultationCore

extension WriteTransaction {
    /// Writes the state that a record's journal adds up to.
    package func save<Record: DomainRecord>(_ record: Record, at now: WallTime) throws {
        try sql.execute(
            """
            INSERT INTO records (stream, id, version, state, updated_at, snapshot) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (stream, id) DO UPDATE SET version = excluded.version, state = excluded.state,
                updated_at = excluded.updated_at, snapshot = excluded.snapshot
            """,
            [
                .text(Record.stream), .text(record.key), .integer(Int64(record.version)),
                .text(record.stateName), .integer(now.milliseconds), .text(try StoredJSON.encode(record)),
            ])
        try sql.execute(
            "DELETE FROM record_parties WHERE stream = ? AND id = ?",
            [.text(Record.stream), .text(record.key)])
        for party in Set(record.parties) {
            try sql.execute(
                "INSERT INTO record_parties (institution, stream, id) VALUES (?, ?, ?)",
                [.text(party.text), .text(Record.stream), .text(record.key)])
        }
    }
}

extension SystemScope {
    package func record<Record: DomainRecord>(_ type: Record.Type, _ key: String) throws -> Record? {
        try transaction.document(
            type, "SELECT snapshot AS document FROM records WHERE stream = ? AND id = ?",
            [.text(Record.stream), .text(key)])
    }

    package func records<Record: DomainRecord>(_ type: Record.Type) throws -> [Record] {
        try transaction.documents(
            type, "SELECT snapshot AS document FROM records WHERE stream = ? ORDER BY id",
            [.text(Record.stream)])
    }
}

extension InstitutionScope {
    /// One record to which the institution is a party; nil hides foreign and unknown alike.
    package func record<Record: DomainRecord>(_ type: Record.Type, _ key: String) throws -> Record? {
        try transaction.document(
            type,
            """
            SELECT r.snapshot AS document FROM records r
            JOIN record_parties p ON p.stream = r.stream AND p.id = r.id
            WHERE r.stream = ? AND r.id = ? AND p.institution = ?
            """, [.text(Record.stream), .text(key), .text(institution.text)])
    }

    /// Newest first.
    package func records<Record: DomainRecord>(_ type: Record.Type, limit: Int) throws -> [Record] {
        try transaction.documents(
            type,
            """
            SELECT r.snapshot AS document FROM record_parties p
            JOIN records r ON r.stream = p.stream AND r.id = p.id
            WHERE p.institution = ? AND p.stream = ? ORDER BY r.updated_at DESC, r.id LIMIT ?
            """, [.text(institution.text), .text(Record.stream), .integer(Int64(limit))])
    }

    package func entries<Record: DomainRecord>(of type: Record.Type, _ key: String) throws -> [JournalEntry]?
    {
        guard try record(type, key) != nil else { return nil }
        return try transaction.entries(of: JournalStream.record(type, key))
    }
}

extension JournalStream {
    package static func record<Record: DomainRecord>(_ type: Record.Type, _ key: String) -> String {
        "\(Record.stream)/\(key)"
    }

    /// The key of a record in a stream's name; nil when the stream is of another kind.
    package static func key<Record: DomainRecord>(of type: Record.Type, in subject: String) -> String? {
        let prefix = Record.stream + "/"
        return subject.hasPrefix(prefix) ? String(subject.dropFirst(prefix.count)) : nil
    }
}
