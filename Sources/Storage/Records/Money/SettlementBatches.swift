package import ConsultationCore

extension WriteTransaction {
    package func save(_ batch: SettlementBatch) throws {
        try sql.execute(
            """
            INSERT INTO settlement_batches (id, version, state, period, inviting, invited, snapshot)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state,
                snapshot = excluded.snapshot
            """,
            [
                .text(batch.id.text), .integer(Int64(batch.version)), .text(batch.state.rawValue),
                .text(batch.period.text), .text(batch.pair.inviting.text), .text(batch.pair.invited.text),
                .text(try StoredJSON.encode(batch)),
            ])
    }

    package func save(_ subsidy: StaffSubsidy) throws {
        try sql.execute(
            """
            INSERT INTO staff_subsidies (institution, period, version, snapshot) VALUES (?, ?, 1, ?)
            ON CONFLICT (institution, period) DO UPDATE
            SET version = staff_subsidies.version + 1, snapshot = excluded.snapshot
            """,
            [
                .text(subsidy.institution.text), .text(subsidy.period.text),
                .text(try StoredJSON.encode(subsidy)),
            ])
    }
}

extension SystemScope {
    package func batch(_ id: BatchID) throws -> SettlementBatch? {
        try transaction.document(
            SettlementBatch.self, "SELECT snapshot AS document FROM settlement_batches WHERE id = ?",
            [.text(id.text)])
    }

    package func subsidy(
        of institution: InstitutionID, in period: SettlementPeriod
    ) throws -> StaffSubsidy? {
        try transaction.document(
            StaffSubsidy.self,
            "SELECT snapshot AS document FROM staff_subsidies WHERE institution = ? AND period = ?",
            [.text(institution.text), .text(period.text)])
    }
}

extension InstitutionScope {
    package func batch(_ id: BatchID) throws -> SettlementBatch? {
        try transaction.document(
            SettlementBatch.self,
            """
            SELECT snapshot AS document FROM settlement_batches WHERE id = ? AND (inviting = ? OR invited = ?)
            """, [.text(id.text), .text(institution.text), .text(institution.text)])
    }

    package func batches(in period: SettlementPeriod) throws -> [SettlementBatch] {
        try transaction.documents(
            SettlementBatch.self,
            """
            SELECT snapshot AS document FROM settlement_batches
            WHERE (inviting = ? OR invited = ?) AND period = ? ORDER BY inviting, invited
            """, [.text(institution.text), .text(institution.text), .text(period.text)])
    }

    package func subsidy(in period: SettlementPeriod) throws -> StaffSubsidy? {
        try transaction.system.subsidy(of: institution, in: period)
    }
}

extension SystemScope {
    /// Sums lines and ledger of a batch, each from its own table.
    package func proof(of batch: SettlementBatch) throws -> BatchProof {
        let sums = try LineSums(
            row: sql.row(
                """
                SELECT COUNT(*) AS n, COALESCE(SUM(fee_fen), 0) AS fee,
                    COALESCE(SUM(inviting_fen), 0) AS inviting, COALESCE(SUM(invited_fen), 0) AS invited
                FROM settlement_lines WHERE batch = ?
                """, [.text(batch.id.text)]))
        return BatchProof(
            lines: sums.count, fee: sums.fee, inviting: sums.inviting, invited: sums.invited,
            ledgerInviting: try income(of: batch.pair.inviting, in: batch),
            ledgerInvited: try income(of: batch.pair.invited, in: batch),
            unbalancedEntries: try unbalanced(in: batch), strayPostings: try strays(in: batch))
    }

    private var sql: SQLConnection { transaction.sql }

    private func income(of institution: InstitutionID, in batch: SettlementBatch) throws -> Money {
        let row = try sql.row(
            """
            SELECT COALESCE(SUM(p.amount_fen), 0) AS sum FROM postings p
            WHERE p.period = ? AND p.institution = ? AND p.account = ? AND p.memo = ?
            """,
            [
                .text(batch.period.text), .text(institution.text),
                .text(LedgerAccount.Kind.serviceIncome.rawValue), .text(batch.pair.memo),
            ])
        return Money(fen: -(try row?.integer("sum") ?? 0))
    }

    private func unbalanced(in batch: SettlementBatch) throws -> Int {
        let row = try sql.row(
            """
            SELECT COUNT(*) AS n FROM (
                SELECT p.entry FROM postings p WHERE p.period = ? AND p.institution IN (?, ?)
                GROUP BY p.entry HAVING SUM(p.amount_fen) <> 0)
            """,
            [
                .text(batch.period.text), .text(batch.pair.inviting.text), .text(batch.pair.invited.text),
            ])
        return Int(try row?.integer("n") ?? 0)
    }

    /// Income booked for cases of the pair during the month that no line stands for.
    private func strays(in batch: SettlementBatch) throws -> Int {
        let row = try sql.row(
            """
            SELECT COUNT(*) AS n FROM postings p JOIN charges c ON c.consultation = p.consultation
            WHERE p.at >= ? AND p.at < ? AND p.account = ? AND c.inviting = ? AND c.invited = ?
                AND NOT EXISTS (SELECT 1 FROM settlement_lines l WHERE l.entry =
                    CASE WHEN p.entry LIKE '%/inviting' THEN substr(p.entry, 1, length(p.entry) - 9)
                        ELSE substr(p.entry, 1, length(p.entry) - 8) END)
            """,
            [
                .integer(batch.period.start.milliseconds), .integer(batch.period.end.milliseconds),
                .text(LedgerAccount.Kind.serviceIncome.rawValue), .text(batch.pair.inviting.text),
                .text(batch.pair.invited.text),
            ])
        return Int(try row?.integer("n") ?? 0)
    }

    /// Cases of the batch whose fee has no receipt.
    package func withoutReceipt(in batch: BatchID) throws -> [ConsultationNumber] {
        let whole = try numbers(
            "SELECT number FROM charges WHERE batch = ? AND lacks_receipt = 1 ORDER BY number", batch)
        let shared = try numbers(
            """
            SELECT c.number FROM charge_shares s JOIN charges c ON c.consultation = s.consultation
            WHERE s.batch = ? AND c.lacks_receipt = 1 ORDER BY c.number
            """, batch)
        return Set(whole + shared).sorted { $0.text < $1.text }
    }

    /// Charges without report, or of a session without recording, behind them (JL 42). A diagnosis is read from data:
    /// there is no session to record.
    package func withoutEvidence(in batch: BatchID) throws -> [ConsultationNumber] {
        let diagnoses = ServiceKind.allCases.filter(\.isDiagnosis).map { "'\($0.rawValue)'" }
        return try numbers(
            """
            SELECT l.number FROM settlement_lines l JOIN charges c ON c.consultation = l.consultation
            WHERE l.batch = ? AND l.kind = 'charge' AND c.is_reversed = 0
                AND (l.reported_at IS NULL OR (l.is_recorded = 0
                    AND l.service_kind NOT IN (\(diagnoses.joined(separator: ", "))))) ORDER BY l.number
            """, batch)
    }

    /// The same patient, service and day charged more than once between the same two institutions, and not taken back.
    package func duplicates(in batch: BatchID) throws -> [ConsultationNumber] {
        try numbers(
            """
            SELECT l.number FROM settlement_lines l JOIN charges c ON c.consultation = l.consultation
            WHERE l.batch = ? AND l.kind = 'charge' AND l.fee_fen > 0 AND c.is_reversed = 0
                AND EXISTS (SELECT 1 FROM settlement_lines o JOIN charges d ON d.consultation = o.consultation
                    WHERE o.patient = l.patient AND o.service_kind = l.service_kind AND o.batch = l.batch
                        AND o.kind = 'charge' AND o.consultation <> l.consultation AND o.fee_fen > 0
                        AND d.is_reversed = 0
                        AND (o.ended_at + 28800000) / 86400000 = (l.ended_at + 28800000) / 86400000)
            ORDER BY l.number
            """, batch)
    }

    private func numbers(_ statement: String, _ batch: BatchID) throws -> [ConsultationNumber] {
        try sql.rows(statement, [.text(batch.text)]).map { ConsultationNumber(try $0.text("number")) }
    }
}

extension InstitutionPair {
    /// How a posting names the pair it belongs to.
    package var memo: String { "\(inviting)/\(invited)" }
}
