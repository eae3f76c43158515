import Foundation

/// A strict reader of Prometheus' text format 0.0.4: what it takes, Prometheus takes.
struct MetricsReader {
    struct Wrong: Error, CustomStringConvertible {
        var line: String
        var why: String
        var description: String { "\(why): \(line)" }
    }

    private(set) var kinds: [String: String] = [:]
    /// Series (name and labels as written) → value.
    private(set) var samples: [String: Double] = [:]
    private(set) var labels: Set<String> = []
    private var helped: Set<String> = []
    private var current = ""

    init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Wrong(line: "", why: "the last line must end") }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            try take(String(line))
        }
    }

    private mutating func take(_ line: String) throws {
        let words = line.split(separator: " ", maxSplits: 3).map(String.init)
        if line.hasPrefix("# HELP ") {
            guard words.count == 4, helped.insert(words[2]).inserted else {
                throw Wrong(line: line, why: "help")
            }
        } else if line.hasPrefix("# TYPE ") {
            guard words.count == 4, ["counter", "gauge", "histogram"].contains(words[3]),
                kinds[words[2]] == nil, helped.contains(words[2])
            else { throw Wrong(line: line, why: "type") }
            kinds[words[2]] = words[3]
            current = words[2]
        } else {
            try sample(line)
        }
    }

    private mutating func sample(_ line: String) throws {
        guard
            let match = line.wholeMatch(
                of: /([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(.*)\})? (NaN|[+-]Inf|-?[0-9.]+(e[+-]?[0-9]+)?)/),
            let value = Double(match.4.replacing("Inf", with: "inf"))
        else { throw Wrong(line: line, why: "sample") }
        let family =
            kinds[current] == "histogram"
            ? String(match.1).replacing(/_(bucket|sum|count)$/, with: "") : String(match.1)
        guard family == current else { throw Wrong(line: line, why: "not of the family \(current)") }
        if let inner = match.3 {
            var rest = inner[...]
            while let label = rest.prefixMatch(of: /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/)
            {
                labels.insert(String(label.1))
                rest = rest[label.range.upperBound...]
            }
            guard rest.isEmpty else { throw Wrong(line: line, why: "labels") }
        }
        let series = String(match.1) + String(match.2 ?? "")
        guard samples.updateValue(value, forKey: series) == nil else { throw Wrong(line: line, why: "twice") }
        let isCounter = kinds[current] == "counter"
        guard !isCounter || (value >= 0 && current.hasSuffix("_total")) else {
            throw Wrong(line: line, why: "counter")
        }
    }
}
