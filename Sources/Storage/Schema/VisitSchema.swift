/// What lists ask of online visits, beside their states in `records`: one row for each institution that sees a visit.
enum VisitSchema {
    static let tables = """
        CREATE TABLE visit_rows (
            institution TEXT NOT NULL,
            visit TEXT NOT NULL,
            physician TEXT NOT NULL,
            reception TEXT,
            patient TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            prescribed BIGINT NOT NULL,
            waiting BIGINT NOT NULL,
            unsealed BIGINT NOT NULL,
            PRIMARY KEY (institution, visit)
        );
        CREATE INDEX visits_by_physician ON visit_rows (institution, physician, created_at, visit);
        CREATE INDEX visits_by_reception ON visit_rows (institution, reception, created_at, visit);
        CREATE INDEX visits_prescribed ON visit_rows (institution, prescribed, created_at, visit);
        CREATE INDEX visits_waiting ON visit_rows (institution, waiting, created_at, visit);
        CREATE INDEX visits_by_patient ON visit_rows (patient, created_at, visit);
        CREATE INDEX visits_unsealed ON visit_rows (unsealed, visit);
        INSERT INTO visit_rows (institution, visit, physician, reception, patient, created_at, prescribed,
                waiting, unsealed)
            SELECT json_extract(snapshot, '$.institution'), id, json_extract(snapshot, '$.physician'), NULL,
                json_extract(snapshot, '$.patient'), json_extract(snapshot, '$.createdAt'),
                json_array_length(snapshot, '$.prescriptions') > 0,
                (SELECT COUNT(*) FROM json_each(snapshot, '$.prescriptions') p
                    WHERE json_extract(p.value, '$.state') = 'underReview') > 0, 0
            FROM records WHERE stream = 'visit';
        """
}
