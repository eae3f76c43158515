package import Foundation

extension RequirementTrace {
    package static let tablePath = "Protocols/requirements.csv"

    /// The table and the tests of a checkout.
    package init(checkout root: URL) throws {
        let table = try String(contentsOf: root.appending(path: Self.tablePath), encoding: .utf8)
        var tests: [(name: String, text: String)] = []
        let folder = root.appending(path: "Tests")
        for case let path as String in FileManager.default.enumerator(atPath: folder.path()) ?? .init() {
            guard path.hasSuffix(".swift"), path.split(separator: "/").first?.hasSuffix("Tests") == true
            else { continue }
            let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
            tests.append((name: String(path.dropLast(".swift".count)), text: text))
        }
        self.init(table: RequirementTable(table), tests: tests)
    }
}

extension ReadingTable {
    package static let path = "Protocols/readings-zh.csv"

    package init(checkout root: URL) throws {
        self.init(try String(contentsOf: root.appending(path: Self.path), encoding: .utf8))
    }

    /// Readings that the place they name does not name.
    package func silent(in root: URL) -> [Row] {
        silent { path in
            let place = root.appending(path: path)
            guard let below = FileManager.default.enumerator(at: place, includingPropertiesForKeys: nil)
            else {
                return []
            }
            let files = [place] + below.compactMap { $0 as? URL }
            return files.compactMap { try? String(contentsOf: $0, encoding: .utf8) }
        }
    }
}
