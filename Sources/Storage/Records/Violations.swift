package import ConsultationCore

/// A breach as it stands on the board; its name is the journal position of the act that raised it.
package struct StoredViolation: Sendable, Equatable {
    package let seq: Int64
    /// What it is about, for example `consultation/<id>`.
    package let subject: String
    package let at: WallTime
    package let violation: Violation

    package init(seq: Int64, subject: String, at: WallTime, violation: Violation) {
        self.seq = seq
        self.subject = subject
        self.at = at
        self.violation = violation
    }
}

/// One line of an institution's board.
package struct ListedViolation: Sendable, Equatable {
    package let stored: StoredViolation
    /// This institution's own.
    package let acknowledgement: ViolationAcknowledgement?
}

/// Whose board: an institution's, or the authority's, which has everything.
package enum ViolationBoard: Sendable, Equatable {
    case institution(InstitutionID)
    case authority

    /// Where something of these parties is told: to each of them and to the authority.
    static func all(of parties: [InstitutionID]) -> [ViolationBoard] {
        [.authority] + Set(parties).sorted().map { .institution($0) }
    }

    var key: String {
        switch self {
        case .institution(let id): id.text
        case .authority: ""
        }
    }
}

/// A place on a board that stays right while lines are added.
package struct ViolationPosition: Sendable, Equatable {
    package let at: WallTime
    package let seq: Int64

    package init(at: WallTime, seq: Int64) {
        self.at = at
        self.seq = seq
    }
}

extension WriteTransaction {
    /// Puts a breach on the board of each party and of the authority, and counts it.
    package func record(_ stored: StoredViolation, of parties: [InstitutionID]) throws {
        try sql.record(stored, of: parties)
    }

    /// Takes note of a breach on one board. False when it had been done before: the first word stands.
    package func acknowledge(
        _ seq: Int64, on board: ViolationBoard, _ acknowledgement: ViolationAcknowledgement
    ) throws -> Bool {
        try sql.execute(
            """
            UPDATE violation_parties SET acknowledged_at = ?, acknowledged_by = ?, acknowledged_name = ?, reason = ?
            WHERE seq = ? AND institution = ? AND acknowledged_at IS NULL
            """,
            [
                .integer(acknowledgement.at.milliseconds), .text(acknowledgement.by.text),
                .text(acknowledgement.name), .text(acknowledgement.reason), .integer(seq), .text(board.key),
            ])
        return sql.changes == 1
    }
}

extension SQLConnection {
    func record(_ stored: StoredViolation, of parties: [InstitutionID]) throws {
        try execute(
            "INSERT INTO violations (seq, subject, document) VALUES (?, ?, ?)",
            [.integer(stored.seq), .text(stored.subject), .text(try StoredJSON.encode(stored.violation))])
        for board in ViolationBoard.all(of: parties) {
            try execute(
                "INSERT INTO violation_parties (institution, at, seq, code) VALUES (?, ?, ?, ?)",
                [
                    .text(board.key), .integer(stored.at.milliseconds), .integer(stored.seq),
                    .text(stored.violation.code),
                ])
        }
        try count(.violation, stored.violation.code, of: parties, at: stored.at)
    }
}

extension ReadTransaction {
    private static let columns = """
        p.at, p.seq, p.acknowledged_at, p.acknowledged_by, p.acknowledged_name, p.reason, v.subject, v.document
        """

    /// One line of a board; nil for a foreign or unknown one.
    package func violation(_ seq: Int64, on board: ViolationBoard) throws -> ListedViolation? {
        try sql.row(
            """
            SELECT \(Self.columns) FROM violation_parties p JOIN violations v ON v.seq = p.seq
            WHERE p.seq = ? AND p.institution = ?
            """, [.integer(seq), .text(board.key)]
        ).map(ListedViolation.init(row:))
    }

    /// Newest first.
    package func violations(
        on board: ViolationBoard, _ filter: ViolationFilter, before: ViolationPosition?, limit: Int
    ) throws -> [ListedViolation] {
        let (clause, arguments) = Self.condition(board, filter, before)
        return try sql.rows(
            """
            SELECT \(Self.columns) FROM violation_parties p JOIN violations v ON v.seq = p.seq
            WHERE \(clause) ORDER BY p.at DESC, p.seq DESC LIMIT ?
            """, arguments + [.integer(Int64(limit))]
        ).map(ListedViolation.init(row:))
    }

    /// How many on this board nobody has taken note of yet, at most `limit`.
    package func openViolations(on board: ViolationBoard, limit: Int) throws -> Int {
        let row = try sql.row(
            """
            SELECT COUNT(*) AS open FROM (SELECT 1 FROM violation_parties
                WHERE institution = ? AND acknowledged_at IS NULL LIMIT ?)
            """, [.text(board.key), .integer(Int64(limit))])
        return Int(try row?.integer("open") ?? 0)
    }

    private static func condition(
        _ board: ViolationBoard, _ filter: ViolationFilter, _ before: ViolationPosition?
    ) -> (String, [SQLValue]) {
        var clauses = ["p.institution = ?"]
        var arguments: [SQLValue] = [.text(board.key)]
        if let code = filter.code {
            clauses.append("p.code = ?")
            arguments.append(.text(code))
        }
        if let from = filter.from {
            clauses.append("p.at >= ?")
            arguments.append(.integer(from.milliseconds))
        }
        if let to = filter.to {
            clauses.append("p.at < ?")
            arguments.append(.integer(to.milliseconds))
        }
        if let isAcknowledged = filter.isAcknowledged {
            clauses.append("p.acknowledged_at IS \(isAcknowledged ? "NOT " : "")NULL")
        }
        if let before {
            clauses.append("p.at <= ? AND (p.at < ? OR p.seq < ?)")
            arguments += [
                .integer(before.at.milliseconds), .integer(before.at.milliseconds), .integer(before.seq),
            ]
        }
        return (clauses.joined(separator: " AND "), arguments)
    }
}

extension ListedViolation {
    init(row: SQLRow) throws {
        stored = StoredViolation(
            seq: try row.integer("seq"), subject: try row.text("subject"),
            at: WallTime(milliseconds: try row.integer("at")),
            violation: try StoredJSON.decode(Violation.self, from: try row.text("document")))
        acknowledgement = try row.optionalInteger("acknowledged_at").map { at in
            ViolationAcknowledgement(
                at: WallTime(milliseconds: at), by: AccountID(try row.text("acknowledged_by")),
                name: try row.text("acknowledged_name"), reason: try row.text("reason"))
        }
    }
}
