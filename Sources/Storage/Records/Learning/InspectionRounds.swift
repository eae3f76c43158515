package import ConsultationCore

extension ReadTransaction {
    /// Institutions that serve and have no round of quality control ahead of them.
    package func institutionsWithoutInspection() throws -> [InstitutionID] {
        try sql.rows(
            """
            SELECT i.id FROM institutions i WHERE NOT EXISTS (
                SELECT 1 FROM record_parties p JOIN records r ON r.stream = p.stream AND r.id = p.id
                WHERE p.institution = i.id AND p.stream = ? AND r.state = 'scheduled') ORDER BY i.id
            """, [.text(Inspection.stream)]
        ).map { InstitutionID(try $0.text("id")) }
    }
}
