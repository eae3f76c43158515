package import ConsultationCore

extension WriteTransaction {
    package func add(_ entry: CostEntry) throws {
        try sql.execute(
            """
            INSERT INTO cost_entries (id, institution, period, account, amount_fen, reverses, at, document)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(entry.id.text), .text(entry.institution.text), .text(entry.period.text),
                .text(entry.account.rawValue), .integer(entry.amount.fen), .optional(entry.reverses?.text),
                .integer(entry.at.milliseconds), .text(try StoredJSON.encode(entry)),
            ])
    }
}

extension InstitutionScope {
    package func cost(_ id: CostEntryID) throws -> CostEntry? {
        try transaction.document(
            CostEntry.self, "SELECT document FROM cost_entries WHERE id = ? AND institution = ?",
            [.text(id.text), .text(institution.text)])
    }

    package func isReversed(_ id: CostEntryID) throws -> Bool {
        try transaction.sql.row("SELECT id FROM cost_entries WHERE reverses = ?", [.text(id.text)]) != nil
    }

    /// Entries of a month in the order in which they were entered, after the one named.
    package func costs(
        in period: SettlementPeriod, after: CostEntryID?, limit: Int
    ) throws -> [CostEntry] {
        let start = try after.flatMap { try cost($0) }
        let at = start?.at.milliseconds ?? Int64.min
        return try transaction.documents(
            CostEntry.self,
            """
            SELECT document FROM cost_entries
            WHERE institution = ? AND period = ? AND at >= ? AND (at > ? OR id > ?) ORDER BY at, id LIMIT ?
            """,
            [
                .text(institution.text), .text(period.text), .integer(at), .integer(at),
                .text(start?.id.text ?? ""), .integer(Int64(limit)),
            ])
    }

    package func costReport(of period: SettlementPeriod) throws -> CostReport {
        let rows = try transaction.sql.rows(
            """
            SELECT account, SUM(amount_fen) AS sum, COUNT(*) AS n FROM cost_entries
            WHERE institution = ? AND period = ? GROUP BY account
            """, [.text(institution.text), .text(period.text)])
        return CostReport(
            period: period,
            lines: try rows.compactMap { row in
                guard let account = CostAccount(rawValue: try row.text("account")) else { return nil }
                return CostReport.Line(
                    account: account, amount: Money(fen: try row.integer("sum")),
                    entries: Int(try row.integer("n")))
            })
    }
}
