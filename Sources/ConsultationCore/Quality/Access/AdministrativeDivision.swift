/// A place by its GB/T 2260 code: two digits the province, two the city, two the county; `220100` is Changchun.
package struct AdministrativeDivision: Sendable, Hashable, CustomStringConvertible {
    package let code: String

    /// Nil unless `code` is six digits that begin with a province.
    package init?(_ code: String) {
        guard code.utf8.count == 6, code.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            !code.hasPrefix("00")
        else { return nil }
        self.code = code
    }

    package var description: String { code }

    /// No place: a reader that found a mistake has to return something.
    package static let unknown = AdministrativeDivision(known: "990000")

    private init(known code: String) { self.code = code }

    /// Provinces by the first two digits (GB/T 2260-2007). A place that is not listed is taken as it is given.
    private static let provinces: [Jurisdiction: String] = [.jilin: "22", .guangxi: "45", .sichuan: "51"]

    package func lies(in jurisdiction: Jurisdiction) -> Bool {
        Self.provinces[jurisdiction].map { code.hasPrefix($0) } ?? true
    }

    /// Whether `other` lies in this place, seen from an office of `level`.
    package func contains(_ other: AdministrativeDivision, atLevel level: InstitutionLevel) -> Bool {
        let digits =
            switch level {
            case .province: 2
            case .city: 4
            case .county, .primaryCare: 6
            }
        return code.prefix(digits) == other.code.prefix(digits)
    }
}

extension AdministrativeDivision: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let division = AdministrativeDivision(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a division is six digits of GB/T 2260")
        }
        self = division
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }
}
