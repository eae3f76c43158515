/// One entry of an institution's price catalogue (JL 39).
package struct PriceEntry: Codable, Sendable, Equatable {
    package var id: PriceID
    package var institution: InstitutionID
    package var serviceKind: ServiceKind
    package var level: InstitutionLevel
    package var amount: Money
    package var validFrom: CivilDate
    /// The last valid day; nil while no end is set.
    package var validTo: CivilDate?
    /// Reference of the document by which the authority fixed the price.
    package var authorityDocument: String
    /// When the price appeared on the public page; nil if it did not (NHC-SUP-23).
    package var publishedAt: WallTime?

    package init(
        id: PriceID, institution: InstitutionID, serviceKind: ServiceKind, level: InstitutionLevel,
        amount: Money,
        validFrom: CivilDate, validTo: CivilDate?, authorityDocument: String, publishedAt: WallTime?
    ) {
        self.id = id
        self.institution = institution
        self.serviceKind = serviceKind
        self.level = level
        self.amount = amount
        self.validFrom = validFrom
        self.validTo = validTo
        self.authorityDocument = authorityDocument
        self.publishedAt = publishedAt
    }

    package func isValid(on date: CivilDate) -> Bool {
        validFrom <= date && (validTo.map { date <= $0 } ?? true)
    }
}
