package import ConsultationCore

/// Something that was told to the people of one role in an institution, or to one practitioner. It names a case and
/// says what happened; nothing clinical is in it.
package struct StoredNotice: Sendable, Equatable {
    /// The effect that brought it; telling twice leaves one line.
    package let id: Int64
    package let at: WallTime
    package let institution: InstitutionID?
    package let role: Role?
    package let practitioner: PractitionerID?
    package let account: AccountID?
    package let subject: String
    package let kind: String

    package init(
        id: Int64, at: WallTime, institution: InstitutionID?, role: Role?, practitioner: PractitionerID?,
        account: AccountID? = nil, subject: String, kind: String
    ) {
        self.id = id
        self.at = at
        self.institution = institution
        self.role = role
        self.practitioner = practitioner
        self.account = account
        self.subject = subject
        self.kind = kind
    }
}

extension WriteTransaction {
    package func keep(_ notice: StoredNotice) throws {
        try sql.execute(
            """
            INSERT INTO notices (id, at, institution, role, practitioner, account, subject, kind)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
            """,
            [
                .integer(notice.id), .integer(notice.at.milliseconds), .text(notice.institution?.text ?? ""),
                .text(notice.role?.rawValue ?? ""), .text(notice.practitioner?.text ?? ""),
                .text(notice.account?.text ?? ""), .text(notice.subject), .text(notice.kind),
            ])
    }

    /// Forgets notices given before `limit`, `count` at most; the journal has them still. Returns how many.
    package func forgetNotices(before limit: WallTime, count: Int) throws -> Int {
        try sql.execute(
            "DELETE FROM notices WHERE id IN (SELECT id FROM notices WHERE at < ? LIMIT ?)",
            [.integer(limit.milliseconds), .integer(Int64(count))])
        return sql.changes
    }
}

extension InstitutionScope {
    /// The newest first: what these roles of the institution, this practitioner and this account were told, older than
    /// `before`.
    package func notices(
        for roles: [Role], practitioner: PractitionerID?, account: AccountID? = nil, before: Int64?,
        limit: Int
    ) throws -> [StoredNotice] {
        let end = SQLValue.integer(before ?? .max)
        var parts: [String] = []
        var arguments: [SQLValue] = []
        for role in roles {
            parts.append(
                """
                SELECT * FROM (SELECT id FROM notices WHERE institution = ? AND role = ? AND id < ?
                    ORDER BY id DESC LIMIT ?)
                """)
            arguments += [
                .text(institution.text), .text(role.rawValue), end, .integer(Int64(limit)),
            ]
        }
        if let practitioner {
            parts.append(
                """
                SELECT * FROM (SELECT id FROM notices WHERE practitioner = ? AND id < ?
                    ORDER BY id DESC LIMIT ?)
                """)
            arguments += [.text(practitioner.text), end, .integer(Int64(limit))]
        }
        if let account {
            parts.append(
                """
                SELECT * FROM (SELECT id FROM notices WHERE account <> '' AND account = ? AND id < ?
                    ORDER BY id DESC LIMIT ?)
                """)
            arguments += [.text(account.text), end, .integer(Int64(limit))]
        }
        guard !parts.isEmpty else { return [] }
        return try transaction.sql.rows(
            """
            SELECT n.* FROM (\(parts.joined(separator: " UNION "))) p JOIN notices n ON n.id = p.id
            ORDER BY p.id DESC LIMIT ?
            """, arguments + [.integer(Int64(limit))]
        ).map { row in
            let (house, role) = (try row.text("institution"), try row.text("role"))
            let (practitioner, account) = (try row.text("practitioner"), try row.text("account"))
            return StoredNotice(
                id: try row.integer("id"), at: WallTime(milliseconds: try row.integer("at")),
                institution: house.isEmpty ? nil : InstitutionID(house), role: Role(rawValue: role),
                practitioner: practitioner.isEmpty ? nil : PractitionerID(practitioner),
                account: account.isEmpty ? nil : AccountID(account),
                subject: try row.text("subject"), kind: try row.text("kind"))
        }
    }
}
