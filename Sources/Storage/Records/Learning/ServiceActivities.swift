package import ConsultationCore

extension ActivitySum {
    init(row: SQLRow) throws {
        func number(_ name: String) throws -> Int { Int(try row.integer(name)) }
        self.init(
            practitioner: PractitionerID(try row.text("practitioner")), cases: try number("cases"),
            minutes: try number("minutes"), onTime: try number("on_time"), reports: try number("reports"),
            ratings: try number("ratings"), ratingPoints: try number("rating_points"),
            scored: try number("scored"), qualityPoints: try number("quality_points"))
    }
}

extension SQLConnection {
    func add(_ line: ServiceActivity) throws {
        try execute(
            """
            INSERT INTO practitioner_activity
                (institution, day, practitioner, subject, side, kind, minutes, on_time, ratings, rating_points)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0)
            ON CONFLICT (institution, day, practitioner, subject) DO NOTHING
            """,
            [
                .text(line.institution.text), .text(line.day.description), .text(line.practitioner.text),
                .text(line.subject), .text(line.side.rawValue), .text(line.kind.rawValue),
                .integer(Int64(line.minutes)), line.isOnTime.map { .flag($0) } ?? .null,
            ])
    }
}

extension WriteTransaction {
    package func add(_ lines: [ServiceActivity]) throws {
        for line in lines { try sql.add(line) }
    }

    /// A rating of a case counts for whoever served in it: the patient's for both sides, the inviting physician's for
    /// the invited one.
    package func rate(_ subject: ConsultationID, _ rater: CaseRating.Rater, score: Int) throws {
        let sides = rater == .patient ? "'inviting', 'invited'" : "'invited'"
        try sql.execute(
            """
            UPDATE practitioner_activity SET ratings = ratings + 1, rating_points = rating_points + ?
            WHERE subject = ? AND side IN (\(sides))
            """, [.integer(Int64(score)), .text(subject.text)])
    }

    /// The score of a record counts for the people of the institution whose record was looked at.
    package func score(_ subject: ConsultationID, at institution: InstitutionID, points: Int) throws {
        try sql.execute(
            "UPDATE practitioner_activity SET quality_points = ? WHERE subject = ? AND institution = ?",
            [.integer(Int64(points)), .text(subject.text), .text(institution.text)])
    }
}

extension ReadTransaction {
    /// Each practitioner's sums from `first` to `last`, both included, in the order of ids.
    package func activity(
        of institution: InstitutionID, from first: CivilDate, to last: CivilDate,
        practitioner: PractitionerID? = nil
    ) throws -> [ActivitySum] {
        var arguments: [SQLValue] = [
            .text(institution.text), .text(first.description), .text(last.description),
        ]
        if let practitioner { arguments.append(.text(practitioner.text)) }
        return try sql.rows(
            """
            SELECT practitioner, COUNT(*) AS cases, SUM(minutes) AS minutes,
                COALESCE(SUM(on_time), 0) AS on_time, COUNT(on_time) AS reports, SUM(ratings) AS ratings,
                SUM(rating_points) AS rating_points, COUNT(quality_points) AS scored,
                COALESCE(SUM(quality_points), 0) AS quality_points
            FROM practitioner_activity WHERE institution = ? AND day >= ? AND day <= ?
                \(practitioner == nil ? "" : "AND practitioner = ?")
            GROUP BY practitioner ORDER BY practitioner
            """, arguments
        ).map(ActivitySum.init)
    }
}
