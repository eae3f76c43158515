package import ConsultationCore

/// A place in a list of quality records, newest first.
package struct QualityPosition: Sendable, Equatable {
    package let openedAt: WallTime
    package let id: String

    package init(openedAt: WallTime, id: String) {
        self.openedAt = openedAt
        self.id = id
    }
}

extension WriteTransaction {
    /// Puts the record where the lists of its parties find it.
    package func list(_ record: some QualityRecord) throws {
        for party in Set(record.parties) {
            try sql.execute(
                """
                INSERT INTO quality_records (institution, stream, opened_at, id, is_closed, consultation)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (institution, stream, opened_at, id) DO UPDATE SET is_closed = excluded.is_closed
                """,
                [
                    .text(party.text), .text(type(of: record).stream), .integer(record.openedAt.milliseconds),
                    .text(record.key), .flag(record.isClosed), .optional(record.consultation?.text),
                ])
        }
    }

    /// Publishes a draw under its period.
    package func publish(_ sample: RecordSample) throws {
        try sql.execute(
            """
            INSERT INTO sampled_periods (period, institution, id) VALUES (?, ?, ?)
            ON CONFLICT (period, institution) DO NOTHING
            """, [.text(sample.period.text), .text(sample.institution.text), .text(sample.key)])
    }
}

extension InstitutionScope {
    /// Newest first; only what still waits for somebody when `isOpen`.
    package func qualityRecords<Record: QualityRecord>(
        _ type: Record.Type, isOpen: Bool, before end: QualityPosition?, limit: Int
    ) throws -> [Record] {
        let end = end ?? QualityPosition(openedAt: WallTime(milliseconds: .max), id: "~")
        return try transaction.documents(
            type,
            """
            SELECT r.snapshot AS document FROM (
                SELECT stream, opened_at, id FROM quality_records
                WHERE institution = ? AND stream = ? \(isOpen ? "AND is_closed = 0" : "")
                    AND opened_at <= ? AND (opened_at < ? OR id < ?)
                ORDER BY opened_at DESC, id DESC LIMIT ?) q
            JOIN records r ON r.stream = q.stream AND r.id = q.id ORDER BY q.opened_at DESC, q.id DESC
            """,
            [
                .text(institution.text), .text(Record.stream), .integer(end.openedAt.milliseconds),
                .integer(end.openedAt.milliseconds), .text(end.id), .integer(Int64(limit)),
            ])
    }
}

extension SystemScope {
    /// Samples drawn for one month, by institution.
    package func samples(in period: SettlementPeriod, limit: Int) throws -> [RecordSample] {
        try transaction.documents(
            RecordSample.self,
            """
            SELECT r.snapshot AS document FROM sampled_periods s
            JOIN records r ON r.stream = 'recordSample' AND r.id = s.id
            WHERE s.period = ? ORDER BY s.institution LIMIT ?
            """, [.text(period.text), .integer(Int64(limit))])
    }

    /// Whether one of the records of quality control is about the case.
    package func isAbout(_ id: ConsultationID, stream: String, key: String) throws -> Bool {
        try transaction.sql.row(
            "SELECT id FROM quality_records WHERE consultation = ? AND stream = ? AND id = ? LIMIT 1",
            [.text(id.text), .text(stream), .text(key)]) != nil
    }

    package func consultation(number: ConsultationNumber) throws -> Consultation? {
        try transaction.document(
            Consultation.self, "SELECT snapshot AS document FROM consultations WHERE number = ?",
            [.text(number.text)])
    }

    /// Numbers of the cases of an institution whose session ended in the stretch of time.
    package func numbers(
        of institution: InstitutionID, endedFrom start: WallTime, to end: WallTime
    ) throws -> [SampledCase] {
        try transaction.sql.rows(
            """
            SELECT id, number FROM consultations
            WHERE ended_at >= ? AND ended_at < ? AND (inviting = ? OR invited = ?) ORDER BY number
            """,
            [
                .integer(start.milliseconds), .integer(end.milliseconds), .text(institution.text),
                .text(institution.text),
            ]
        ).map {
            SampledCase(
                consultation: ConsultationID(try $0.text("id")),
                number: ConsultationNumber(try $0.text("number")))
        }
    }
}

extension ReadTransaction {
    /// How many people may act for the quality of the institution (NHC-TM-4.1.2).
    package func accounts(with role: Role, at institution: InstitutionID) throws -> Int {
        try accounts(of: institution).count { !$0.isDisabled && $0.roles.contains(role) }
    }
}

extension ReadTransaction {
    /// Master data's copy of an agreement, for one that has no journal of its own.
    package func agreement(_ id: AgreementID) throws -> Agreement? {
        try document(Agreement.self, "SELECT document FROM agreements WHERE id = ?", [.text(id.text)])
    }

    /// One version of the rules, as it was kept.
    package func policyVersion(_ id: PolicyVersionID) throws -> PolicyResolution? {
        try document(
            PolicyResolution.self, "SELECT document FROM policy_versions WHERE id = ?", [.text(id.text)])
    }
}

extension SystemScope {
    /// Texts that are published now, the newest first; the index of states keeps the question quick.
    package func publishedContents(limit: Int) throws -> [PublicContent] {
        try transaction.documents(
            PublicContent.self,
            """
            SELECT snapshot AS document FROM records WHERE stream = 'content' AND state = 'published'
            ORDER BY updated_at DESC, id DESC LIMIT ?
            """, [.integer(Int64(limit))])
    }
}
