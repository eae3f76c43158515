extension Schema {
    /// Teams of several invited institutions, notices that people read, and the patient's own view.
    ///
    /// `consultations.invited` holds one institution; the further ones of a team stand in `consultation_invited`, in
    /// the order that lists are read in. A patient's code is kept as its hash only.
    static let cases = """
        CREATE TABLE consultation_invited (
            consultation TEXT NOT NULL,
            institution TEXT NOT NULL,
            state TEXT NOT NULL,
            updated_at BIGINT NOT NULL,
            PRIMARY KEY (consultation, institution)
        );
        CREATE INDEX further_invited ON consultation_invited (institution, updated_at, consultation);
        CREATE INDEX further_invited_by_state
            ON consultation_invited (institution, state, updated_at, consultation);
        CREATE TABLE charge_shares (
            consultation TEXT NOT NULL,
            invited TEXT NOT NULL,
            batch TEXT NOT NULL,
            opened_at BIGINT NOT NULL,
            PRIMARY KEY (consultation, invited)
        );
        CREATE INDEX charge_shares_by_batch ON charge_shares (batch);
        CREATE INDEX charge_shares_by_invited ON charge_shares (invited, opened_at);
        CREATE TABLE notices (
            id BIGINT PRIMARY KEY,
            at BIGINT NOT NULL,
            institution TEXT NOT NULL,
            role TEXT NOT NULL,
            practitioner TEXT NOT NULL,
            subject TEXT NOT NULL,
            kind TEXT NOT NULL
        );
        CREATE INDEX notices_by_role ON notices (institution, role, id);
        CREATE INDEX notices_by_person ON notices (practitioner, id);
        CREATE INDEX notices_by_time ON notices (at);
        CREATE TABLE patient_codes (
            code_hash TEXT PRIMARY KEY,
            patient TEXT NOT NULL,
            made_at BIGINT NOT NULL,
            made_by TEXT NOT NULL,
            expires_at BIGINT NOT NULL
        );
        CREATE INDEX patient_codes_by_patient ON patient_codes (patient);
        """
}
