package import ConsultationCore

/// Lets a patient see the own cases; the code itself is nowhere.
package struct PatientCode: Sendable, Equatable {
    package let codeHash: String
    package let patient: PatientID
    package let madeAt: WallTime
    package let madeBy: AccountID
    package let expiresAt: WallTime

    package init(
        codeHash: String, patient: PatientID, madeAt: WallTime, madeBy: AccountID, expiresAt: WallTime
    ) {
        self.codeHash = codeHash
        self.patient = patient
        self.madeAt = madeAt
        self.madeBy = madeBy
        self.expiresAt = expiresAt
    }
}

extension WriteTransaction {
    /// A new code takes the place of the patient's earlier ones.
    package func keep(_ code: PatientCode) throws {
        try sql.execute("DELETE FROM patient_codes WHERE patient = ?", [.text(code.patient.text)])
        try sql.execute(
            """
            INSERT INTO patient_codes (code_hash, patient, made_at, made_by, expires_at)
            VALUES (?, ?, ?, ?, ?)
            """,
            [
                .text(code.codeHash), .text(code.patient.text), .integer(code.madeAt.milliseconds),
                .text(code.madeBy.text), .integer(code.expiresAt.milliseconds),
            ])
    }
}

extension SystemScope {
    /// The patient to whom a code was given, while it is valid.
    package func patient(ofCode hash: String, at now: WallTime) throws -> Patient? {
        let row = try transaction.sql.row(
            "SELECT patient FROM patient_codes WHERE code_hash = ? AND expires_at > ?",
            [.text(hash), .integer(now.milliseconds)])
        return try (try row?.text("patient")).flatMap { try patient(PatientID($0)) }
    }

    /// A patient's cases, the newest first.
    package func consultations(of patient: PatientID, limit: Int) throws -> [Consultation] {
        try transaction.documents(
            Consultation.self,
            """
            SELECT snapshot AS document FROM consultations WHERE patient = ?
            ORDER BY created_at DESC, id DESC LIMIT ?
            """, [.text(patient.text), .integer(Int64(limit))])
    }
}
