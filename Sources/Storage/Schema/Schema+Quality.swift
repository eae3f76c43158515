import ConsultationCore

extension Schema {
    /// Records of quality control in the order of their lists, and the counters of the service.
    static let quality = """
        CREATE TABLE quality_records (
            institution TEXT NOT NULL,
            stream TEXT NOT NULL,
            opened_at BIGINT NOT NULL,
            id TEXT NOT NULL,
            is_closed BIGINT NOT NULL,
            consultation TEXT,
            PRIMARY KEY (institution, stream, opened_at, id)
        );
        CREATE INDEX quality_records_open ON quality_records (institution, stream, opened_at, id)
            WHERE is_closed = 0;
        CREATE INDEX quality_records_by_case ON quality_records (consultation) WHERE consultation IS NOT NULL;
        CREATE TABLE service_counters (
            institution TEXT NOT NULL,
            day TEXT NOT NULL,
            side TEXT NOT NULL,
            kind TEXT NOT NULL,
            counter TEXT NOT NULL,
            amount BIGINT NOT NULL,
            PRIMARY KEY (institution, day, side, kind, counter)
        );
        CREATE TABLE sampled_periods (
            period TEXT NOT NULL,
            institution TEXT NOT NULL,
            id TEXT NOT NULL,
            PRIMARY KEY (period, institution)
        );
        """

    /// Counts what the journal recorded before there were counters.
    static func countServices(in sql: SQLConnection) throws {
        try ServiceRecount(sql: sql).figures().forEach { figure, amount in
            try sql.add(figure, amount: amount)
        }
    }
}
