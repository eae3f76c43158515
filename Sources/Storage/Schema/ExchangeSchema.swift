/// What goes to and comes from the hospitals' own systems (NHC-SUP 19).
enum ExchangeSchema {
    static let tables = """
        CREATE TABLE exchange_messages (
            id TEXT PRIMARY KEY,
            connection TEXT NOT NULL,
            institution TEXT NOT NULL,
            direction TEXT NOT NULL,
            topic TEXT NOT NULL,
            control_id TEXT NOT NULL,
            subject TEXT,
            part BIGINT NOT NULL,
            state TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            attempts BIGINT NOT NULL,
            next_at BIGINT NOT NULL,
            settled_at BIGINT,
            failure TEXT,
            document TEXT,
            reason TEXT,
            UNIQUE (connection, direction, control_id)
        );
        CREATE INDEX exchange_messages_due ON exchange_messages (next_at, created_at, id) WHERE state = 'waiting';
        CREATE INDEX exchange_messages_by_state ON exchange_messages (institution, state, created_at, id);
        CREATE INDEX exchange_messages_by_subject ON exchange_messages (subject, institution)
            WHERE subject IS NOT NULL;
        CREATE TABLE exchange_links (
            connection TEXT PRIMARY KEY,
            succeeded_at BIGINT,
            failed_at BIGINT,
            failure TEXT
        );
        CREATE TABLE exchange_patients (
            institution TEXT NOT NULL,
            record_number TEXT NOT NULL,
            identity_hash TEXT,
            updated_at BIGINT NOT NULL,
            document TEXT NOT NULL,
            PRIMARY KEY (institution, record_number)
        );
        CREATE INDEX exchange_patients_by_identity ON exchange_patients (institution, identity_hash)
            WHERE identity_hash IS NOT NULL;
        CREATE TABLE exchange_orders (
            institution TEXT NOT NULL,
            number TEXT NOT NULL,
            consultation TEXT NOT NULL,
            PRIMARY KEY (institution, number)
        );
        CREATE TABLE exchange_fees (
            institution TEXT NOT NULL,
            number TEXT NOT NULL,
            consultation TEXT NOT NULL,
            amount_fen BIGINT NOT NULL,
            insurance_fen BIGINT NOT NULL,
            at BIGINT NOT NULL,
            PRIMARY KEY (institution, number)
        );
        CREATE INDEX exchange_fees_by_case ON exchange_fees (consultation);
        """
}
