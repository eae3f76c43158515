/// A value of one policy parameter.
package enum PolicyValue: Codable, Sendable, Hashable {
    /// No such rule: the law asks for nothing here.
    case none
    case flag(Bool)
    /// A whole number in the unit of its parameter.
    case count(Int)
    case span(TimeSpan)
    case word(String)
    case words([String])
    /// Two numbers that belong together: 2:8, 1280x720.
    case pair(Int, Int)
}

/// What the values of a parameter look like, with their unit.
package enum PolicyForm: Sendable, Hashable {
    case flag
    /// A whole number followed by this unit; a bare number where the unit is empty.
    case count(unit: String)
    case span
    /// One of these words, from the mildest to the strictest where the parameter has an order.
    case word([String])
    /// A list of words, each of these.
    case words([String])
    case pair(separator: Character, unit: String)

    /// What a person should have written.
    package var expectation: String {
        switch self {
        case .flag: "true or false"
        case .count(""): "a whole number without a unit, for example 2"
        case .count(let unit): "a whole number and its unit, for example '3 \(unit)'"
        case .span: "a length of time: a number and one of ms, s, min, h, d, for example 24h"
        case .word(let allowed): "one of " + allowed.joined(separator: ", ")
        case .words(let allowed): "a list [a, b] of " + allowed.joined(separator: ", ")
        case .pair(let separator, ""): "two numbers, for example 2\(separator)8"
        case .pair(let separator, let unit):
            "two numbers and their unit, for example '2\(separator)8 \(unit)'"
        }
    }

    /// The unit as `policy list` names it.
    package var unit: String {
        switch self {
        case .flag: "true/false"
        case .count(let unit): unit.isEmpty ? "count" : unit
        case .span: "time"
        case .word: "word"
        case .words: "list"
        case .pair(let separator, let unit): unit.isEmpty ? "parts a\(separator)b" : unit
        }
    }

    /// Reads what stands in a file; nil when it is not of this form. `none` is a value of every form.
    package func value(of text: String) -> PolicyValue? {
        if text == "none" { return PolicyValue.none }
        switch self {
        case .flag: return text == "true" ? .flag(true) : text == "false" ? .flag(false) : nil
        case .count(let unit): return Self.number(text, unit: unit).map { .count($0) }
        case .span: return TimeSpan(text.filter { $0 != " " }).map { .span($0) }
        case .word(let allowed): return allowed.contains(text) ? .word(text) : nil
        case .words: return nil
        case .pair(let separator, let unit):
            guard let bare = Self.stripped(text, of: unit) else { return nil }
            let parts = bare.split(separator: separator, omittingEmptySubsequences: false)
            guard parts.count == 2, let first = Self.whole(parts[0]), let second = Self.whole(parts[1])
            else { return nil }
            return .pair(first, second)
        }
    }

    package func value(of list: [String]) -> PolicyValue? {
        guard case .words(let allowed) = self, list.allSatisfy(allowed.contains),
            Set(list).count == list.count
        else { return nil }
        return .words(list)
    }

    package func written(_ value: PolicyValue) -> String {
        switch value {
        case .none: return "none"
        case .flag(let flag): return flag ? "true" : "false"
        case .count(let number):
            guard case .count(let unit) = self, !unit.isEmpty else { return String(number) }
            return "\(number) \(unit)"
        case .span(let span): return span.description
        case .word(let word): return word
        case .words(let words): return "[" + words.joined(separator: ", ") + "]"
        case .pair(let first, let second):
            guard case .pair(let separator, let unit) = self else { return "\(first) \(second)" }
            return "\(first)\(separator)\(second)" + (unit.isEmpty ? "" : " \(unit)")
        }
    }

    private static func number(_ text: String, unit: String) -> Int? {
        stripped(text, of: unit).flatMap { whole($0) }
    }

    /// `text` without its unit and the spaces before it; nil where the unit is missing.
    private static func stripped(_ text: String, of unit: String) -> Substring? {
        guard !unit.isEmpty else { return text[...] }
        guard text.hasSuffix(unit) else { return nil }
        var rest = text.dropLast(unit.count)
        while rest.last == " " { rest.removeLast() }
        return rest
    }

    private static func whole(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 9, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }
}
