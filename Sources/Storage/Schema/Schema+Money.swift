import ConsultationCore

extension Schema {
    /// A month's book is summed from the index alone.
    static let booksByMonth = """
        DROP INDEX postings_by_period;
        CREATE INDEX postings_by_period ON postings (period, institution, account, amount_fen);
        """

    /// Charges, lines, batches and subsidies beside the ledger. Lines and prices only grow, like the ledger itself.
    static let money = """
        ALTER TABLE postings ADD COLUMN period TEXT NOT NULL DEFAULT '';
        CREATE INDEX postings_by_period ON postings (period, institution, account);
        CREATE TABLE charges (
            consultation TEXT PRIMARY KEY,
            number TEXT NOT NULL,
            version BIGINT NOT NULL,
            inviting TEXT NOT NULL,
            invited TEXT NOT NULL,
            batch TEXT NOT NULL,
            opened_at BIGINT NOT NULL,
            fee_fen BIGINT NOT NULL,
            lacks_receipt BIGINT NOT NULL,
            refund_runs BIGINT NOT NULL,
            is_reversed BIGINT NOT NULL,
            receipt TEXT NOT NULL,
            receipted_at BIGINT,
            snapshot TEXT NOT NULL
        );
        CREATE INDEX charges_by_inviting ON charges (inviting, opened_at);
        CREATE INDEX charges_by_invited ON charges (invited, opened_at);
        CREATE INDEX charges_by_batch ON charges (batch);
        CREATE TABLE receipts (
            institution TEXT NOT NULL,
            code TEXT NOT NULL,
            number TEXT NOT NULL,
            consultation TEXT NOT NULL,
            at BIGINT NOT NULL,
            PRIMARY KEY (institution, code, number)
        );
        CREATE TABLE settlement_batches (
            id TEXT PRIMARY KEY,
            version BIGINT NOT NULL,
            state TEXT NOT NULL,
            period TEXT NOT NULL,
            inviting TEXT NOT NULL,
            invited TEXT NOT NULL,
            snapshot TEXT NOT NULL
        );
        CREATE INDEX batches_by_inviting ON settlement_batches (inviting, period);
        CREATE INDEX batches_by_invited ON settlement_batches (invited, period);
        CREATE TABLE settlement_lines (
            \(SettlementLineRow.definition),
            PRIMARY KEY (entry)
        );
        CREATE INDEX lines_by_inviting ON settlement_lines (inviting, period, at, entry);
        CREATE INDEX lines_by_invited ON settlement_lines (invited, period, at, entry);
        CREATE INDEX lines_by_patient ON settlement_lines (patient, service_kind);
        CREATE INDEX lines_by_batch ON settlement_lines (batch, at, entry);
        CREATE TABLE staff_subsidies (
            institution TEXT NOT NULL,
            period TEXT NOT NULL,
            version BIGINT NOT NULL,
            snapshot TEXT NOT NULL,
            PRIMARY KEY (institution, period)
        );
        CREATE TRIGGER lines_keep_rows BEFORE UPDATE ON settlement_lines
            BEGIN SELECT RAISE(ABORT, 'settlement lines are append-only'); END;
        CREATE TRIGGER lines_lose_nothing BEFORE DELETE ON settlement_lines
            BEGIN SELECT RAISE(ABORT, 'settlement lines are append-only'); END;
        CREATE TRIGGER prices_keep_rows BEFORE UPDATE ON prices
            BEGIN SELECT RAISE(ABORT, 'prices are superseded, never edited'); END;
        CREATE TRIGGER prices_lose_nothing BEFORE DELETE ON prices
            BEGIN SELECT RAISE(ABORT, 'prices are superseded, never deleted'); END;
        """
}
