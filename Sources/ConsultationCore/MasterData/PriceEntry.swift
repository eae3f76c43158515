/// One version of one item of an institution's price catalogue (JL 39). Never edited: a later version supersedes it.
package struct PriceEntry: Codable, Sendable, Equatable {
    /// What is printed on receipts and settlements: the item's code, name and unit.
    package struct Item: Codable, Sendable, Hashable {
        package var code: String
        package var name: String
        package var unit: String

        package init(code: String, name: String, unit: String) {
            self.code = code
            self.name = name
            self.unit = unit
        }
    }

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
    package var item: Item?
    /// The date of the authority's document.
    package var authorityDate: CivilDate?
    /// The version that this one takes the place of from `validFrom` on.
    package var supersedes: PriceID?

    package init(
        id: PriceID, institution: InstitutionID, serviceKind: ServiceKind, level: InstitutionLevel,
        amount: Money,
        validFrom: CivilDate, validTo: CivilDate?, authorityDocument: String, publishedAt: WallTime?,
        item: Item? = nil, authorityDate: CivilDate? = nil, supersedes: PriceID? = nil
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
        self.item = item
        self.authorityDate = authorityDate
        self.supersedes = supersedes
    }

    package func isValid(on date: CivilDate) -> Bool {
        validFrom <= date && (validTo.map { date <= $0 } ?? true)
    }
}
