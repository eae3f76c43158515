import Foundation

/// The table of requirements as the product shows it: Protocols/requirements.csv, which tests keep in step with the
/// code, and beside it the words for people. The build copies both files; there is no second version of either.
struct RequirementCatalogue: Sendable {
    struct Row: Sendable {
        let id: String
        /// Short names, for example `NHC-TM 三(二); JL 23`.
        let article: String
        let priority: String
        let status: String
        let enforced: [String]
        let tests: Int
        let group: Int
        let parameters: [String]
        /// `err.*` and `vio.*` codes by which it is kept.
        let codes: [String]
        let text: String
    }

    /// A reading that was chosen where a text is unclear.
    struct Reading: Sendable {
        let id: String
        let article: String
        let requirements: [String]
        let question: String
        let text: String
    }

    enum Fault: Error, CustomStringConvertible {
        case missing(String)
        case unreadable(file: String, line: Int)
        case withoutWords(String)

        var description: String {
            switch self {
            case .missing(let file): "the program's resource \(file) is missing"
            case .unreadable(let file, let line): "\(file):\(line): not a row of this table"
            case .withoutWords(let id): "requirements-zh.csv has no words for \(id)"
            }
        }
    }

    let rows: [Row]
    let readings: [Reading]

    static func read() throws -> RequirementCatalogue {
        try RequirementCatalogue(
            table: try resource("requirements"), words: try resource("requirements-zh"),
            readings: try resource("readings-zh"))
    }

    init(table: String, words: String, readings: String) throws {
        self.readings = try Self.cells(readings, columns: 6, file: "readings-zh.csv").map {
            Reading(id: $0[0], article: $0[1], requirements: Self.list($0[2]), question: $0[4], text: $0[5])
        }
        var known: [String: [String]] = [:]
        for cells in try Self.cells(words, columns: 5, file: "requirements-zh.csv") {
            known[cells[0]] = cells
        }
        rows = try Self.cells(table, columns: 6, file: "requirements.csv").map { cells in
            guard let told = known[cells[0]], let group = Int(told[1]) else {
                throw Fault.withoutWords(cells[0])
            }
            return Row(
                id: cells[0], article: cells[1], priority: cells[2], status: cells[3],
                enforced: Self.list(cells[4]), tests: Self.list(cells[5]).count, group: group,
                parameters: Self.list(told[2]), codes: Self.list(told[3]), text: told[4])
        }
    }

    /// Cells hold no comma and no quotation mark: the tables are written for people who compare two versions of them.
    static func cells(_ text: String, columns: Int, file: String) throws -> [[String]] {
        try text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().dropFirst()
            .filter { !$0.element.isEmpty }
            .map { index, line in
                let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
                guard cells.count == columns else { throw Fault.unreadable(file: file, line: index + 1) }
                return cells
            }
    }

    static func resource(_ name: String, in directory: String? = nil) throws -> String {
        let file = Bundle.module.url(forResource: name, withExtension: "csv", subdirectory: directory)
        guard let file else {
            throw Fault.missing(name + ".csv")
        }
        return try String(contentsOf: file, encoding: .utf8)
    }

    private static func list(_ cell: String) -> [String] { cell.split(separator: " ").map(String.init) }
}
