/// Costs, keys and pay-out sheets of institutions. All of them only grow, like the ledger.
enum PayoutSchema {
    static let tables = """
        CREATE TABLE cost_entries (
            id TEXT PRIMARY KEY,
            institution TEXT NOT NULL,
            period TEXT NOT NULL,
            account TEXT NOT NULL,
            amount_fen BIGINT NOT NULL,
            reverses TEXT UNIQUE,
            at BIGINT NOT NULL,
            document TEXT NOT NULL
        );
        CREATE INDEX cost_entries_by_month ON cost_entries (institution, period, at, id);
        CREATE TABLE payout_keys (
            institution TEXT NOT NULL,
            version BIGINT NOT NULL,
            document TEXT NOT NULL,
            PRIMARY KEY (institution, version)
        );
        CREATE TABLE payout_lines (
            sheet TEXT NOT NULL,
            position BIGINT NOT NULL,
            institution TEXT NOT NULL,
            origin TEXT NOT NULL,
            person TEXT NOT NULL,
            kind TEXT NOT NULL,
            amount_fen BIGINT NOT NULL,
            document TEXT NOT NULL,
            PRIMARY KEY (sheet, position)
        );
        CREATE INDEX payout_lines_by_origin ON payout_lines (institution, origin);
        CREATE INDEX payout_lines_by_person ON payout_lines (institution, person, sheet, position);
        CREATE TRIGGER cost_entries_keep_rows BEFORE UPDATE ON cost_entries
            BEGIN SELECT RAISE(ABORT, 'the cost ledger is append-only'); END;
        CREATE TRIGGER cost_entries_lose_nothing BEFORE DELETE ON cost_entries
            BEGIN SELECT RAISE(ABORT, 'the cost ledger is append-only'); END;
        CREATE TRIGGER payout_lines_keep_rows BEFORE UPDATE ON payout_lines
            BEGIN SELECT RAISE(ABORT, 'pay-out lines are append-only'); END;
        CREATE TRIGGER payout_lines_lose_nothing BEFORE DELETE ON payout_lines
            BEGIN SELECT RAISE(ABORT, 'pay-out lines are append-only'); END;
        """
}
