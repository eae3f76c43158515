package import ConsultationCore

extension ReadTransaction {
    /// How many accounts that may sign in hold each role at an institution.
    package func rolesHeld(at institution: InstitutionID) throws -> [Role: Int] {
        let rows = try sql.rows(
            "SELECT roles FROM accounts WHERE institution = ? AND disabled_at IS NULL",
            [.text(institution.text)])
        var held: [Role: Int] = [:]
        for row in rows {
            for role in try StoredJSON.decode([Role].self, from: try row.text("roles")) {
                held[role, default: 0] += 1
            }
        }
        return held
    }
}

extension ReadTransaction {
    /// The roles of each account that is locked now after wrong passwords.
    package func lockedAccounts(at now: WallTime) throws -> [[Role]] {
        try sql.rows("SELECT roles FROM accounts WHERE locked_until > ?", [.integer(now.milliseconds)])
            .map { try StoredJSON.decode([Role].self, from: try $0.text("roles")) }
    }
}
