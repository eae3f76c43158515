package import ConsultationCore

extension WriteTransaction {
    /// Counts one for each of these institutions and for the authority, on the day in China.
    package func count(
        _ kind: TallyKind, _ code: String, of institutions: [InstitutionID], at now: WallTime
    ) throws {
        try sql.count(kind, code, of: institutions, at: now)
    }
}

extension SQLConnection {
    func count(
        _ kind: TallyKind, _ code: String, of institutions: [InstitutionID], at now: WallTime
    ) throws {
        let day = SQLValue.text(CivilDate(now).description)
        for board in ViolationBoard.all(of: institutions) {
            try execute(
                """
                INSERT INTO tallies (institution, day, kind, code, count) VALUES (?, ?, ?, ?, 1)
                ON CONFLICT (institution, day, kind, code) DO UPDATE SET count = tallies.count + 1
                """, [.text(board.key), day, .text(kind.rawValue), .text(code)])
        }
    }
}

extension ReadTransaction {
    /// The sums from `day` on, by kind and code.
    package func tallies(
        of board: ViolationBoard, from day: CivilDate
    ) throws -> [TallyKind: [String: Int]] {
        var found: [TallyKind: [String: Int]] = [:]
        for row in try sql.rows(
            """
            SELECT kind, code, SUM(count) AS total FROM tallies WHERE institution = ? AND day >= ?
            GROUP BY kind, code
            """, [.text(board.key), .text(day.description)])
        {
            guard let kind = TallyKind(rawValue: try row.text("kind")) else { continue }
            found[kind, default: [:]][try row.text("code")] = Int(try row.integer("total"))
        }
        return found
    }
}
