/// The answer of walking the whole journal.
package struct JournalReport: Sendable, Equatable {
    package enum Fault: String, Sendable, Equatable {
        /// A position is missing or repeated.
        case sequenceBroken
        /// The link does not name the hash of the entry before.
        case linkBroken
        /// The content is not the content that was hashed.
        case contentChanged
        /// A stream's own numbering has a hole.
        case streamBroken
    }

    package struct Break: Sendable, Equatable {
        package let seq: Int64
        package let fault: Fault
    }

    /// How many entries were found good, from the first on.
    package let verified: Int64
    /// Hash of the last good entry; compare it with a copy kept elsewhere to detect a cut tail.
    package let headHash: String
    /// The first broken row, if any (`vio.audit.chainBroken`).
    package let firstBreak: Break?

    package var isIntact: Bool { firstBreak == nil }
}

extension ReadTransaction {
    /// Recomputes every hash and link from the first entry on and stops at the first broken row.
    package func verifyJournal() throws -> JournalReport {
        var verified: Int64 = 0
        var previousHash = JournalEntry.firstPreviousHash
        var versions: [String: Int64] = [:]
        var found: JournalReport.Break?
        try sql.walk("SELECT * FROM journal ORDER BY seq") { row in
            let entry = try JournalEntry(row: row)
            if let fault = Self.fault(in: entry, after: verified, previousHash, versions[entry.stream] ?? 0) {
                found = JournalReport.Break(seq: entry.seq, fault: fault)
                return false
            }
            verified = entry.seq
            previousHash = entry.hash
            versions[entry.stream] = entry.version
            return true
        }
        return JournalReport(verified: verified, headHash: previousHash, firstBreak: found)
    }

    private static func fault(
        in entry: JournalEntry, after seq: Int64, _ previousHash: String, _ version: Int64
    ) -> JournalReport.Fault? {
        if entry.seq != seq + 1 { return .sequenceBroken }
        if entry.previousHash != previousHash { return .linkBroken }
        if entry.computedHash() != entry.hash { return .contentChanged }
        if entry.version != version + 1 { return .streamBroken }
        return nil
    }
}
