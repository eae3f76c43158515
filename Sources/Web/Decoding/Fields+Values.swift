import ConsultationCore

extension Fields {
    func integer(_ name: String, in range: ClosedRange<Int64>) -> Int64 {
        guard let value = value(name) else {
            note(name, .required)
            return range.lowerBound
        }
        guard case .integer(let number) = value else {
            note(name, .wrongType(expected: "integer"))
            return range.lowerBound
        }
        guard range.contains(number) else {
            note(name, .outOfRange(range))
            return range.lowerBound
        }
        return number
    }

    func flag(_ name: String) -> Bool {
        guard let flag = optionalFlag(name) else {
            if !has(name) { note(name, .required) }
            return false
        }
        return flag
    }

    func optionalFlag(_ name: String) -> Bool? {
        guard let value = value(name) else { return nil }
        guard case .bool(let flag) = value else {
            note(name, .wrongType(expected: "boolean"))
            return nil
        }
        return flag
    }

    /// RFC 3339 with an offset, in milliseconds since 1970 UTC.
    func instant(_ name: String) -> Int64 {
        guard let instant = optionalInstant(name) else {
            if !has(name) { note(name, .required) }
            return 0
        }
        return instant
    }

    func optionalInstant(_ name: String) -> Int64? {
        guard let text = optionalText(name, limit: 40) else { return nil }
        guard let instant = Instants.parse(text) else {
            note(name, .invalid(ofKind: "RFC 3339"))
            return nil
        }
        return instant
    }

    /// `YYYY-MM-DD`.
    func optionalDate(_ name: String) -> CivilDate? {
        guard let text = optionalText(name, limit: 10) else { return nil }
        guard let date = CivilDate(text) else {
            note(name, .invalid(ofKind: "YYYY-MM-DD"))
            return nil
        }
        return date
    }
}
