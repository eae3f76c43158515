package import ConsultationCore

extension WriteTransaction {
    package func save(_ charge: CaseCharge) throws {
        let receipt = charge.receipt
        let words = receipt.map { "\($0.code) \($0.number)" } ?? ""
        try sql.execute(
            """
            INSERT INTO charges (consultation, number, version, inviting, invited, batch, opened_at, fee_fen,
                lacks_receipt, refund_runs, is_reversed, receipt, receipted_at, snapshot)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (consultation) DO UPDATE SET version = excluded.version,
                lacks_receipt = excluded.lacks_receipt, refund_runs = excluded.refund_runs,
                is_reversed = excluded.is_reversed,
                receipt = excluded.receipt, receipted_at = excluded.receipted_at, snapshot = excluded.snapshot
            """,
            [
                .text(charge.consultation.text), .text(charge.number.text), .integer(Int64(charge.version)),
                .text(charge.pair.inviting.text), .text(charge.pair.invited.text), .text(charge.batch.text),
                .integer(charge.openedAt.milliseconds), .integer(charge.fee.fen), .flag(charge.lacksReceipt),
                .flag(charge.refunds.contains(where: \.isRunning)), .flag(charge.isReversed),
                .text(words),
                .optional(receipt?.issuedAt.milliseconds), .text(try StoredJSON.encode(charge)),
            ])
        for share in charge.shares ?? [] {
            try sql.execute(
                """
                INSERT INTO charge_shares (consultation, invited, batch, opened_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (consultation, invited) DO NOTHING
                """,
                [
                    .text(charge.consultation.text), .text(share.part.institution.text),
                    .text(share.batch.text), .integer(charge.openedAt.milliseconds),
                ])
        }
    }

    /// Takes a receipt number into use; one that is void stays used.
    package func use(
        _ receipt: ReceiptNumber, of institution: InstitutionID, for consultation: ConsultationID,
        at now: WallTime
    ) throws {
        try sql.execute(
            "INSERT INTO receipts (institution, code, number, consultation, at) VALUES (?, ?, ?, ?, ?)",
            [
                .text(institution.text), .text(receipt.code), .text(receipt.number), .text(consultation.text),
                .integer(now.milliseconds),
            ])
    }
}

extension ReadTransaction {
    package func isUsed(_ receipt: ReceiptNumber, by institution: InstitutionID) throws -> Bool {
        try sql.row(
            "SELECT consultation FROM receipts WHERE institution = ? AND code = ? AND number = ?",
            [.text(institution.text), .text(receipt.code), .text(receipt.number)]) != nil
    }
}

extension SystemScope {
    package func charge(_ id: ConsultationID) throws -> CaseCharge? {
        try transaction.document(
            CaseCharge.self, "SELECT snapshot AS document FROM charges WHERE consultation = ?",
            [.text(id.text)])
    }
}

extension InstitutionScope {
    package func charge(_ id: ConsultationID) throws -> CaseCharge? {
        try transaction.document(
            CaseCharge.self,
            """
            SELECT snapshot AS document FROM charges c
            WHERE consultation = ? AND (inviting = ? OR invited = ? OR EXISTS (
                SELECT 1 FROM charge_shares s WHERE s.consultation = c.consultation AND s.invited = ?))
            """,
            [.text(id.text), .text(institution.text), .text(institution.text), .text(institution.text)])
    }

    /// Newest first.
    package func charges(
        _ filter: ChargeFilter, from start: WallTime, to end: WallTime, limit: Int
    ) throws -> [CaseCharge] {
        let clause =
            switch filter {
            case .all: ""
            case .withoutReceipt: "AND lacks_receipt = 1"
            case .withRefund: "AND refund_runs = 1"
            }
        return try transaction.documents(
            CaseCharge.self,
            """
            SELECT snapshot AS document FROM charges
            WHERE (inviting = ? OR invited = ? OR consultation IN (
                SELECT consultation FROM charge_shares WHERE invited = ?)) AND opened_at >= ? AND opened_at < ? \(clause)
            ORDER BY opened_at DESC, consultation LIMIT ?
            """,
            [
                .text(institution.text), .text(institution.text), .text(institution.text),
                .integer(start.milliseconds), .integer(end.milliseconds), .integer(Int64(limit)),
            ])
    }
}
