/// Tables of a page in Protocols/, as the tests read them.
package struct ProtocolTable: Sendable {
    package let columns: [String]
    package let rows: [[String]]

    /// The first table after the heading `title`; nil if there is none.
    package init?(in page: String, under title: String) {
        var lines = page.split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard let heading = lines.firstIndex(where: { $0.hasPrefix("#") && $0.hasSuffix(" \(title)") }) else {
            return nil
        }
        lines = lines[(heading + 1)...].drop { !$0.hasPrefix("|") }
        let table = lines.prefix { $0.hasPrefix("|") }.map(Self.cells)
        guard table.count > 2 else { return nil }
        columns = table[0]
        rows = Array(table[2...])
    }

    private static func cells(_ line: Substring) -> [String] {
        line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).map { cell in
            String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }
}

extension String {
    /// A cell without its emphasis or code marks.
    package var unmarked: String { String(filter { $0 != "*" && $0 != "`" }) }
}
