extension Schema {
    /// Second factors, the one-time codes for when a device is lost, and what the audit administrator looks through.
    ///
    /// A secret stands sealed under its institution's key; `last_step` is the newest time step whose code was
    /// taken, so that no code opens twice, restart or not (RFC 6238 §5.2).
    static let secondFactors = """
        CREATE TABLE second_factors (
            account TEXT PRIMARY KEY,
            sealed TEXT NOT NULL,
            key_name TEXT NOT NULL,
            begun_at BIGINT NOT NULL,
            confirmed_at BIGINT,
            last_step BIGINT NOT NULL,
            failures BIGINT NOT NULL
        );
        CREATE TABLE recovery_codes (
            account TEXT NOT NULL,
            hash TEXT NOT NULL,
            used_at BIGINT,
            PRIMARY KEY (account, hash)
        );
        ALTER TABLE accounts ADD COLUMN staff_number TEXT;
        CREATE INDEX accounts_by_institution ON accounts (institution, username);
        CREATE INDEX accounts_by_practitioner ON accounts (practitioner) WHERE practitioner IS NOT NULL;
        ALTER TABLE sessions ADD COLUMN factor_at BIGINT;
        ALTER TABLE api_tokens ADD COLUMN factor_at BIGINT;
        CREATE TABLE audit_entries (
            seq BIGINT PRIMARY KEY,
            at BIGINT NOT NULL,
            institution TEXT NOT NULL,
            account TEXT NOT NULL,
            category TEXT NOT NULL
        );
        CREATE INDEX audit_by_time ON audit_entries (at, seq);
        CREATE INDEX audit_by_category ON audit_entries (category, at, seq);
        CREATE INDEX audit_by_account ON audit_entries (account, at, seq);
        CREATE INDEX audit_by_institution ON audit_entries (institution, at, seq);
        CREATE INDEX audit_by_institution_category ON audit_entries (institution, category, at, seq);
        """

    /// Enters what the journal recorded before there was an audit trail.
    static func takeOverAudit(in sql: SQLConnection) throws {
        try sql.walk("SELECT * FROM journal ORDER BY seq") { row in
            try sql.enterAudit(JournalEntry(row: row))
            return true
        }
    }
}
