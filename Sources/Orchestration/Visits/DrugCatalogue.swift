package import ConsultationCore
import Foundation

/// The drugs that may be written on a prescription, and what marks some of them (config/drugs).
package struct DrugCatalogue: Sendable {
    package let drugs: [String: Drug]

    /// A file of drugs is wrong.
    package struct Fault: Error, CustomStringConvertible {
        package let line: Int
        package var description: String {
            "catalogue.csv:\(line): not a row of code,name,specification,classes"
        }
    }

    /// Cells hold no comma and no quotation mark; classes are separated by spaces.
    package init(parsing text: String) throws(Fault) {
        var drugs: [String: Drug] = [:]
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where index > 0 && !line.isEmpty {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard cells.count == 4, !cells[0].isEmpty, !cells[1].isEmpty, drugs[cells[0]] == nil else {
                throw Fault(line: index + 1)
            }
            let names = cells[3].split(separator: " ")
            let classes = names.compactMap { DrugClass(rawValue: String($0)) }
            guard classes.count == names.count else { throw Fault(line: index + 1) }
            drugs[cells[0]] = Drug(
                code: cells[0], name: cells[1], specification: cells[2], classes: classes)
        }
        self.drugs = drugs
    }

    /// What comes with the program; empty when it cannot be read, and then nothing can be prescribed.
    package static let shipped: DrugCatalogue = {
        let file = Bundle.module.resourceURL?.appendingPathComponent("drugs/catalogue.csv")
        let text = file.flatMap { try? String(contentsOf: $0, encoding: .utf8) } ?? ""
        return (try? DrugCatalogue(parsing: text)) ?? DrugCatalogue()
    }()

    private init() { drugs = [:] }

    package func search(_ words: String, limit: Int) -> [Drug] {
        let wanted = words.lowercased()
        return drugs.values.filter {
            wanted.isEmpty || $0.name.contains(words) || $0.code.lowercased().hasPrefix(wanted)
        }.sorted { $0.code < $1.code }.prefix(limit).map(\.self)
    }
}
