extension Fields {
    /// Text that must be there, not blank, and of at most `limit` Unicode scalars.
    func text(_ name: String, limit: Int) -> String {
        guard let text = optionalText(name, limit: limit) else {
            if !has(name) { note(name, .required) }
            return ""
        }
        if text.trimmed.isEmpty { note(name, .required) }
        return text
    }

    func optionalText(_ name: String, limit: Int) -> String? {
        guard let value = value(name) else { return nil }
        return text(value, at: pointer(name), limit: limit)
    }

    /// A password or a signature: no length hint beyond the limit, control characters allowed nowhere.
    func texts(_ name: String, itemLimit: Int, limit: Int) -> [String]? {
        list(name, limit: limit)?.enumerated().compactMap { index, value in
            text(value, at: pointer(name) + "/\(index)", limit: itemLimit)
        }
    }

    private func text(_ value: JSONValue, at place: String, limit: Int) -> String? {
        guard case .text(let text) = value else {
            errors.add(place, .wrongType(expected: "string"))
            return nil
        }
        guard text.unicodeScalars.count <= limit else {
            errors.add(place, .tooLong(limit: limit))
            return nil
        }
        guard !text.unicodeScalars.contains(where: Self.isForbidden) else {
            errors.add(place, .forbiddenCharacter)
            return nil
        }
        return text
    }

    /// C0 and C1 controls except tab, line feed and carriage return; and the bidirectional overrides,
    /// which can make a signed text read otherwise than it is stored.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: false
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// One of a closed set of words.
    func choice<Value>(_ name: String, _ table: [(String, Value)], otherwise placeholder: Value) -> Value {
        if let value = optionalChoice(name, table) { return value }
        if !has(name) { note(name, .required) }
        return placeholder
    }

    func optionalChoice<Value>(_ name: String, _ table: [(String, Value)]) -> Value? {
        guard let value = value(name) else { return nil }
        guard case .text(let word) = value else {
            note(name, .wrongType(expected: "string"))
            return nil
        }
        guard let entry = table.first(where: { $0.0 == word }) else {
            note(name, .unknownValue(allowed: table.map(\.0)))
            return nil
        }
        return entry.1
    }

    /// A raw-value enum with all its cases.
    func choice<Value: RawRepresentable & CaseIterable>(_ name: String, otherwise placeholder: Value) -> Value
    where Value.RawValue == String {
        choice(name, Value.allCases.map { ($0.rawValue, $0) }, otherwise: placeholder)
    }

    func optionalChoice<Value: RawRepresentable & CaseIterable>(_ name: String, of type: Value.Type) -> Value?
    where Value.RawValue == String {
        optionalChoice(name, Value.allCases.map { ($0.rawValue, $0) })
    }
}
