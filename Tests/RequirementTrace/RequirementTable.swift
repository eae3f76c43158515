/// One row of REQUIREMENTS.md in Protocols/requirements.csv: where it is kept, by which tests, and how far.
package struct RequirementRow: Sendable, Equatable {
    package enum Status: String, Sendable, CaseIterable {
        /// All of what the row asks of the software holds.
        case met
        /// Some of it holds and is tested, or is there without a test.
        case partly
        case open
        /// A duty of people or authorities; the software has none.
        case organisational
    }

    package enum Priority: String, Sendable, CaseIterable {
        case core, extended
        case organisational = "organisational-only"
    }

    package let id: String
    package let article: String
    package let priority: Priority
    package let status: Status
    package let enforcedAt: [String]
    package let tests: [String]
}

/// The whole table, and what is wrong with its text.
package struct RequirementTable: Sendable {
    package static let header = "requirement,article,priority,status,enforced,tests"

    package private(set) var rows: [RequirementRow] = []
    package private(set) var faults: [String] = []

    package init(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.first.map(String.init) != Self.header {
            faults.append("line 1: the header is \(Self.header)")
        }
        for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard cells.count == 6, let priority = RequirementRow.Priority(rawValue: cells[2]),
                let status = RequirementRow.Status(rawValue: cells[3])
            else {
                faults.append("line \(index + 1): not a row of \(Self.header)")
                continue
            }
            rows.append(
                RequirementRow(
                    id: cells[0], article: cells[1], priority: priority, status: status,
                    enforcedAt: cells[4].split(separator: " ").map(String.init),
                    tests: cells[5].split(separator: " ").map(String.init)))
        }
        for (id, same) in Dictionary(grouping: rows, by: \.id) where same.count > 1 {
            faults.append("\(id) stands \(same.count) times")
        }
    }

    package func rows(_ priority: RequirementRow.Priority) -> [RequirementRow] {
        rows.filter { $0.priority == priority }
    }
}

/// The ids that tests carry, found in their text.
package enum RequirementTraits {
    /// `@Test(.requirement("JL-22", "JL-22.1"))`, over several lines too.
    package static func ids(in text: String) -> Set<String> {
        var found: Set<String> = []
        var rest = text[...]
        let mark = ".requirement("
        while let start = Self.range(of: mark, in: rest) {
            rest = rest[start.upperBound...]
            let inside = rest.prefix { $0 != ")" }
            let pieces = inside.split(separator: "\"", omittingEmptySubsequences: false)
            for (index, piece) in pieces.enumerated() where index % 2 == 1 { found.insert(String(piece)) }
        }
        return found
    }

    private static func range(of mark: String, in text: Substring) -> Range<Substring.Index>? {
        var start = text.startIndex
        while start < text.endIndex {
            guard let dot = text[start...].firstIndex(of: ".") else { return nil }
            if text[dot...].hasPrefix(mark) { return dot..<text.index(dot, offsetBy: mark.count) }
            start = text.index(after: dot)
        }
        return nil
    }
}

/// Table and tests held against each other.
package struct RequirementTrace: Sendable {
    package let table: RequirementTable
    /// Id → the files of tests that carry it, as `WebTests/LimitTests`.
    package let carried: [String: Set<String>]
    /// Acceptance scenarios whose numbers stand in no test.
    package let missingScenarios: [String]

    /// - Parameter tests: name and text of every test file.
    package init(table: RequirementTable, tests: [(name: String, text: String)]) {
        self.table = table
        var carried: [String: Set<String>] = [:]
        for test in tests {
            for id in RequirementTraits.ids(in: test.text) { carried[id, default: []].insert(test.name) }
        }
        self.carried = carried
        missingScenarios = ScenarioNumbers.missing(in: tests.map(\.text))
    }

    /// Everything that does not agree; `exists` says whether a path is there.
    package func faults(exists: (String) -> Bool) -> [String] {
        var found = table.faults
        let known = Set(table.rows.map(\.id))
        for id in carried.keys.sorted() where !known.contains(id) {
            found.append(
                "\(id): carried by \(carried[id, default: []].sorted()), and no row of the requirements")
        }
        for row in table.rows {
            let tests = carried[row.id, default: []].sorted()
            if row.tests != tests {
                found.append(
                    "\(row.id): the table names [\(row.tests.joined(separator: " "))], "
                        + "the tests that carry it are [\(tests.joined(separator: " "))]")
            }
            for path in row.enforcedAt where !exists(path) { found.append("\(row.id): there is no \(path)") }
            if (row.priority == .organisational) != (row.status == .organisational) {
                found.append("\(row.id): organisational-only rows, and no others, have that status")
            }
            if row.status == .met, row.tests.isEmpty || row.enforcedAt.isEmpty {
                found.append(
                    "\(row.id): met, but \(row.tests.isEmpty ? "no test carries it" : "no file enforces it")")
            }
            if row.status == .open, !row.enforcedAt.isEmpty || !tests.isEmpty {
                found.append("\(row.id): open, but enforced or tested somewhere")
            }
        }
        return found
    }

    /// Core rows that are not met, in the order of the table.
    package var coreGaps: [RequirementRow] { table.rows(.core).filter { $0.status != .met } }

    /// What `make trace` prints.
    package var report: String {
        var lines: [String] = []
        for priority in [RequirementRow.Priority.core, .extended] {
            let rows = table.rows(priority)
            let met = rows.count { $0.status == .met }
            let partly = rows.count { $0.status == .partly }
            lines.append(
                "\(priority.rawValue) \(met)/\(rows.count)   (\(partly) partly, \(rows.count - met - partly) open)"
            )
        }
        lines.append(
            "organisational-only \(table.rows(.organisational).count) rows without a duty of the software")
        let tests = Set(carried.values.flatMap(\.self)).count
        lines.append("\(carried.count) rows are carried by tests of \(tests) files")
        let scenarios = ScenarioNumbers.all.count
        lines.append("acceptance scenarios \(scenarios - missingScenarios.count)/\(scenarios)")
        if !missingScenarios.isEmpty {
            lines.append("  without a test: \(missingScenarios.joined(separator: " "))")
        }
        for status in [RequirementRow.Status.partly, .open] {
            let gaps = coreGaps.filter { $0.status == status }
            lines.append("\ncore rows \(status == .open ? "open" : "met in part"):")
            lines += gaps.map { "  \($0.id)  \($0.article)" }
        }
        return lines.joined(separator: "\n")
    }

    /// The table with the tests that carry each row.
    package var rewritten: String {
        let lines = table.rows.map { row in
            [
                row.id, row.article, row.priority.rawValue, row.status.rawValue,
                row.enforcedAt.joined(separator: " "),
                carried[row.id, default: []].sorted().joined(separator: " "),
            ].joined(separator: ",")
        }
        return ([RequirementTable.header] + lines).joined(separator: "\n") + "\n"
    }
}
