/// The chosen readings of unclear texts (Protocols/readings-zh.csv): each names the place where it acts, and that place
/// names it.
package struct ReadingTable: Sendable {
    package struct Row: Sendable, Equatable {
        package let id: String
        package let requirements: [String]
        package let actsAt: String
    }

    package static let header = "reading,article,requirements,enforced,question,text"

    package private(set) var rows: [Row] = []
    package private(set) var faults: [String] = []

    package init(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.first.map(String.init) != Self.header {
            faults.append("line 1: the header is \(Self.header)")
        }
        for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard cells.count == 6, !cells.contains("") else {
                faults.append("line \(index + 1): not a row of \(Self.header)")
                continue
            }
            rows.append(
                Row(
                    id: cells[0], requirements: cells[2].split(separator: " ").map(String.init),
                    actsAt: cells[3]))
        }
        for (id, same) in Dictionary(grouping: rows, by: \.id) where same.count > 1 {
            faults.append("\(id) stands \(same.count) times")
        }
    }

    /// Readings whose place does not name them. `texts` gives the text of a file, or of all files below a folder.
    package func silent(_ texts: (String) -> [String]) -> [Row] {
        rows.filter { row in !texts(row.actsAt).contains { $0.contains(row.id) } }
    }
}

/// The acceptance scenarios whose numbers stand in tests.
package enum ScenarioNumbers {
    package static let all = (1...72).map { ($0 < 10 ? "AT-0" : "AT-") + String($0) }

    package static func missing(in texts: [String]) -> [String] {
        all.filter { number in !texts.contains { $0.contains(number) } }
    }
}
