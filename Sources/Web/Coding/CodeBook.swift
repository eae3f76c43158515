import ConsultationCore
import Foundation
import Orchestration

/// The tables of codes: what comes with the program, and the diagnoses that a hospital has loaded (SC-23e).
package struct CodeBook: Sendable {
    struct Entry: Sendable, Equatable {
        let code: String
        let name: String
    }

    private var tables: [CodeSystem: [Entry]] = [:]
    private var names: [CodeSystem: [String: String]] = [:]

    /// Systems whose tables come with the program.
    static let tabled: [CodeSystem] = [.department, .division, .province, .kinship]
    /// The largest table that is read; the national edition of ICD-10 has about 35,000 codes.
    static let limit = 100_000

    /// A file of codes is wrong.
    package struct Fault: Error, CustomStringConvertible {
        let file: String
        let line: Int
        package var description: String {
            "\(file):\(line): not a row of code,name with a code of the system, or a code twice, or no row at all"
        }
    }

    /// What comes with the program; empty where it cannot be read, and then no code of that system is taken.
    package static let shipped: CodeBook = {
        var book = CodeBook()
        for system in tabled {
            let text = (try? RequirementCatalogue.resource(system.rawValue, in: "codes")) ?? ""
            book.keep((try? entries(text, of: system, file: system.rawValue)) ?? [], as: system)
        }
        book.keep(
            DrugCatalogue.shipped.drugs.values.sorted { $0.code < $1.code }
                .map { Entry(code: $0.code, name: "\($0.name) \($0.specification)") }, as: .drug)
        return book
    }()

    private init() {}

    /// The tables that come with the program and the hospital's ICD-10; `path` empty: its codes are held to their
    /// form alone.
    package init(icd10 path: String) throws {
        self = .shipped
        guard !path.isEmpty else { return }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        keep(try Self.entries(text, of: .icd10, file: path), as: .icd10)
    }

    /// A row is a code, a comma and a name, as spreadsheets write them: either may be quoted, lines end as they like.
    /// The first line names the columns; a table without a row is a fault, for it would refuse every code.
    static func entries(_ text: String, of system: CodeSystem, file: String) throws(Fault) -> [Entry] {
        var found: [Entry] = []
        var seen: Set<String> = []
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() where index > 0 && !String(line).trimmed.isEmpty {
            let cells = line.split(separator: ",", maxSplits: 1).map(cell)
            guard cells.count == 2, system.isWellFormed(cells[0]), !cells[1].isEmpty,
                seen.insert(cells[0]).inserted, found.count < limit
            else { throw Fault(file: file, line: index + 1) }
            found.append(Entry(code: cells[0], name: cells[1]))
        }
        guard !found.isEmpty else { throw Fault(file: file, line: lines.count) }
        return found
    }

    /// The text of a cell, without its quotation marks (RFC 4180 §2).
    private static func cell(_ written: Substring) -> String {
        let text = String(written).trimmed
        guard text.count >= 2, text.first == "\"", text.last == "\"" else { return text }
        return String(text.dropFirst().dropLast()).replacing("\"\"", with: "\"")
    }

    private mutating func keep(_ entries: [Entry], as system: CodeSystem) {
        tables[system] = entries
        names[system] = Dictionary(entries.map { ($0.code, $0.name) }) { first, _ in first }
    }

    func count(_ system: CodeSystem) -> Int { tables[system]?.count ?? 0 }

    func name(_ code: String, in system: CodeSystem) -> String? { names[system]?[code] }

    func accepts(_ code: String, in system: CodeSystem) -> Bool {
        guard system.isWellFormed(code) else { return false }
        // The table holds provinces; the counties below them change every year.
        if system == .division { return name(code.prefix(2) + "0000", in: .division) != nil }
        guard let known = names[system] else { return !Self.tabled.contains(system) }
        return known[code] != nil
    }

    /// A code, or the beginning of codes.
    func acceptsBeginning(_ code: String, in system: CodeSystem) -> Bool {
        guard system.isWellFormed(code) else { return false }
        return tables[system]?.contains { $0.code.hasPrefix(code) } ?? true
    }

    /// The name for a code or for a name of the table; nil for anything else.
    func display(_ text: String, in system: CodeSystem) -> String? {
        name(text, in: system) ?? (tables[system]?.contains { $0.name == text } == true ? text : nil)
    }

    func search(_ words: String, in system: CodeSystem, limit: Int) -> [Entry] {
        let wanted = words.uppercased()
        return (tables[system] ?? []).lazy.filter {
            wanted.isEmpty || $0.code.uppercased().hasPrefix(wanted) || $0.name.contains(words)
        }.prefix(limit).map(\.self)
    }
}
