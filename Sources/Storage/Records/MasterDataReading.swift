package import ConsultationCore

/// Facts that a decision needs and that every party may know: names, licences, agreements, published prices.
/// Patients are not among them: they are read through an `InstitutionScope`.
extension ReadTransaction {
    package func institution(_ id: InstitutionID) throws -> Institution? {
        try document(Institution.self, "SELECT document FROM institutions WHERE id = ?", [.text(id.text)])
    }

    package func institutions() throws -> [Institution] {
        try documents(Institution.self, "SELECT document FROM institutions ORDER BY id")
    }

    package func practitioner(_ id: PractitionerID) throws -> Practitioner? {
        try document(Practitioner.self, "SELECT document FROM practitioners WHERE id = ?", [.text(id.text)])
    }

    package func agreements(between first: InstitutionID, and second: InstitutionID) throws -> [Agreement] {
        try documents(
            Agreement.self,
            """
            SELECT a.document FROM agreements a
            JOIN agreement_parties p ON p.agreement = a.id AND p.institution = ?
            JOIN agreement_parties q ON q.agreement = a.id AND q.institution = ?
            ORDER BY a.id
            """, [.text(first.text), .text(second.text)])
    }

    /// The version as it holds today: with the end that a later version gives it.
    package func price(_ id: PriceID) throws -> PriceEntry? {
        guard
            let found = try document(
                PriceEntry.self, "SELECT document FROM prices WHERE id = ?", [.text(id.text)])
        else { return nil }
        return PriceCatalogue.effective(try priceVersions(of: found.institution)).first { $0.id == id }
    }

    package func prices(of institution: InstitutionID) throws -> [PriceEntry] {
        PriceCatalogue.effective(try priceVersions(of: institution))
    }

    /// Every version of an institution's catalogue, as it was entered.
    package func priceVersions(of institution: InstitutionID) throws -> [PriceEntry] {
        try documents(
            PriceEntry.self, "SELECT document FROM prices WHERE institution = ? ORDER BY id",
            [.text(institution.text)])
    }

    /// The catalogue that anybody may see (NHC-SUP-23).
    package func publishedPrices(at now: WallTime) throws -> [PriceEntry] {
        let all = try documents(PriceEntry.self, "SELECT document FROM prices ORDER BY institution, id")
        return PriceCatalogue.effective(all).filter { price in price.publishedAt.map { $0 <= now } ?? false }
    }

    func document<Value: Decodable & Sendable>(
        _ type: Value.Type, _ statement: String, _ arguments: [SQLValue] = []
    ) throws -> Value? {
        try sql.row(statement, arguments).map { try cache.value(type, from: try $0.text("document")) }
    }

    func documents<Value: Decodable & Sendable>(
        _ type: Value.Type, _ statement: String, _ arguments: [SQLValue] = []
    ) throws -> [Value] {
        try sql.rows(statement, arguments).map { try cache.value(type, from: try $0.text("document")) }
    }
}
