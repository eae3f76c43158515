package import ConsultationCore

extension WriteTransaction {
    /// Writes the state that a stream adds up to. The invited institution is put in its column only while the case
    /// is open to it; an empty column is what makes a foreign or not-yet-sent case invisible.
    package func save(_ consultation: Consultation, at now: WallTime) throws {
        let snapshot = try StoredJSON.encode(consultation)
        cache.keep(consultation, as: snapshot)
        let visible = consultation.visibleInvited
        let invited = visible.first
        try sql.execute(
            """
            INSERT INTO consultations (id, number, version, state, inviting, invited, patient, created_at,
                updated_at, ended_at, recording, snapshot) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state,
                invited = excluded.invited, updated_at = excluded.updated_at, ended_at = excluded.ended_at,
                recording = excluded.recording, snapshot = excluded.snapshot
            """,
            [
                .text(consultation.id.text), .text(consultation.number.text),
                .integer(Int64(consultation.version)), .text(consultation.state.rawValue),
                .text(consultation.inviting.text), .optional(invited?.text), .text(consultation.patient.text),
                .integer(consultation.createdAt.milliseconds), .integer(now.milliseconds),
                .optional(consultation.session.endedAt?.milliseconds),
                .optional(consultation.recording?.id.text), .text(snapshot),
            ])
        if consultation.isTeam { try save(visible.dropFirst(), of: consultation, at: now) }
    }

    /// The further institutions of a team.
    private func save(
        _ institutions: some Sequence<InstitutionID>, of consultation: Consultation, at now: WallTime
    ) throws {
        try sql.execute(
            "DELETE FROM consultation_invited WHERE consultation = ?", [.text(consultation.id.text)])
        for institution in institutions {
            try sql.execute(
                """
                INSERT INTO consultation_invited (consultation, institution, state, updated_at)
                VALUES (?, ?, ?, ?)
                """,
                [
                    .text(consultation.id.text), .text(institution.text),
                    .text(consultation.state.rawValue), .integer(now.milliseconds),
                ])
        }
    }

    /// The next printed number of `day`, for example `HZ20261121-00042`: counted inside the transaction, so that
    /// numbers have no holes and no doubles.
    package func nextNumber(on day: CivilDate) throws -> ConsultationNumber {
        let compact = day.description.filter { $0 != "-" }
        try sql.execute(
            """
            INSERT INTO consultation_numbers (day, last) VALUES (?, 1)
            ON CONFLICT (day) DO UPDATE SET last = consultation_numbers.last + 1
            """, [.text(compact)])
        let last =
            try sql.row("SELECT last FROM consultation_numbers WHERE day = ?", [.text(compact)])?
            .integer("last") ?? 1
        let digits = String(last)
        let padding = String(repeating: "0", count: max(0, 5 - digits.count))
        return ConsultationNumber("HZ\(compact)-\(padding)\(digits)")
    }

    package func save(_ duty: UploadDuty) throws {
        try sql.execute(
            """
            INSERT INTO upload_duties (id, version, institution, patient, state, due_at, snapshot)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state,
                due_at = excluded.due_at, snapshot = excluded.snapshot
            """,
            [
                .text(duty.id.text), .integer(Int64(duty.version)), .text(duty.institution.text),
                .text(duty.patient.text), .text(duty.state.rawValue), .integer(duty.dueAt.milliseconds),
                .text(try StoredJSON.encode(duty)),
            ])
        for consultation in duty.consultations {
            try sql.execute(
                """
                INSERT INTO duty_consultations (consultation, duty) VALUES (?, ?)
                ON CONFLICT (consultation, duty) DO NOTHING
                """, [.text(consultation.text), .text(duty.id.text)])
        }
    }

    package func insertMessage(_ message: StoredMessage) throws {
        try sql.execute(
            """
            INSERT INTO messages (id, consultation, at, sender, sender_name, institution, body)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
            """,
            [
                .text(message.id.text), .text(message.consultation.text), .integer(message.at.milliseconds),
                .text(message.sender.text), .text(message.senderName), .text(message.institution.text),
                .text(message.text.value),
            ])
    }
}

/// A message of a case, beside its journal entry, so that it can be listed without replaying.
package struct StoredMessage: Sendable, Equatable {
    package let id: MessageID
    package let consultation: ConsultationID
    package let at: WallTime
    package let sender: AccountID
    package let senderName: String
    package let institution: InstitutionID
    package let text: Redacted<String>

    package init(
        id: MessageID, consultation: ConsultationID, at: WallTime, sender: AccountID, senderName: String,
        institution: InstitutionID, text: Redacted<String>
    ) {
        self.id = id
        self.consultation = consultation
        self.at = at
        self.sender = sender
        self.senderName = senderName
        self.institution = institution
        self.text = text
    }
}

/// Unscoped readings, for the service itself: deadlines, relay events, replay checks. Nothing that answers a person
/// may use them; a person's question goes through `InstitutionScope`.
package struct SystemScope {
    let transaction: ReadTransaction

    package func consultation(_ id: ConsultationID) throws -> Consultation? {
        try transaction.document(
            Consultation.self, "SELECT snapshot AS document FROM consultations WHERE id = ?", [.text(id.text)]
        )
    }

    package func consultations(inStates states: [Consultation.State]) throws -> [Consultation] {
        let marks = states.map { _ in "?" }.joined(separator: ", ")
        return try transaction.documents(
            Consultation.self,
            "SELECT snapshot AS document FROM consultations WHERE state IN (\(marks)) ORDER BY id",
            states.map { .text($0.rawValue) })
    }

    /// Every case that has not come to its end and in which the institution has a part.
    package func openConsultations(of institution: InstitutionID) throws -> [Consultation] {
        let marks = Consultation.openStates.map { _ in "?" }.joined(separator: ", ")
        return try transaction.documents(
            Consultation.self,
            """
            SELECT snapshot AS document FROM consultations
            WHERE (inviting = ? OR invited = ?) AND state IN (\(marks))
            UNION SELECT c.snapshot AS document FROM consultation_invited x
            JOIN consultations c ON c.id = x.consultation WHERE x.institution = ? AND x.state IN (\(marks))
            """,
            [.text(institution.text), .text(institution.text)]
                + Consultation.openStates.map { .text($0.rawValue) }
                + [.text(institution.text)] + Consultation.openStates.map { .text($0.rawValue) }
        ).filter { $0.side(of: institution) != nil }.sorted { $0.id < $1.id }
    }

    /// The case whose session was recorded under this id.
    package func consultation(recorded recording: RecordingID) throws -> Consultation? {
        try transaction.documents(
            Consultation.self, "SELECT snapshot AS document FROM consultations WHERE recording = ?",
            [.text(recording.text)]
        ).first
    }

    package func allConsultationIDs() throws -> [ConsultationID] {
        try transaction.sql.rows("SELECT id FROM consultations ORDER BY id")
            .map { ConsultationID(try $0.text("id")) }
    }

    package func duty(_ id: UploadDutyID) throws -> UploadDuty? {
        try transaction.document(
            UploadDuty.self, "SELECT snapshot AS document FROM upload_duties WHERE id = ?", [.text(id.text)])
    }

    package func duties(of consultation: ConsultationID) throws -> [UploadDuty] {
        try transaction.documents(
            UploadDuty.self,
            """
            SELECT d.snapshot AS document FROM upload_duties d
            JOIN duty_consultations c ON c.duty = d.id WHERE c.consultation = ? ORDER BY d.due_at, d.id
            """, [.text(consultation.text)])
    }

    package func duties(of patient: PatientID) throws -> [UploadDuty] {
        try transaction.documents(
            UploadDuty.self,
            "SELECT snapshot AS document FROM upload_duties WHERE patient = ? ORDER BY due_at, id",
            [.text(patient.text)])
    }

    package func patient(_ id: PatientID) throws -> Patient? {
        try transaction.document(
            Patient.self, "SELECT document FROM patients WHERE id = ?", [.text(id.text)])
    }
}

extension ReadTransaction {
    package var system: SystemScope { SystemScope(transaction: self) }
}
