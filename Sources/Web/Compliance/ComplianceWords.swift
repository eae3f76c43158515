import ConsultationCore

/// What an auditor reads for groups, places in the program, parameters and their values (Protocols/compliance-zh.csv).
struct ComplianceWords: Sendable {
    private var words: [String: [String: String]] = [:]

    static func read() throws -> ComplianceWords {
        try ComplianceWords(try RequirementCatalogue.resource("compliance-zh"))
    }

    init(_ text: String) throws {
        for cells in try RequirementCatalogue.cells(text, columns: 3, file: "compliance-zh.csv") {
            words[cells[0], default: [:]][cells[1]] = cells[2]
        }
    }

    private func word(_ kind: String, _ key: String) -> String? { words[kind]?[key] }

    func group(_ number: Int) -> String { word("group", String(number)) ?? String(number) }

    func parameter(_ name: String) -> String { word("parameter", name) ?? name }

    func knows(parameter name: String) -> Bool { word("parameter", name) != nil }

    /// The most special words for a path: those of the file, else of a folder above it.
    func place(_ path: String) -> String? {
        var parts = path.split(separator: "/")
        while !parts.isEmpty {
            if let found = word("place", parts.joined(separator: "/")) { return found }
            parts.removeLast()
        }
        return nil
    }

    func value(_ value: PolicyValue, of parameter: PolicyParameter) -> String {
        switch value {
        case .none: return "无此要求"
        case .flag(let flag): return flag ? "是" : "否"
        case .count(let number):
            guard case .count(let unit) = parameter.form, !unit.isEmpty else { return String(number) }
            return "\(number) \(word("unit", unit) ?? unit)"
        case .span(let span): return Self.span(span)
        case .word(let text): return word("value", text) ?? text
        case .words(let texts): return texts.map { word("value", $0) ?? $0 }.joined(separator: "、")
        case .pair: return parameter.form.written(value)
        }
    }

    static func span(_ span: TimeSpan) -> String {
        let units: [(Int64, String)] = [(3_600_000, "小时"), (60_000, "分钟"), (1000, "秒")]
        let milliseconds = span.milliseconds
        // The law writes 24 小时; only longer ones read better in days.
        if milliseconds > 172_800_000, milliseconds % 86_400_000 == 0 {
            return "\(milliseconds / 86_400_000) 天"
        }
        for (length, name) in units where milliseconds != 0 && milliseconds % length == 0 {
            return "\(milliseconds / length) \(name)"
        }
        return "\(milliseconds) 毫秒"
    }
}
