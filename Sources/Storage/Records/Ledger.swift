package import ConsultationCore

/// One line of a balanced entry: debit positive, credit negative, in 分.
package struct LedgerLine: Sendable, Equatable {
    package let account: String
    package let institution: InstitutionID
    package let amount: Money
    package let memo: String

    package init(account: String, institution: InstitutionID, amount: Money, memo: String) {
        self.account = account
        self.institution = institution
        self.amount = amount
        self.memo = memo
    }
}

/// A line as it stands in the ledger.
package struct LedgerPosting: Sendable, Equatable {
    package let entry: LedgerEntryID
    package let at: WallTime
    package let consultation: ConsultationID
    package let line: LedgerLine
}

/// The proof that the books balance over a stretch of time.
package struct LedgerBalance: Sendable, Equatable {
    package let postings: Int
    /// Sum of all debits less all credits: zero, or something is wrong.
    package let difference: Money
    /// Entries that do not sum to zero by themselves.
    package let unbalancedEntries: [LedgerEntryID]

    package var isBalanced: Bool { difference == .zero && unbalancedEntries.isEmpty }
}

extension WriteTransaction {
    /// Writes one entry, all lines or none; an entry already written under this name is left as it is, so that the
    /// same act posts once.
    /// - Parameter period: the month that the entry is settled in.
    package func post(
        _ entry: LedgerEntryID, _ lines: [LedgerLine], for consultation: ConsultationID, at now: WallTime,
        in period: SettlementPeriod? = nil
    ) throws {
        let sum = lines.reduce(Money.zero) { $0 + $1.amount }
        guard sum == .zero else { throw StorageError.unbalanced(entry: entry.text, differenceFen: sum.fen) }
        guard try sql.row("SELECT line FROM postings WHERE entry = ? LIMIT 1", [.text(entry.text)]) == nil
        else {
            return
        }
        for (index, line) in lines.enumerated() {
            try sql.execute(
                """
                INSERT INTO postings (entry, line, at, consultation, account, institution, amount_fen, memo,
                    period) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(entry.text), .integer(Int64(index)), .integer(now.milliseconds),
                    .text(consultation.text), .text(line.account), .text(line.institution.text),
                    .integer(line.amount.fen), .text(line.memo), .text(period?.text ?? ""),
                ])
        }
    }
}

extension ReadTransaction {
    package func postings(of consultation: ConsultationID) throws -> [LedgerPosting] {
        try sql.rows(
            "SELECT * FROM postings WHERE consultation = ? ORDER BY at, entry, line",
            [.text(consultation.text)]
        ).map(LedgerPosting.init(row:))
    }

    /// Every posting of the books of `institution`, oldest first, without holding them.
    package func walkPostings(
        of institution: InstitutionID, from start: WallTime, to end: WallTime,
        _ body: (LedgerPosting) throws -> Void
    ) throws {
        try sql.walk(
            """
            SELECT * FROM postings WHERE institution = ? AND at >= ? AND at < ? ORDER BY at, entry, line
            """, [.text(institution.text), .integer(start.milliseconds), .integer(end.milliseconds)]
        ) { row in
            try body(LedgerPosting(row: row))
            return true
        }
    }

    /// Sums every posting in `range`.
    package func ledgerBalance(from start: WallTime, to end: WallTime) throws -> LedgerBalance {
        let period: [SQLValue] = [.integer(start.milliseconds), .integer(end.milliseconds)]
        let total = try sql.row(
            """
            SELECT COUNT(*) AS count, COALESCE(SUM(amount_fen), 0) AS difference FROM postings
            WHERE at >= ? AND at < ?
            """, period)
        let unbalanced = try sql.rows(
            """
            SELECT entry FROM postings WHERE at >= ? AND at < ? GROUP BY entry HAVING SUM(amount_fen) <> 0
            ORDER BY entry
            """, period)
        return LedgerBalance(
            postings: Int(try total?.integer("count") ?? 0),
            difference: Money(fen: try total?.integer("difference") ?? 0),
            unbalancedEntries: try unbalanced.map { LedgerEntryID(try $0.text("entry")) })
    }
}

extension LedgerPosting {
    init(row: SQLRow) throws {
        self.init(
            entry: LedgerEntryID(try row.text("entry")), at: WallTime(milliseconds: try row.integer("at")),
            consultation: ConsultationID(try row.text("consultation")),
            line: LedgerLine(
                account: try row.text("account"), institution: InstitutionID(try row.text("institution")),
                amount: Money(fen: try row.integer("amount_fen")), memo: try row.text("memo")))
    }
}
