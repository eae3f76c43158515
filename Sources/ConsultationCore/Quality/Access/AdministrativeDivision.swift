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
