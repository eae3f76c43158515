package import ConsultationCore

extension WriteTransaction {
    package func list(_ referral: TwoWayReferral, at now: WallTime) throws {
        let receiver = referral.sentAt == nil ? nil : referral.content.to
        try sql.execute(
            """
            INSERT INTO referrals (id, sender, receiver, direction, state, sent_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET receiver = excluded.receiver, direction = excluded.direction,
                state = excluded.state, sent_at = excluded.sent_at, updated_at = excluded.updated_at
            """,
            [
                .text(referral.id.text), .text(referral.from.text), .optional(receiver?.text),
                .text(referral.content.direction.rawValue), .text(referral.state.rawValue),
                .optional(referral.sentAt?.milliseconds), .integer(now.milliseconds),
            ])
    }
}

extension InstitutionScope {
    /// Those sent or those received, the newest first; `before` is the last of the page before.
    package func referrals(
        _ side: PartySide, before: (at: Int64, id: String)?, limit: Int
    ) throws -> [(referral: TwoWayReferral, at: Int64)] {
        let column = side == .inviting ? "sender" : "receiver"
        let end = before ?? (.max, "")
        return try transaction.sql.rows(
            """
            SELECT r.snapshot AS document, q.updated_at FROM (
                SELECT id, updated_at FROM referrals
                WHERE \(column) = ? AND (updated_at, id) < (?, ?)
                ORDER BY updated_at DESC, id DESC LIMIT ?) q
            JOIN records r ON r.stream = ? AND r.id = q.id ORDER BY q.updated_at DESC, q.id DESC
            """,
            [
                .text(institution.text), .integer(end.at), .text(end.id), .integer(Int64(limit)),
                .text(TwoWayReferral.stream),
            ]
        ).map { row in
            (
                try transaction.cache.value(TwoWayReferral.self, from: try row.text("document")),
                try row.integer("updated_at")
            )
        }
    }

    /// What was sent and received in a stretch of time.
    package func referralCounts(from start: WallTime, to end: WallTime) throws -> [ReferralCount] {
        try PartySide.allCases.flatMap { side in
            try transaction.sql.rows(
                """
                SELECT direction, state, COUNT(*) AS n FROM referrals
                WHERE \(side == .inviting ? "sender" : "receiver") = ? AND sent_at >= ? AND sent_at < ?
                GROUP BY direction, state
                """,
                [.text(institution.text), .integer(start.milliseconds), .integer(end.milliseconds)]
            ).compactMap { row in
                guard let direction = ReferralDirection(rawValue: try row.text("direction")),
                    let state = TwoWayReferral.State(rawValue: try row.text("state"))
                else { return nil }
                return ReferralCount(
                    side: side, direction: direction, state: state, count: Int(try row.integer("n")))
            }
        }
    }
}
