package import ConsultationCore

/// The store as one institution may see it: every statement below carries the institution, so a foreign or unknown
/// id gives nil and a list holds only cases to which the institution is a party (NHC-IH-A4.4, JL-36).
package struct InstitutionScope {
    let transaction: ReadTransaction
    package let institution: InstitutionID

    private var sql: SQLConnection { transaction.sql }

    package func consultation(_ id: ConsultationID) throws -> Consultation? {
        try transaction.document(
            Consultation.self,
            """
            SELECT snapshot AS document FROM consultations
            WHERE id = ? AND (inviting = ? OR invited = ? OR EXISTS (
                SELECT 1 FROM consultation_invited x WHERE x.consultation = id AND x.institution = ?))
            """,
            [.text(id.text), .text(institution.text), .text(institution.text), .text(institution.text)])
    }

    /// Cases whose session ended in the stretch of time, oldest first: the base of a settlement.
    package func consultationsEnded(from start: WallTime, to end: WallTime) throws -> [Consultation] {
        try transaction.documents(
            Consultation.self,
            """
            SELECT snapshot AS document FROM consultations
            WHERE (inviting = ? OR invited = ?) AND ended_at >= ? AND ended_at < ? ORDER BY ended_at, id
            """,
            [
                .text(institution.text), .text(institution.text), .integer(start.milliseconds),
                .integer(end.milliseconds),
            ])
    }

    package func messages(of id: ConsultationID, limit: Int) throws -> [StoredMessage]? {
        guard try consultation(id) != nil else { return nil }
        return try sql.rows(
            "SELECT * FROM messages WHERE consultation = ? ORDER BY at, id LIMIT ?",
            [.text(id.text), .integer(Int64(limit))]
        ).map { row in
            StoredMessage(
                id: MessageID(try row.text("id")), consultation: id,
                at: WallTime(milliseconds: try row.integer("at")), sender: AccountID(try row.text("sender")),
                senderName: try row.text("sender_name"),
                institution: InstitutionID(try row.text("institution")),
                text: Redacted(try row.text("body")))
        }
    }

    package func timeline(of id: ConsultationID) throws -> [JournalEntry]? {
        guard try consultation(id) != nil else { return nil }
        return try transaction.entries(of: JournalStream.consultation(id))
    }

    /// A patient of this institution, or the patient of a case that is open to it.
    package func patient(_ id: PatientID) throws -> Patient? {
        try transaction.document(
            Patient.self,
            """
            SELECT document FROM patients WHERE id = ? AND (institution = ? OR EXISTS (
                SELECT 1 FROM consultations c WHERE c.patient = patients.id AND c.invited = ?) OR EXISTS (
                SELECT 1 FROM consultations c JOIN consultation_invited x ON x.consultation = c.id
                WHERE c.patient = patients.id AND x.institution = ?))
            """,
            [.text(id.text), .text(institution.text), .text(institution.text), .text(institution.text)])
    }

    /// The institution's own patients whose name begins with `prefix`, by name, the newest of a name first; the newest
    /// of all when it is empty.
    package func patients(namePrefix prefix: String, limit: Int) throws -> [Patient] {
        guard !prefix.isEmpty else {
            return try transaction.documents(
                Patient.self,
                """
                SELECT document FROM patients WHERE institution = ? ORDER BY created_at DESC, rowid DESC LIMIT ?
                """, [.text(institution.text), .integer(Int64(limit))])
        }
        return try transaction.documents(
            Patient.self,
            """
            SELECT document FROM patients WHERE institution = ? AND name >= ? AND name < ?
            ORDER BY name, created_at DESC LIMIT ?
            """,
            [
                .text(institution.text), .text(prefix), .text(prefix + "\u{10FFFF}"), .integer(Int64(limit)),
            ])
    }

    package func practitioners() throws -> [Practitioner] {
        try transaction.documents(
            Practitioner.self, "SELECT document FROM practitioners WHERE institution = ? ORDER BY id",
            [.text(institution.text)])
    }

    /// Agreements of which this institution is a party.
    package func agreements() throws -> [Agreement] {
        try transaction.documents(
            Agreement.self,
            """
            SELECT a.document FROM agreements a JOIN agreement_parties p ON p.agreement = a.id
            WHERE p.institution = ? ORDER BY a.id
            """, [.text(institution.text)])
    }

    package func duty(_ id: UploadDutyID) throws -> UploadDuty? {
        try transaction.document(
            UploadDuty.self,
            "SELECT snapshot AS document FROM upload_duties WHERE id = ? AND institution = ?",
            [.text(id.text), .text(institution.text)])
    }

    /// The institution's own duties, the most urgent first; settled ones after the open ones.
    package func duties(limit: Int) throws -> [UploadDuty] {
        let running = try runningDuties(limit: limit)
        let settled = UploadDuty.State.allCases.filter { ![.open, .overdue].contains($0) }
        return running + (try duties(in: settled, limit: limit - running.count))
    }

    /// The institution's own duties that wait for an upload, the most urgent first.
    package func runningDuties(limit: Int) throws -> [UploadDuty] {
        try duties(in: [.open, .overdue], limit: limit)
    }

    private func duties(in states: [UploadDuty.State], limit: Int) throws -> [UploadDuty] {
        guard limit > 0 else { return [] }
        // Each state is a stretch of the index in the wanted order.
        let parts = states.map { _ in
            """
            SELECT * FROM (SELECT id, due_at FROM upload_duties WHERE institution = ? AND state = ?
                ORDER BY due_at, id LIMIT ?)
            """
        }
        let arguments = states.flatMap { state -> [SQLValue] in
            [.text(institution.text), .text(state.rawValue), .integer(Int64(limit))]
        }
        return try transaction.documents(
            UploadDuty.self,
            """
            SELECT d.snapshot AS document FROM (\(parts.joined(separator: " UNION ALL "))) p
            JOIN upload_duties d ON d.id = p.id ORDER BY p.due_at, p.id LIMIT ?
            """, arguments + [.integer(Int64(limit))])
    }

    package func duties(of id: ConsultationID) throws -> [UploadDuty] {
        guard try consultation(id) != nil else { return [] }
        return try transaction.system.duties(of: id)
    }
}

/// The names of journal streams.
package enum JournalStream {
    package static func consultation(_ id: ConsultationID) -> String { "consultation/\(id)" }
    package static func duty(_ id: UploadDutyID) -> String { "duty/\(id)" }
    package static func account(_ id: AccountID) -> String { "account/\(id)" }
    package static func patient(_ id: PatientID) -> String { "patient/\(id)" }
    /// Readings and copies of one case (SC-23b).
    package static func access(_ id: ConsultationID) -> String { "access/\(id)" }
    package static func charge(_ id: ConsultationID) -> String { "charge/\(id)" }
    package static func batch(_ id: BatchID) -> String { "batch/\(id)" }
    package static func subsidy(_ institution: InstitutionID, _ period: SettlementPeriod) -> String {
        "subsidy/\(period)/\(institution)"
    }
    package static func prices(_ institution: InstitutionID) -> String { "prices/\(institution)" }
    package static let masterData = "masterData"
}

extension ReadTransaction {
    package func scope(_ institution: InstitutionID) -> InstitutionScope {
        InstitutionScope(transaction: self, institution: institution)
    }
}

extension ServiceDatabase {
    /// Reads as one institution.
    package func scope<Value: Sendable>(
        _ institution: InstitutionID, _ body: @escaping @Sendable (InstitutionScope) throws -> Value
    ) async throws -> Value {
        try await read { try body($0.scope(institution)) }
    }
}
