package import ConsultationCore

package struct AuditEntry: Sendable, Equatable {
    package let category: AuditCategory
    package let entry: JournalEntry
    /// Whose access it is about; empty where nobody's.
    package let account: String
    package let username: String?
    package let displayName: String?
}

extension SQLConnection {
    /// Enters an act that belongs to the audit trail: whose access and which institution's.
    func enterAudit(_ entry: JournalEntry) throws {
        guard let category = AuditCategory(kind: entry.kind) else { return }
        var account = entry.actor
        var institution = entry.institution
        for prefix in ["account/", AccountPermissions.stream + "/"] where entry.stream.hasPrefix(prefix) {
            account = String(entry.stream.dropFirst(prefix.count))
            if let home = try row("SELECT institution FROM accounts WHERE id = ?", [.text(account)]) {
                institution = try home.text("institution")
            }
        }
        try execute(
            "INSERT INTO audit_entries (seq, at, institution, account, category) VALUES (?, ?, ?, ?, ?)",
            [
                .integer(entry.seq), .integer(entry.at), .text(institution), .text(account),
                .text(category.rawValue),
            ])
    }
}

extension ReadTransaction {
    /// The newest first, at most `limit`, before `place`.
    package func audit(_ filter: AuditFilter, before place: AuditPlace?, limit: Int) throws -> [AuditEntry] {
        var conditions = ["1 = 1"]
        var arguments: [SQLValue] = []
        func add(_ condition: String, _ values: SQLValue...) {
            conditions.append(condition)
            arguments += values
        }
        if let institution = filter.institution { add("a.institution = ?", .text(institution.text)) }
        if let category = filter.category { add("a.category = ?", .text(category.rawValue)) }
        if let account = filter.account { add("a.account = ?", .text(account.text)) }
        if let from = filter.from { add("a.at >= ?", .integer(from.milliseconds)) }
        if let until = filter.until { add("a.at < ?", .integer(until.milliseconds)) }
        if let place { add("(a.at, a.seq) < (?, ?)", .integer(place.at), .integer(place.seq)) }
        return try sql.rows(
            """
            SELECT j.*, a.category, a.account, c.username, c.display_name FROM audit_entries a
            JOIN journal j ON j.seq = a.seq LEFT JOIN accounts c ON c.id = a.account
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY a.at DESC, a.seq DESC LIMIT ?
            """, arguments + [.integer(Int64(limit))]
        ).compactMap { row in
            guard let category = AuditCategory(rawValue: try row.text("category")) else { return nil }
            return AuditEntry(
                category: category, entry: try JournalEntry(row: row), account: try row.text("account"),
                username: row.optionalText("username"), displayName: row.optionalText("display_name"))
        }
    }
}
