package import ConsultationCore

/// How many matches of a stretch of time went from one institution to another.
package struct MatchCount: Sendable, Equatable {
    package let inviting: InstitutionID
    package let chosen: InstitutionID
    package let matches: Int
    /// Of them, chosen by the operator though another had more points.
    package let notFirst: Int
}

extension WriteTransaction {
    package func list(_ record: MatchRecord) throws {
        guard let choice = record.choices.last else { return }
        try sql.execute(
            """
            INSERT INTO platform_matches
                (at, consultation, version, platform, inviting, chosen, kind, rank, candidates)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (at, consultation, version) DO NOTHING
            """,
            [
                .integer(choice.at.milliseconds), .text(record.consultation.text),
                .integer(Int64(record.version)), .text(record.platformOperator.text),
                .text(record.inviting.text), .text(choice.chosen.text), .text(choice.kind.rawValue),
                .optional(choice.rank.map(Int64.init)), .integer(Int64(choice.candidates.count)),
            ])
    }
}

extension ReadTransaction {
    /// Matches from `start` until before `end`, by pair.
    package func matchCounts(from start: WallTime, to end: WallTime) throws -> [MatchCount] {
        try sql.rows(
            """
            SELECT inviting, chosen, COUNT(*) AS matches,
                SUM(CASE WHEN kind = 'operatorChoice' AND (rank IS NULL OR rank > 1) THEN 1 ELSE 0 END) AS not_first
            FROM platform_matches WHERE at >= ? AND at < ? GROUP BY inviting, chosen ORDER BY inviting, chosen
            """, [.integer(start.milliseconds), .integer(end.milliseconds)]
        ).map {
            MatchCount(
                inviting: InstitutionID(try $0.text("inviting")),
                chosen: InstitutionID(try $0.text("chosen")), matches: Int(try $0.integer("matches")),
                notFirst: Int(try $0.integer("not_first")))
        }
    }

    /// Records of matches of a stretch of time, newest first; with institutions, those to which one is a side.
    package func matchRecords(
        from start: WallTime, to end: WallTime, of institutions: [InstitutionID]? = nil, limit: Int
    ) throws -> [MatchRecord] {
        let sides = try institutions.map { try StoredJSON.encode($0.map(\.text)) }
        let among = "(SELECT value FROM json_each(?))"
        return try documents(
            MatchRecord.self,
            """
            SELECT r.snapshot AS document FROM (
                SELECT consultation, MAX(at) AS last FROM platform_matches WHERE at >= ? AND at < ?
                    \(sides == nil ? "" : "AND (inviting IN \(among) OR chosen IN \(among))")
                GROUP BY consultation ORDER BY last DESC LIMIT ?) m
            JOIN records r ON r.stream = 'match' AND r.id = m.consultation ORDER BY m.last DESC
            """,
            [.integer(start.milliseconds), .integer(end.milliseconds)]
                + (sides.map { [.text($0), .text($0)] } ?? []) + [.integer(Int64(limit))])
    }
}
