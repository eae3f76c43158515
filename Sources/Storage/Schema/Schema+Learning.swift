import ConsultationCore

extension Schema {
    /// Who had which training, and what each practitioner did in the service: one line a person and case.
    static let learning = """
        CREATE TABLE training_topics (
            practitioner TEXT NOT NULL,
            topic TEXT NOT NULL,
            completed_on TEXT NOT NULL,
            event TEXT NOT NULL,
            PRIMARY KEY (practitioner, topic, completed_on, event)
        );
        CREATE TABLE training_attendance (
            institution TEXT NOT NULL,
            completed_on TEXT NOT NULL,
            practitioner TEXT NOT NULL,
            event TEXT NOT NULL,
            title TEXT NOT NULL,
            project TEXT NOT NULL,
            minutes BIGINT NOT NULL,
            credit_tenths BIGINT NOT NULL,
            no_credit TEXT,
            PRIMARY KEY (institution, completed_on, practitioner, event)
        );
        CREATE INDEX training_attendance_by_person
            ON training_attendance (practitioner, completed_on, event);
        CREATE TABLE practitioner_activity (
            institution TEXT NOT NULL,
            day TEXT NOT NULL,
            practitioner TEXT NOT NULL,
            subject TEXT NOT NULL,
            side TEXT NOT NULL,
            kind TEXT NOT NULL,
            minutes BIGINT NOT NULL,
            on_time BIGINT,
            ratings BIGINT NOT NULL,
            rating_points BIGINT NOT NULL,
            quality_points BIGINT,
            PRIMARY KEY (institution, day, practitioner, subject)
        );
        CREATE INDEX practitioner_activity_by_subject ON practitioner_activity (subject);
        """

    /// Takes over what was completed before activity was kept; ratings and scores count from here on.
    static func takeOverActivity(in sql: SQLConnection) throws {
        try sql.walk(
            "SELECT snapshot FROM consultations WHERE state IN ('reported', 'decided', 'archived') ORDER BY id"
        ) { row in
            let consultation = try StoredJSON.decode(Consultation.self, from: try row.text("snapshot"))
            for line in ServiceActivity.lines(of: consultation) { try sql.add(line) }
            return true
        }
    }
}
