package import ConsultationCore

extension WriteTransaction {
    /// False when a message of this name is there already: the same one twice is one.
    @discardableResult
    package func add(_ message: ExchangeMessage) throws -> Bool {
        let direction = Self.direction(of: message.topic)
        let known = try sql.row(
            """
            SELECT id FROM exchange_messages WHERE id = ?
                OR (connection = ? AND direction = ? AND control_id = ?)
            """,
            [
                .text(message.id.text), .text(message.connection.text), .text(direction),
                .text(message.controlID),
            ])
        guard known == nil else { return false }
        try sql.execute(
            """
            INSERT INTO exchange_messages (id, connection, institution, direction, topic, control_id, subject, part,
                state, created_at, attempts, next_at, settled_at, failure, document, reason)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(message.id.text), .text(message.connection.text), .text(message.institution.text),
                .text(direction), .text(message.topic.rawValue), .text(message.controlID),
                .optional(message.subject), .integer(Int64(message.part)), .text(message.state.rawValue),
                .integer(message.createdAt.milliseconds), .integer(Int64(message.attempts)),
                .integer(message.nextAt.milliseconds), .optional(message.settledAt?.milliseconds),
                .optional(try message.failure.map { try StoredJSON.encode($0) }),
                .optional(message.document?.hexadecimal), .optional(message.reason),
            ])
        return true
    }

    /// Writes what may change of a message.
    package func update(_ message: ExchangeMessage) throws {
        try sql.execute(
            """
            UPDATE exchange_messages SET subject = ?, state = ?, attempts = ?, next_at = ?, settled_at = ?,
                failure = ?, document = ?, reason = ? WHERE id = ?
            """,
            [
                .optional(message.subject), .text(message.state.rawValue),
                .integer(Int64(message.attempts)), .integer(message.nextAt.milliseconds),
                .optional(message.settledAt?.milliseconds),
                .optional(try message.failure.map { try StoredJSON.encode($0) }),
                .optional(message.document?.hexadecimal), .optional(message.reason), .text(message.id.text),
            ])
    }

    /// What waits for its next attempt on this connection is tried now.
    package func hurryExchange(_ connection: ExchangeConnectionID, at now: WallTime) throws {
        try sql.execute(
            """
            UPDATE exchange_messages SET next_at = ?
            WHERE state = 'waiting' AND next_at > ? AND connection = ?
            """, [.integer(now.milliseconds), .integer(now.milliseconds), .text(connection.text)])
    }

    private static func direction(of topic: ExchangeTopic) -> String { topic.isOutward ? "out" : "in" }

    /// What a connection did last: its last success, or its last failure.
    package func seeLink(
        _ connection: ExchangeConnectionID, _ failure: ExchangeFailure?, at now: WallTime
    ) throws {
        let text = try failure.map { try StoredJSON.encode($0) }
        try sql.execute(
            """
            INSERT INTO exchange_links (connection, succeeded_at, failed_at, failure) VALUES (?, ?, ?, ?)
            ON CONFLICT (connection) DO UPDATE SET
                succeeded_at = COALESCE(excluded.succeeded_at, exchange_links.succeeded_at),
                failed_at = COALESCE(excluded.failed_at, exchange_links.failed_at), failure = excluded.failure
            """,
            [
                .text(connection.text), .optional(failure == nil ? now.milliseconds : nil),
                .optional(failure == nil ? nil : now.milliseconds), .optional(text),
            ])
    }
}

extension ReadTransaction {
    package func exchangeMessagesDue(at now: WallTime, limit: Int) throws -> [ExchangeMessage] {
        try sql.rows(
            """
            SELECT * FROM exchange_messages WHERE state = 'waiting' AND next_at <= ?
            ORDER BY next_at, created_at, id LIMIT ?
            """, [.integer(now.milliseconds), .integer(Int64(limit))]
        ).map(ExchangeMessage.init(row:))
    }

    package func exchangeMessage(
        named controlID: String, inwardFrom connection: ExchangeConnectionID
    ) throws -> ExchangeMessage? {
        try sql.row(
            "SELECT * FROM exchange_messages WHERE connection = ? AND direction = 'in' AND control_id = ?",
            [.text(connection.text), .text(controlID)]
        ).map(ExchangeMessage.init(row:))
    }

    package func exchangeLink(_ connection: ExchangeConnectionID) throws -> ExchangeLinkState {
        guard
            let row = try sql.row(
                "SELECT * FROM exchange_links WHERE connection = ?", [.text(connection.text)])
        else { return ExchangeLinkState() }
        return ExchangeLinkState(
            succeededAt: row.optionalInteger("succeeded_at").map(WallTime.init(milliseconds:)),
            failedAt: row.optionalInteger("failed_at").map(WallTime.init(milliseconds:)),
            failure: try row.optionalText("failure").map {
                try StoredJSON.decode(ExchangeFailure.self, from: $0)
            })
    }

    /// States of the messages about one case at one institution.
    package func exchangeStates(of subject: String, at institution: InstitutionID) throws
        -> [(topic: ExchangeTopic, state: ExchangeMessage.State, at: WallTime)]
    {
        try sql.rows(
            """
            SELECT topic, state, COALESCE(settled_at, created_at) AS at FROM exchange_messages
            WHERE subject = ? AND institution = ? ORDER BY created_at, id
            """, [.text(subject), .text(institution.text)]
        ).compactMap { row in
            guard let topic = ExchangeTopic(rawValue: try row.text("topic")),
                let state = ExchangeMessage.State(rawValue: try row.text("state"))
            else { return nil }
            return (topic, state, WallTime(milliseconds: try row.integer("at")))
        }
    }
}

extension InstitutionScope {
    package func exchangeMessage(_ id: ExchangeMessageID) throws -> ExchangeMessage? {
        try transaction.sql.row(
            "SELECT * FROM exchange_messages WHERE id = ? AND institution = ?",
            [.text(id.text), .text(institution.text)]
        ).map(ExchangeMessage.init(row:))
    }

    /// Newest first.
    package func exchangeMessages(
        _ state: ExchangeMessage.State, before place: ExchangeMessagePlace?, limit: Int
    ) throws -> [ExchangeMessage] {
        var clauses = ["institution = ?", "state = ?"]
        var arguments: [SQLValue] = [.text(institution.text), .text(state.rawValue)]
        if let place {
            clauses.append("created_at <= ? AND (created_at < ? OR id < ?)")
            let at = SQLValue.integer(place.createdAt.milliseconds)
            arguments += [at, at, .text(place.id)]
        }
        return try transaction.sql.rows(
            """
            SELECT * FROM exchange_messages WHERE \(clauses.joined(separator: " AND "))
            ORDER BY created_at DESC, id DESC LIMIT ?
            """, arguments + [.integer(Int64(limit))]
        ).map(ExchangeMessage.init(row:))
    }

    package func exchangeCount(_ state: ExchangeMessage.State) throws -> Int {
        let row = try transaction.sql.row(
            "SELECT COUNT(*) AS n FROM exchange_messages WHERE institution = ? AND state = ?",
            [.text(institution.text), .text(state.rawValue)])
        return Int(try row?.integer("n") ?? 0)
    }
}

extension ExchangeMessage {
    init(row: SQLRow) throws {
        guard let topic = ExchangeTopic(rawValue: try row.text("topic")),
            let state = State(rawValue: try row.text("state"))
        else { throw StorageError.unreadable(table: "exchange_messages", key: try row.text("id")) }
        self.init(
            id: ExchangeMessageID(try row.text("id")),
            connection: ExchangeConnectionID(try row.text("connection")),
            institution: InstitutionID(try row.text("institution")), topic: topic,
            controlID: try row.text("control_id"), subject: row.optionalText("subject"),
            part: Int(try row.integer("part")),
            createdAt: WallTime(milliseconds: try row.integer("created_at")), state: state,
            failure: try row.optionalText("failure").map {
                try StoredJSON.decode(ExchangeFailure.self, from: $0)
            },
            document: row.optionalText("document").flatMap(Digest.init(hexadecimal:)))
        attempts = Int(try row.integer("attempts"))
        nextAt = WallTime(milliseconds: try row.integer("next_at"))
        settledAt = row.optionalInteger("settled_at").map(WallTime.init(milliseconds:))
        reason = row.optionalText("reason")
    }
}
