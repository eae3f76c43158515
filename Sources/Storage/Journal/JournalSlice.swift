/// A stretch of the journal, walked.
package struct JournalSlice: Sendable, Equatable {
    /// The last good entry; where the next stretch goes on.
    package let last: JournalPlace
    /// How many entries were looked at.
    package let count: Int
    package let firstBreak: JournalReport.Break?
}

package struct JournalPlace: Sendable, Equatable {
    package let seq: Int64
    package let hash: String

    package static let beginning = JournalPlace(seq: 0, hash: JournalEntry.firstPreviousHash)
}

extension ReadTransaction {
    /// Recomputes hashes and links of at most `limit` entries after `place`.
    package func verifyJournal(after place: JournalPlace, limit: Int) throws -> JournalSlice {
        var last = place
        var count = 0
        var found: JournalReport.Break?
        let rows = try sql.rows(
            "SELECT * FROM journal WHERE seq > ? ORDER BY seq LIMIT ?",
            [.integer(place.seq), .integer(Int64(limit))])
        for row in rows {
            let entry = try JournalEntry(row: row)
            count += 1
            if entry.seq != last.seq + 1 {
                found = JournalReport.Break(seq: entry.seq, fault: .sequenceBroken)
            } else if entry.previousHash != last.hash {
                found = JournalReport.Break(seq: entry.seq, fault: .linkBroken)
            } else if entry.computedHash() != entry.hash {
                found = JournalReport.Break(seq: entry.seq, fault: .contentChanged)
            }
            if found != nil { break }
            last = JournalPlace(seq: entry.seq, hash: entry.hash)
        }
        return JournalSlice(last: last, count: count, firstBreak: found)
    }

    /// The last entry of all.
    package func journalEnd() throws -> JournalPlace {
        let (seq, hash) = try journalHead()
        return JournalPlace(seq: seq, hash: hash)
    }
}
