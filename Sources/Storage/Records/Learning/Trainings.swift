package import ConsultationCore

extension KeptTraining {
    init(row: SQLRow) throws {
        guard let day = CivilDate(try row.text("completed_on")) else {
            throw StorageError.unreadable(table: "training_attendance", key: "completed_on")
        }
        self.init(
            practitioner: PractitionerID(try row.text("practitioner")),
            institution: InstitutionID(try row.text("institution")), completedOn: day,
            event: try row.text("event"), title: try row.text("title"), project: try row.text("project"),
            minutes: Int(try row.integer("minutes")), creditTenths: Int(try row.integer("credit_tenths")),
            noCredit: row.optionalText("no_credit").flatMap(TrainingAttendance.NoCredit.init(rawValue:)))
    }
}

extension WriteTransaction {
    /// Puts everybody's part of a confirmed training on their records.
    package func keep(_ training: TrainingEvent) throws {
        let day = SQLValue.text(CivilDate(training.told.slot.end).description)
        for attendance in training.attendances {
            try sql.execute(
                """
                INSERT INTO training_attendance
                    (institution, completed_on, practitioner, event, title, project, minutes, credit_tenths, no_credit)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (institution, completed_on, practitioner, event) DO NOTHING
                """,
                [
                    .text(attendance.institution.text), day, .text(attendance.practitioner.text),
                    .text(training.id), .text(training.told.title), .text(training.told.projectNumber ?? ""),
                    .integer(Int64(attendance.minutes)), .integer(Int64(attendance.creditTenths)),
                    .optional(attendance.noCredit?.rawValue),
                ])
            guard attendance.isComplete else { continue }
            for topic in Set(training.told.topics) {
                try sql.execute(
                    """
                    INSERT INTO training_topics (practitioner, topic, completed_on, event) VALUES (?, ?, ?, ?)
                    ON CONFLICT (practitioner, topic, completed_on, event) DO NOTHING
                    """,
                    [
                        .text(attendance.practitioner.text), .text(topic.rawValue), day, .text(training.id),
                    ])
            }
        }
    }
}

extension ReadTransaction {
    /// When the person last had each topic.
    package func trainings(of practitioner: PractitionerID) throws -> [TrainingCompletion] {
        try sql.rows(
            """
            SELECT topic, MAX(completed_on) AS completed_on FROM training_topics
            WHERE practitioner = ? GROUP BY topic
            """, [.text(practitioner.text)]
        ).compactMap { row in
            guard let topic = TrainingTopic(rawValue: try row.text("topic")),
                let day = CivilDate(try row.text("completed_on"))
            else { return nil }
            return TrainingCompletion(topic: topic, completedOn: day)
        }
    }

    /// The person's own trainings, newest first.
    package func attendances(of practitioner: PractitionerID, limit: Int) throws -> [KeptTraining] {
        try sql.rows(
            """
            SELECT * FROM training_attendance WHERE practitioner = ?
            ORDER BY completed_on DESC, event DESC LIMIT ?
            """, [.text(practitioner.text), .integer(Int64(limit))]
        ).map(KeptTraining.init)
    }
}

extension InstitutionScope {
    /// Trainings of the own staff from `first` to `last`, both included, day by day.
    package func attendances(
        from first: CivilDate, to last: CivilDate, after position: TrainingPosition?, limit: Int
    ) throws -> [KeptTraining] {
        let start = position ?? TrainingPosition(completedOn: first, practitioner: "", event: "")
        return try transaction.sql.rows(
            """
            SELECT * FROM training_attendance
            WHERE institution = ? AND completed_on <= ? AND (completed_on, practitioner, event) > (?, ?, ?)
            ORDER BY completed_on, practitioner, event LIMIT ?
            """,
            [
                .text(institution.text), .text(last.description), .text(start.completedOn.description),
                .text(start.practitioner.text), .text(start.event), .integer(Int64(limit)),
            ]
        ).map(KeptTraining.init)
    }
}
