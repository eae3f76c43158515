/// Reads the members of one JSON object strictly, noting every mistake and going on.
///
/// A reader returns a placeholder where it noted a mistake; the caller must end with `finish()`, which throws
/// all mistakes at once and so lets no placeholder out. A member nobody asked for is a mistake too: dropping
/// something a hospital sent, in silence, would lose it.
final class Fields {
    let errors: FieldErrors
    /// What codes are held against.
    let codes: CodeBook
    private let members: [String: JSONValue]
    private let path: String
    private var asked: Set<String> = []
    private var children: [Fields] = []

    init(
        _ value: JSONValue, path: String = "", errors: FieldErrors = FieldErrors(), codes: CodeBook = .shipped
    ) {
        self.errors = errors
        self.codes = codes
        self.path = path
        if case .object(let members) = value {
            self.members = members
        } else {
            self.members = [:]
            errors.add(path, .wrongType(expected: "object"))
        }
    }

    /// Throws every mistake found in this object and below.
    func finish() throws(Problem) {
        noteUnasked()
        try errors.throwIfAny()
    }

    private func noteUnasked() {
        for name in members.keys.sorted() where !asked.contains(name) {
            errors.add(pointer(name), .unknownField)
        }
        for child in children { child.noteUnasked() }
    }

    /// RFC 6901 §3: `~` and `/` inside a member name are escaped.
    func pointer(_ name: String) -> String {
        var escaped = ""
        for character in name {
            escaped += character == "~" ? "~0" : character == "/" ? "~1" : String(character)
        }
        return path + "/" + escaped
    }

    /// The place of an item, `name/0`.
    func pointer(unescaped place: String) -> String { path + "/" + place }

    func note(_ name: String, _ mistake: FieldMistake) {
        errors.add(pointer(name), mistake)
    }

    /// The member, with `null` read as absent.
    func value(_ name: String) -> JSONValue? {
        asked.insert(name)
        guard let value = members[name] else { return nil }
        if case .null = value { return nil }
        return value
    }

    func has(_ name: String) -> Bool { value(name) != nil }

    func child(_ name: String) -> Fields? {
        value(name).map { adopt(Fields($0, path: pointer(name), errors: errors, codes: codes)) }
    }

    func requiredChild(_ name: String) -> Fields {
        if let child = child(name) { return child }
        note(name, .required)
        return Fields(.object([:]), path: pointer(name), errors: FieldErrors(), codes: codes)
    }

    /// The objects of a list, or `nil` when the member is absent.
    func children(_ name: String, limit: Int) -> [Fields]? {
        list(name, limit: limit)?.enumerated().map { index, value in
            adopt(Fields(value, path: pointer(name) + "/\(index)", errors: errors, codes: codes))
        }
    }

    func list(_ name: String, limit: Int) -> [JSONValue]? {
        guard let value = value(name) else { return nil }
        guard case .list(let items) = value else {
            note(name, .wrongType(expected: "array"))
            return nil
        }
        guard items.count <= limit else {
            note(name, .tooMany(limit: limit))
            return nil
        }
        return items
    }

    private func adopt(_ child: Fields) -> Fields {
        children.append(child)
        return child
    }
}
