/// What lists and routing ask of orders and rotas, beside their states in `records`; and when people were last seen.
enum DiagnosisSchema {
    static let tables = """
        CREATE TABLE diagnosis_orders (
            id TEXT PRIMARY KEY,
            inviting TEXT NOT NULL,
            invited TEXT,
            state TEXT NOT NULL,
            updated_at BIGINT NOT NULL
        );
        CREATE INDEX diagnosis_by_inviting ON diagnosis_orders (inviting, updated_at, id);
        CREATE INDEX diagnosis_by_invited ON diagnosis_orders (invited, updated_at, id);
        CREATE INDEX diagnosis_by_inviting_state ON diagnosis_orders (inviting, state, updated_at, id);
        CREATE INDEX diagnosis_by_invited_state ON diagnosis_orders (invited, state, updated_at, id);
        CREATE TABLE duty_rotas (
            id TEXT PRIMARY KEY,
            institution TEXT NOT NULL,
            service_kind TEXT NOT NULL,
            state TEXT NOT NULL,
            starts_at BIGINT NOT NULL,
            ends_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL
        );
        CREATE INDEX duty_rotas_in_time ON duty_rotas (institution, service_kind, state, ends_at);
        CREATE INDEX duty_rotas_by_institution ON duty_rotas (institution, updated_at, id);
        CREATE TABLE last_activity (
            account TEXT PRIMARY KEY,
            practitioner TEXT NOT NULL,
            at BIGINT NOT NULL
        );
        CREATE INDEX last_activity_by_practitioner ON last_activity (practitioner, at);
        CREATE INDEX practitioners_in_order ON practitioners (institution, id);
        """
}
