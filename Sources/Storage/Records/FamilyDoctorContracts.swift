package import ConsultationCore

extension WriteTransaction {
    package func list(_ contract: FamilyDoctorContract) throws {
        try sql.execute(
            """
            INSERT INTO family_doctor_contracts (id, institution, patient, physician, state, created_at)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET state = excluded.state
            """,
            [
                .text(contract.id.text), .text(contract.institution.text), .text(contract.patient.text),
                .text(contract.physician.text), .text(contract.state.rawValue),
                .integer(contract.createdAt.milliseconds),
            ])
    }
}

extension InstitutionScope {
    /// Those of one doctor, or all of the institution, the newest first; `before` is the last of the page before.
    package func familyDoctorContracts(
        of physician: PractitionerID?, before: (at: Int64, id: String)?, limit: Int
    ) throws -> [FamilyDoctorContract] {
        let end = before ?? (.max, "")
        let own = physician.map { [SQLValue.text($0.text)] } ?? []
        return try transaction.documents(
            FamilyDoctorContract.self,
            """
            SELECT r.snapshot AS document FROM (
                SELECT id, created_at FROM family_doctor_contracts
                WHERE institution = ?\(own.isEmpty ? "" : " AND physician = ?")
                    AND (created_at, id) < (?, ?)
                ORDER BY created_at DESC, id DESC LIMIT ?) q
            JOIN records r ON r.stream = ? AND r.id = q.id ORDER BY q.created_at DESC, q.id DESC
            """,
            [.text(institution.text)] + own + [
                .integer(end.at), .text(end.id), .integer(Int64(limit)),
                .text(FamilyDoctorContract.stream),
            ])
    }

    /// Contracts by state.
    package func familyDoctorStates() throws -> [NamedCount] {
        try transaction.sql.rows(
            """
            SELECT state AS name, COUNT(*) AS n FROM family_doctor_contracts WHERE institution = ?
            GROUP BY state ORDER BY state
            """, [.text(institution.text)]
        ).map { NamedCount(name: try $0.text("name"), count: Int(try $0.integer("n"))) }
    }

    /// Online visits opened in a stretch of time, by kind of service.
    package func visitServices(from start: WallTime, to end: WallTime) throws -> [NamedCount] {
        try transaction.sql.rows(
            """
            SELECT service AS name, COUNT(*) AS n FROM visit_rows
            WHERE institution = ? AND created_at >= ? AND created_at < ? GROUP BY service ORDER BY service
            """, [.text(institution.text), .integer(start.milliseconds), .integer(end.milliseconds)]
        ).map { NamedCount(name: try $0.text("name"), count: Int(try $0.integer("n"))) }
    }
}

extension SystemScope {
    /// A patient's contracts, those in force first, then the newest.
    package func familyDoctorContracts(of patient: PatientID, limit: Int) throws -> [FamilyDoctorContract] {
        try transaction.documents(
            FamilyDoctorContract.self,
            """
            SELECT r.snapshot AS document FROM (
                SELECT id, state, created_at FROM family_doctor_contracts WHERE patient = ?
                ORDER BY state = 'inForce' DESC, created_at DESC, id DESC LIMIT ?) q
            JOIN records r ON r.stream = ? AND r.id = q.id
            ORDER BY q.state = 'inForce' DESC, q.created_at DESC, q.id DESC
            """, [.text(patient.text), .integer(Int64(limit)), .text(FamilyDoctorContract.stream)])
    }
}
