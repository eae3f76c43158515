package import ConsultationCore

/// A thing as it stands in a province's list.
package struct StoredFeedItem: Sendable, Equatable {
    package let mark: FeedMark
    /// The day it first was there; counts go by it.
    package let day: CivilDate
    /// Its newest change.
    package let at: WallTime
    /// Its place; a change moves it to the end.
    package let seq: Int64
}

extension WriteTransaction {
    /// Puts the marks at the end of their province's lists and remembers how far the journal is followed.
    /// Returns what stands there now.
    package func tell(
        _ marks: [(mark: FeedMark, province: Jurisdiction, at: WallTime)], followedTo journal: Int64
    ) throws -> [StoredFeedItem] {
        var seq = try reading.feedPlace().seq
        var told: [StoredFeedItem] = []
        for (mark, province, at) in marks {
            seq += 1
            try sql.execute(
                """
                INSERT INTO feed_items (class, key, institution, province, day, at, seq)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (class, key, institution) DO UPDATE SET at = excluded.at, seq = excluded.seq
                """,
                [
                    .text(mark.feedClass.rawValue), .text(mark.key), .text(mark.institution.text),
                    .text(province.text), .text(CivilDate(at).description), .integer(at.milliseconds),
                    .integer(seq),
                ])
            told.append(StoredFeedItem(mark: mark, day: CivilDate(at), at: at, seq: seq))
        }
        try sql.execute(
            """
            INSERT INTO feed_place (id, journal, seq) VALUES (1, ?, ?)
            ON CONFLICT (id) DO UPDATE SET journal = excluded.journal, seq = excluded.seq
            """, [.integer(journal), .integer(seq)])
        return told
    }
}

extension ReadTransaction {
    /// The journal entry up to which everything is in the lists, and the last number given.
    package func feedPlace() throws -> (journal: Int64, seq: Int64) {
        guard let row = try sql.row("SELECT journal, seq FROM feed_place WHERE id = 1") else { return (0, 0) }
        return (try row.integer("journal"), try row.integer("seq"))
    }

    /// Items of one province and class behind `seq`, in order.
    package func feedItems(
        _ feedClass: FeedClass, of province: Jurisdiction, after seq: Int64, limit: Int
    ) throws -> [StoredFeedItem] {
        try sql.rows(
            """
            SELECT * FROM feed_items WHERE province = ? AND class = ? AND seq > ? ORDER BY seq LIMIT ?
            """,
            [
                .text(province.text), .text(feedClass.rawValue), .integer(seq), .integer(Int64(limit)),
            ]
        ).map { row in
            guard let day = CivilDate(try row.text("day")) else {
                throw StorageError.unreadable(table: "feed_items", key: try row.text("key"))
            }
            return StoredFeedItem(
                mark: FeedMark(
                    feedClass, try row.text("key"), of: InstitutionID(try row.text("institution"))),
                day: day, at: WallTime(milliseconds: try row.integer("at")), seq: try row.integer("seq"))
        }
    }

    /// How many things first were there on a day, by class.
    package func feedCounts(of province: Jurisdiction, on day: CivilDate) throws -> [FeedClass: Int] {
        var counts: [FeedClass: Int] = [:]
        for row in try sql.rows(
            "SELECT class, COUNT(*) AS n FROM feed_items WHERE province = ? AND day = ? GROUP BY class",
            [.text(province.text), .text(day.description)])
        {
            guard let feedClass = FeedClass(rawValue: try row.text("class")) else { continue }
            counts[feedClass] = Int(try row.integer("n"))
        }
        return counts
    }

    /// Acts of the whole journal behind `seq`, in order.
    package func entries(behind seq: Int64, limit: Int) throws -> [JournalEntry] {
        try sql.rows(
            "SELECT * FROM journal WHERE seq > ? ORDER BY seq LIMIT ?",
            [.integer(seq), .integer(Int64(limit))]
        ).map(JournalEntry.init(row:))
    }
}
