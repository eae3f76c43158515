extension String {
    /// Nothing but white space: counts as missing (NHC-TM-3.3.1a). U+3000, the ideographic space, is white space.
    package var isBlank: Bool { allSatisfy(\.isWhitespace) }
}

extension Redacted where Value == String {
    package var isBlank: Bool { value.isBlank }
}
