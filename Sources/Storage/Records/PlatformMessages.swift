package import ConsultationCore

extension WriteTransaction {
    /// Nothing happens when it is there already.
    package func enqueue(_ message: PlatformMessage) throws {
        try sql.execute(
            """
            INSERT INTO platform_messages (name, institution, kind, event, document, state, created_at,
                attempts, next_at) VALUES (?, ?, ?, ?, ?, 'waiting', ?, 0, ?) ON CONFLICT (name) DO NOTHING
            """,
            [
                .text(message.name), .text(message.institution.text), .text(message.kind.rawValue),
                .text(message.event), .text(message.document), .integer(message.createdAt.milliseconds),
                .integer(message.nextAt.milliseconds),
            ])
    }

    package func settle(
        _ name: String, as state: PlatformMessage.State, receipt: String?, failure: String?, at now: WallTime
    ) throws {
        try sql.execute(
            """
            UPDATE platform_messages SET state = ?, receipt = ?, failure = ?, settled_at = ?,
                attempts = attempts + 1 WHERE name = ?
            """,
            [
                .text(state.rawValue), .optional(receipt), .optional(failure), .integer(now.milliseconds),
                .text(name),
            ])
    }

    package func postpone(_ name: String, until next: WallTime, failure: String) throws {
        try sql.execute(
            "UPDATE platform_messages SET attempts = attempts + 1, next_at = ?, failure = ? WHERE name = ?",
            [.integer(next.milliseconds), .text(failure), .text(name)])
    }

    /// A dead message waits again, at once.
    package func revive(_ name: String, at now: WallTime) throws {
        try sql.execute(
            """
            UPDATE platform_messages SET state = 'waiting', attempts = 0, next_at = ?, settled_at = NULL
            WHERE name = ? AND state = 'dead'
            """, [.integer(now.milliseconds), .text(name)])
    }

    /// The way is free again: what waits for its next attempt is tried now.
    package func hurryMessages(at now: WallTime) throws {
        try sql.execute(
            "UPDATE platform_messages SET next_at = ? WHERE state = 'waiting' AND next_at > ?",
            [.integer(now.milliseconds), .integer(now.milliseconds)])
    }
}

extension ReadTransaction {
    package func platformMessagesDue(
        at now: WallTime, of kinds: Set<PlatformMessage.Kind> = Set(PlatformMessage.Kind.allCases), limit: Int
    ) throws -> [PlatformMessage] {
        let kinds = kinds.map(\.rawValue).sorted()
        let places = kinds.map { _ in "?" }.joined(separator: ", ")
        return try sql.rows(
            """
            SELECT * FROM platform_messages WHERE state = 'waiting' AND next_at <= ? AND kind IN (\(places))
            ORDER BY next_at, created_at, name LIMIT ?
            """,
            [.integer(now.milliseconds)] + kinds.map(SQLValue.text) + [.integer(Int64(limit))]
        ).map(PlatformMessage.init(row:))
    }

    package func platformMessage(_ name: String) throws -> PlatformMessage? {
        try sql.row("SELECT * FROM platform_messages WHERE name = ?", [.text(name)])
            .map(PlatformMessage.init(row:))
    }

    /// Newest first; `institution` nil means all (an operator's view).
    package func platformMessages(
        _ state: PlatformMessage.State, of institution: InstitutionID?, before place: PlatformMessagePlace?,
        limit: Int
    ) throws -> [PlatformMessage] {
        var clauses = ["state = ?"]
        var arguments: [SQLValue] = [.text(state.rawValue)]
        if let institution {
            clauses.append("institution = ?")
            arguments.append(.text(institution.text))
        }
        if let place {
            clauses.append("created_at <= ? AND (created_at < ? OR name < ?)")
            let at = SQLValue.integer(place.createdAt.milliseconds)
            arguments += [at, at, .text(place.name)]
        }
        return try sql.rows(
            """
            SELECT * FROM platform_messages WHERE \(clauses.joined(separator: " AND "))
            ORDER BY created_at DESC, name DESC LIMIT ?
            """, arguments + [.integer(Int64(limit))]
        ).map(PlatformMessage.init(row:))
    }

    /// How many wait and how many are dead.
    package func platformMessageCounts(of institution: InstitutionID?) throws -> (waiting: Int, dead: Int) {
        func count(_ state: String) throws -> Int {
            let row =
                try institution.map {
                    try sql.row(
                        "SELECT COUNT(*) AS n FROM platform_messages WHERE institution = ? AND state = ?",
                        [.text($0.text), .text(state)])
                }
                ?? sql.row(
                    "SELECT COUNT(*) AS n FROM platform_messages WHERE state = ?", [.text(state)])
            return Int(try row?.integer("n") ?? 0)
        }
        return (try count("waiting"), try count("dead"))
    }
}

extension PlatformMessage {
    init(row: SQLRow) throws {
        guard let kind = Kind(rawValue: try row.text("kind")),
            let state = State(rawValue: try row.text("state"))
        else { throw StorageError.unreadable(table: "platform_messages", key: try row.text("name")) }
        self.init(
            name: try row.text("name"), institution: InstitutionID(try row.text("institution")), kind: kind,
            event: try row.text("event"), document: try row.text("document"),
            createdAt: WallTime(milliseconds: try row.integer("created_at")))
        self.state = state
        attempts = Int(try row.integer("attempts"))
        nextAt = WallTime(milliseconds: try row.integer("next_at"))
        failure = row.optionalText("failure")
        receipt = row.optionalText("receipt")
        settledAt = row.optionalInteger("settled_at").map(WallTime.init(milliseconds:))
    }
}
