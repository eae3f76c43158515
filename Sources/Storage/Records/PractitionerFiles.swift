package import ConsultationCore

extension ReadTransaction {
    /// The institution whose staff list shows the practitioner.
    package func home(of practitioner: PractitionerID) throws -> InstitutionID? {
        try sql.row("SELECT institution FROM practitioners WHERE id = ?", [.text(practitioner.text)])
            .map { InstitutionID(try $0.text("institution")) }
    }

    /// Practitioners of whom no file was begun yet.
    package func practitionersWithoutFile(limit: Int) throws -> [PractitionerID] {
        try sql.rows(
            """
            SELECT p.id FROM practitioners p WHERE NOT EXISTS (
                SELECT 1 FROM records r WHERE r.stream = ? AND r.id = p.id) ORDER BY p.id LIMIT ?
            """, [.text(PractitionerFile.stream), .integer(Int64(limit))]
        ).map { PractitionerID(try $0.text("id")) }
    }
}

extension InstitutionScope {
    /// The own staff after `id`, in the order of ids.
    package func practitioners(after id: PractitionerID?, limit: Int) throws -> [Practitioner] {
        try transaction.documents(
            Practitioner.self,
            """
            SELECT document FROM practitioners WHERE institution = ? AND id > ? ORDER BY id LIMIT ?
            """, [.text(institution.text), .text(id?.text ?? ""), .integer(Int64(limit))])
    }
}
