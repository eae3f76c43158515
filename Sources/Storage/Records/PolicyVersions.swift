package import ConsultationCore

extension WriteTransaction {
    /// Keeps a version of the rules for ever; false if it was there.
    package func keep(_ resolution: PolicyResolution, at now: WallTime) throws -> Bool {
        let version = resolution.version.text
        guard try sql.row("SELECT id FROM policy_versions WHERE id = ?", [.text(version)]) == nil else {
            return false
        }
        try sql.execute(
            """
            INSERT INTO policy_versions (id, jurisdiction, pathway, kept_at, document) VALUES (?, ?, ?, ?, ?)
            """,
            [
                .text(version), .text(resolution.jurisdiction.text),
                .text(resolution.pathway.rawValue), .integer(now.milliseconds),
                .text(try StoredJSON.encode(resolution)),
            ])
        return true
    }
}

/// A version as it was kept. Its name is what decisions stored, and is never computed anew.
package struct KeptPolicy: Sendable {
    package let id: PolicyVersionID
    package let resolution: PolicyResolution

    package init(id: PolicyVersionID, resolution: PolicyResolution) {
        self.id = id
        self.resolution = resolution
    }
}

extension ReadTransaction {
    /// Every version that has ever decided, oldest first, but for those that the caller knows.
    package func policyVersions(except known: Set<PolicyVersionID> = []) throws -> [KeptPolicy] {
        try sql.rows("SELECT id, document FROM policy_versions ORDER BY kept_at, id").compactMap { row in
            let id = PolicyVersionID(try row.text("id"))
            guard !known.contains(id) else { return nil }
            return KeptPolicy(
                id: id,
                resolution: try StoredJSON.decode(PolicyResolution.self, from: try row.text("document")))
        }
    }
}
