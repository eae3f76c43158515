package import ConsultationCore

extension ReadTransaction {
    /// Accounts of one institution, or of all, in order of sign-in name.
    package func accounts(
        of institution: InstitutionID?, after username: String?, limit: Int
    ) throws -> [AccountRecord] {
        let place = institution == nil ? "" : "institution = ? AND "
        return try sql.rows(
            "SELECT * FROM accounts WHERE \(place)username > ? ORDER BY username LIMIT ?",
            (institution.map { [.text($0.text)] } ?? [])
                + [.text(username ?? ""), .integer(Int64(limit))]
        ).map(AccountRecord.init(row:))
    }

    /// Other accounts of the same person: the same practitioner, or the same staff number in the same institution.
    package func otherAccounts(ofPersonBehind account: AccountRecord) throws -> [AccountRecord] {
        try sql.rows(
            """
            SELECT * FROM accounts WHERE id <> ? AND disabled_at IS NULL
                AND (practitioner = ? OR (institution = ? AND staff_number = ?))
            """,
            [
                .text(account.id.text), .optional(account.practitioner?.text),
                .text(account.institution.text), .optional(account.staffNumber),
            ]
        ).map(AccountRecord.init(row:))
    }
}

extension WriteTransaction {
    package func setRoles(_ roles: [Role], of account: AccountID) throws {
        try sql.execute(
            "UPDATE accounts SET roles = ? WHERE id = ?",
            [.text(try StoredJSON.encode(roles)), .text(account.text)])
    }

    package func enableAccount(_ account: AccountID) throws {
        try sql.execute("UPDATE accounts SET disabled_at = NULL WHERE id = ?", [.text(account.text)])
    }
}
