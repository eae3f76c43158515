package import ConsultationCore

extension WriteTransaction {
    /// The newest word of the hospital counts.
    package func keep(_ patient: ExchangePatient, of institution: InstitutionID, at now: WallTime) throws {
        try sql.execute(
            """
            INSERT INTO exchange_patients (institution, record_number, identity_hash, updated_at, document)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (institution, record_number) DO UPDATE SET identity_hash = excluded.identity_hash,
                updated_at = excluded.updated_at, document = excluded.document
            """,
            [
                .text(institution.text), .text(patient.recordNumber.value),
                .optional(try patient.identity.value.map(Self.identityHash(of:))),
                .integer(now.milliseconds), .text(try StoredJSON.encode(patient)),
            ])
    }

    package func keepOrder(
        _ number: String, for consultation: ConsultationID, of institution: InstitutionID
    ) throws {
        try sql.execute(
            """
            INSERT INTO exchange_orders (institution, number, consultation) VALUES (?, ?, ?)
            ON CONFLICT (institution, number) DO UPDATE SET consultation = excluded.consultation
            """, [.text(institution.text), .text(number), .text(consultation.text)])
    }

    package func forgetOrder(_ number: String, of institution: InstitutionID) throws {
        try sql.execute(
            "DELETE FROM exchange_orders WHERE institution = ? AND number = ?",
            [.text(institution.text), .text(number)])
    }

    /// The same transaction of the cashier's counts once.
    package func keep(
        _ fee: ExchangeFee, for consultation: ConsultationID, of institution: InstitutionID, at: WallTime
    ) throws {
        try sql.execute(
            """
            INSERT INTO exchange_fees (institution, number, consultation, amount_fen, insurance_fen, at)
            VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (institution, number) DO NOTHING
            """,
            [
                .text(institution.text), .text(fee.number), .text(consultation.text),
                .integer(fee.amount.fen), .integer(fee.insurance.fen), .integer(at.milliseconds),
            ])
    }
}

extension InstitutionScope {
    package func exchangePatient(recordNumber: String) throws -> ExchangePatient? {
        try transaction.document(
            ExchangePatient.self,
            "SELECT document FROM exchange_patients WHERE institution = ? AND record_number = ?",
            [.text(institution.text), .text(recordNumber)])
    }

    /// The newest entry of the person with this document.
    package func exchangePatient(identity: IdentityDocument) throws -> ExchangePatient? {
        try transaction.document(
            ExchangePatient.self,
            """
            SELECT document FROM exchange_patients WHERE institution = ? AND identity_hash = ?
            ORDER BY updated_at DESC LIMIT 1
            """, [.text(institution.text), .text(try WriteTransaction.identityHash(of: identity))])
    }

    /// The institution's own patient with this document.
    package func patient(identity: IdentityDocument) throws -> Patient? {
        try transaction.document(
            Patient.self, "SELECT document FROM patients WHERE institution = ? AND identity_hash = ?",
            [.text(institution.text), .text(try WriteTransaction.identityHash(of: identity))])
    }

    package func orderedCase(_ number: String) throws -> ConsultationID? {
        try transaction.sql.row(
            "SELECT consultation FROM exchange_orders WHERE institution = ? AND number = ?",
            [.text(institution.text), .text(number)]
        ).map { ConsultationID(try $0.text("consultation")) }
    }

    /// A case of which the institution is the inviting side, by its printed number.
    package func invitingCase(numbered number: String) throws -> Consultation? {
        try transaction.document(
            Consultation.self,
            "SELECT snapshot AS document FROM consultations WHERE number = ? AND inviting = ?",
            [.text(number), .text(institution.text)])
    }
}

extension ReadTransaction {
    package func exchangeFees(of consultation: ConsultationID) throws -> [ExchangeFee] {
        try sql.rows(
            "SELECT * FROM exchange_fees WHERE consultation = ? ORDER BY at, number",
            [.text(consultation.text)]
        ).map { row in
            ExchangeFee(
                number: try row.text("number"), amount: Money(fen: try row.integer("amount_fen")),
                insurance: Money(fen: try row.integer("insurance_fen")))
        }
    }
}
