package import ConsultationCore

/// A sign-in of one person at one institution.
package struct AccountRecord: Sendable, Equatable {
    package let id: AccountID
    package let username: String
    package let institution: InstitutionID
    package let displayName: String
    package let practitioner: PractitionerID?
    package let roles: [Role]
    package let passwordHash: String
    package let failures: Int
    package let lockedUntil: WallTime?
    package let isDisabled: Bool
    /// 工号: names the person among the accounts of one institution.
    package let staffNumber: String?

    package init(
        id: AccountID, username: String, institution: InstitutionID, displayName: String,
        practitioner: PractitionerID?, roles: [Role], passwordHash: String, failures: Int = 0,
        lockedUntil: WallTime? = nil, isDisabled: Bool = false, staffNumber: String? = nil
    ) {
        self.id = id
        self.username = username
        self.institution = institution
        self.displayName = displayName
        self.practitioner = practitioner
        self.roles = roles
        self.passwordHash = passwordHash
        self.failures = failures
        self.lockedUntil = lockedUntil
        self.isDisabled = isDisabled
        self.staffNumber = staffNumber
    }
}

extension WriteTransaction {
    package func insertAccount(_ account: AccountRecord, at now: WallTime) throws {
        try sql.execute(
            """
            INSERT INTO accounts (id, username, institution, display_name, practitioner, roles, password_hash,
                password_changed_at, failures, staff_number) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?)
            """,
            [
                .text(account.id.text), .text(account.username), .text(account.institution.text),
                .text(account.displayName), .optional(account.practitioner?.text),
                .text(try StoredJSON.encode(account.roles)), .text(account.passwordHash),
                .integer(now.milliseconds), .optional(account.staffNumber),
            ])
    }

    /// Writes the result of a failed attempt: the count, and until when nobody may try again.
    package func recordFailure(of account: AccountID, failures: Int, lockedUntil: WallTime?) throws {
        try sql.execute(
            "UPDATE accounts SET failures = ?, locked_until = ? WHERE id = ?",
            [.integer(Int64(failures)), .optional(lockedUntil?.milliseconds), .text(account.text)])
    }

    package func clearFailures(of account: AccountID) throws {
        try sql.execute(
            "UPDATE accounts SET failures = 0, locked_until = NULL WHERE id = ?", [.text(account.text)])
    }

    package func changePasswordHash(_ hash: String, of account: AccountID, at now: WallTime) throws {
        try sql.execute(
            """
            UPDATE accounts SET password_hash = ?, password_changed_at = ?, failures = 0, locked_until = NULL
            WHERE id = ?
            """, [.text(hash), .integer(now.milliseconds), .text(account.text)])
    }

    package func disableAccount(_ account: AccountID, at now: WallTime) throws {
        try sql.execute(
            "UPDATE accounts SET disabled_at = ? WHERE id = ?",
            [.integer(now.milliseconds), .text(account.text)])
    }
}

extension ReadTransaction {
    /// Institutions with an account that operates a platform.
    package func operatingInstitutions() throws -> [InstitutionID] {
        try sql.rows(
            "SELECT institution, roles FROM accounts WHERE disabled_at IS NULL ORDER BY institution, id"
        )
        .filter { try StoredJSON.decode([Role].self, from: $0.text("roles")).contains(.operator) }
        .map { InstitutionID(try $0.text("institution")) }
        .reduce(into: []) { found, next in if found.last != next { found.append(next) } }
    }

    package func account(username: String) throws -> AccountRecord? {
        try sql.row("SELECT * FROM accounts WHERE username = ?", [.text(username)]).map(
            AccountRecord.init(row:))
    }

    package func account(_ id: AccountID) throws -> AccountRecord? {
        try sql.row("SELECT * FROM accounts WHERE id = ?", [.text(id.text)]).map(AccountRecord.init(row:))
    }

    package func accounts(of institution: InstitutionID) throws -> [AccountRecord] {
        try sql.rows(
            "SELECT * FROM accounts WHERE institution = ? ORDER BY username", [.text(institution.text)]
        )
        .map(AccountRecord.init(row:))
    }
}

extension AccountRecord {
    init(row: SQLRow) throws {
        self.init(
            id: AccountID(try row.text("id")), username: try row.text("username"),
            institution: InstitutionID(try row.text("institution")),
            displayName: try row.text("display_name"),
            practitioner: row.optionalText("practitioner").map(PractitionerID.init),
            roles: try StoredJSON.decode([Role].self, from: try row.text("roles")),
            passwordHash: try row.text("password_hash"), failures: Int(try row.integer("failures")),
            lockedUntil: row.optionalInteger("locked_until").map(WallTime.init(milliseconds:)),
            isDisabled: row.optionalInteger("disabled_at") != nil,
            staffNumber: row.optionalText("staff_number"))
    }
}
