/// Shows just enough of a person to recognise a case in a list (requirement JL-21b).
package enum Masking {
    /// 张伟 becomes 张*: only the first character stays.
    package static func name(_ name: String) -> String {
        guard let first = name.first else { return "*" }
        return String(first) + String(repeating: "*", count: min(max(name.count - 1, 1), 3))
    }

    /// 18 characters of a resident id → the first three and the last four stay.
    package static func identity(_ number: String) -> String {
        guard number.count >= 8 else { return String(repeating: "*", count: number.count) }
        let hidden = number.count - 7
        return String(number.prefix(3)) + String(repeating: "*", count: hidden) + String(number.suffix(4))
    }

    /// A bank account keeps its last four digits.
    package static func account(_ number: String) -> String {
        guard number.count > 4 else { return String(repeating: "*", count: number.count) }
        return "****" + number.suffix(4)
    }
}
