package import ConsultationCore

extension WriteTransaction {
    package func put(_ institution: Institution) throws {
        try sql.execute(
            """
            INSERT INTO institutions (id, name, document) VALUES (?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, document = excluded.document
            """,
            [.text(institution.id.text), .text(institution.name), .text(try StoredJSON.encode(institution))])
    }

    /// `home` is the institution whose staff list shows the practitioner; further sites are in the registrations.
    package func put(_ practitioner: Practitioner, home: InstitutionID) throws {
        try sql.execute(
            """
            INSERT INTO practitioners (id, institution, document) VALUES (?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET institution = excluded.institution, document = excluded.document
            """,
            [.text(practitioner.id.text), .text(home.text), .text(try StoredJSON.encode(practitioner))])
    }

    package func put(_ agreement: Agreement) throws {
        try sql.execute(
            """
            INSERT INTO agreements (id, document) VALUES (?, ?)
            ON CONFLICT (id) DO UPDATE SET document = excluded.document
            """, [.text(agreement.id.text), .text(try StoredJSON.encode(agreement))])
        for party in agreement.parties {
            try sql.execute(
                """
                INSERT INTO agreement_parties (institution, agreement) VALUES (?, ?)
                ON CONFLICT (institution, agreement) DO NOTHING
                """, [.text(party.text), .text(agreement.id.text)])
        }
    }

    /// Adds a version to a price catalogue; one that stands there is left as it is.
    package func add(_ price: PriceEntry) throws {
        try sql.execute(
            """
            INSERT INTO prices (id, institution, document) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING
            """,
            [.text(price.id.text), .text(price.institution.text), .text(try StoredJSON.encode(price))])
    }

    /// Adds a patient, or gives back the one of this institution with the same document (one person, one record).
    package func insertOrFind(_ patient: Patient, at now: WallTime) throws -> Patient {
        let identity = try Self.identityHash(of: patient.identity.value)
        let known = try sql.row(
            "SELECT document FROM patients WHERE institution = ? AND identity_hash = ?",
            [.text(patient.institution.text), .text(identity)])
        if let known { return try cache.value(Patient.self, from: known.text("document")) }
        try sql.execute(
            """
            INSERT INTO patients (id, institution, name, identity_hash, created_at, document)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                .text(patient.id.text), .text(patient.institution.text), .text(patient.name.value),
                .text(identity), .integer(now.milliseconds), .text(try StoredJSON.encode(patient)),
            ])
        return patient
    }

    static func identityHash(of document: IdentityDocument) throws -> String {
        Hexadecimal.sha256(try StoredJSON.encode(document))
    }
}
