/// What is owed to a province's supervision platform, until it has acknowledged it (JL 19).
enum SupervisionSchema {
    static let tables = """
        CREATE TABLE platform_messages (
            name TEXT PRIMARY KEY,
            institution TEXT NOT NULL,
            kind TEXT NOT NULL,
            event TEXT NOT NULL,
            document TEXT NOT NULL,
            state TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            attempts BIGINT NOT NULL,
            next_at BIGINT NOT NULL,
            failure TEXT,
            receipt TEXT,
            settled_at BIGINT
        );
        CREATE INDEX platform_messages_due ON platform_messages (next_at, created_at, name) WHERE state = 'waiting';
        CREATE INDEX platform_messages_by_state ON platform_messages (institution, state, created_at, name);
        CREATE INDEX platform_messages_of_all ON platform_messages (state, created_at, name);
        """
}
