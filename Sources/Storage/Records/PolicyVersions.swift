package import ConsultationCore

extension WriteTransaction {
    /// Keeps a version of the rules for ever; false if it was there.
    package func keep(_ resolution: PolicyResolution, at now: WallTime) throws -> Bool {
        try sql.execute(
            """
            INSERT INTO policy_versions (id, jurisdiction, pathway, kept_at, document) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (id) DO NOTHING
            """,
            [
                .text(resolution.version.text), .text(resolution.jurisdiction.text),
                .text(resolution.pathway.rawValue), .integer(now.milliseconds),
                .text(try StoredJSON.encode(resolution)),
            ])
        return sql.changes > 0
    }
}

extension ReadTransaction {
    /// Every version that has ever been loaded, oldest first.
    package func policyVersions() throws -> [PolicyResolution] {
        try sql.rows("SELECT document FROM policy_versions ORDER BY kept_at, id").map {
            try StoredJSON.decode(PolicyResolution.self, from: try $0.text("document"))
        }
    }
}
