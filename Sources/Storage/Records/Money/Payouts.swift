package import ConsultationCore

extension WriteTransaction {
    package func add(_ key: PayoutKey) throws {
        try sql.execute(
            "INSERT INTO payout_keys (institution, version, document) VALUES (?, ?, ?)",
            [
                .text(key.institution.text), .integer(Int64(key.version)),
                .text(try StoredJSON.encode(key)),
            ])
    }

    package func add(_ lines: [PayoutLine], to sheet: PayoutSheet) throws {
        for (index, line) in lines.enumerated() {
            try sql.execute(
                """
                INSERT INTO payout_lines
                    (sheet, position, institution, origin, person, kind, amount_fen, document)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(sheet.id.text), .integer(Int64(index + 1)), .text(sheet.institution.text),
                    .text(PayoutBase.origin(of: line.entry)), .text(line.person.id.text),
                    .text(line.kind.rawValue), .integer(line.amount.fen),
                    .text(try StoredJSON.encode(line)),
                ])
        }
    }
}

extension InstitutionScope {
    /// Every version, the oldest first.
    package func payoutKeys() throws -> [PayoutKey] {
        try transaction.documents(
            PayoutKey.self, "SELECT document FROM payout_keys WHERE institution = ? ORDER BY version",
            [.text(institution.text)])
    }

    /// Sheets, the newest month first; those of one month alone when it is named.
    package func payoutSheets(of period: SettlementPeriod? = nil, limit: Int) throws -> [PayoutSheet] {
        let prefix = period.map { "\(institution).\($0)." } ?? "\(institution)."
        return try transaction.documents(
            PayoutSheet.self,
            """
            SELECT r.snapshot AS document FROM record_parties p
            JOIN records r ON r.stream = p.stream AND r.id = p.id
            WHERE p.institution = ? AND p.stream = ? AND p.id >= ? AND p.id < ? ORDER BY p.id DESC LIMIT ?
            """,
            [
                .text(institution.text), .text(PayoutSheet.stream), .text(prefix), .text(prefix + "~"),
                .integer(Int64(limit)),
            ])
    }

    /// The newest sheet that stands.
    package func standingPayout() throws -> PayoutSheet? {
        try transaction.document(
            PayoutSheet.self,
            """
            SELECT r.snapshot AS document FROM record_parties p
            JOIN records r ON r.stream = p.stream AND r.id = p.id
            WHERE p.institution = ? AND p.stream = ? AND r.state <> 'withdrawn' ORDER BY p.id DESC LIMIT 1
            """, [.text(institution.text), .text(PayoutSheet.stream)])
    }

    /// What sheets that stand gave for one charge.
    package func paid(for origin: String) throws -> [PayoutLine] {
        try transaction.documents(
            PayoutLine.self,
            """
            SELECT l.document FROM payout_lines l JOIN records r ON r.stream = ? AND r.id = l.sheet
            WHERE l.institution = ? AND l.origin = ? AND r.state <> 'withdrawn' ORDER BY l.sheet, l.position
            """, [.text(PayoutSheet.stream), .text(institution.text), .text(origin)])
    }

    /// What the institution kept of a charge by its lines before `base`.
    package func retained(of base: PayoutBase, partner: InstitutionID) throws -> Money {
        let (own, other) = base.side == .inviting ? ("inviting", "invited") : ("invited", "inviting")
        let row = try transaction.sql.row(
            """
            SELECT COALESCE(SUM(\(own)_fen), 0) AS sum FROM settlement_lines
            WHERE entry >= ? AND entry < ? AND \(own) = ? AND \(other) = ?
                AND (at < ? OR (at = ? AND kind = 'charge'))
            """,
            [
                .text("\(base.consultation)/"), .text("\(base.consultation)0"), .text(institution.text),
                .text(partner.text), .integer(base.at.milliseconds), .integer(base.at.milliseconds),
            ])
        return Money(fen: try row?.integer("sum") ?? 0)
    }

    package func payoutLines(
        of sheet: PayoutSheetID, person: PractitionerID?, after position: Int, limit: Int
    ) throws -> [StoredPayoutLine] {
        let clause = person == nil ? "" : "AND person = ?"
        let rows = try transaction.sql.rows(
            """
            SELECT sheet, position, document FROM payout_lines
            WHERE sheet = ? AND position > ? AND institution = ? \(clause) ORDER BY position LIMIT ?
            """,
            [.text(sheet.text), .integer(Int64(position)), .text(institution.text)]
                + (person.map { [.text($0.text)] } ?? []) + [.integer(Int64(limit))])
        return try rows.map(stored)
    }

    /// What a person got, the newest first, of sheets that stand.
    package func payoutLines(
        of person: PractitionerID, before: (sheet: String, position: Int)?, limit: Int
    ) throws -> [StoredPayoutLine] {
        let end = before ?? ("~", 0)
        let rows = try transaction.sql.rows(
            """
            SELECT l.sheet, l.position, l.document FROM payout_lines l
            JOIN records r ON r.stream = ? AND r.id = l.sheet
            WHERE l.institution = ? AND l.person = ? AND (l.sheet, l.position) < (?, ?)
                AND r.state <> 'withdrawn' ORDER BY l.sheet DESC, l.position DESC LIMIT ?
            """,
            [
                .text(PayoutSheet.stream), .text(institution.text), .text(person.text), .text(end.sheet),
                .integer(Int64(end.position)), .integer(Int64(limit)),
            ])
        return try rows.map(stored)
    }

    private func stored(_ row: SQLRow) throws -> StoredPayoutLine {
        StoredPayoutLine(
            sheet: PayoutSheetID(try row.text("sheet")), position: Int(try row.integer("position")),
            line: try StoredJSON.decode(PayoutLine.self, from: try row.text("document")))
    }
}
