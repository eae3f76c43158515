import ConsultationCore
import Foundation
import PolicyFiles
import Simulation
import Testing

/// What a person hears who has written a policy file wrongly.
struct PolicyFileTests {
    private let head = """
        id: t-1
        source: JL
        title: test
        jurisdiction: jilin
        status: inForce
        effectiveFrom: 2026-01-01
        pathways: [telemedicine]
        articles: [1-51]
        """

    private func faults(_ yaml: String) -> [String] {
        do {
            return PolicyTextReader.read(try PolicyYAML.node(of: yaml, file: "t.yaml"), file: "t.yaml").faults
                .map(\.description)
        } catch { return ["\(error)"] }
    }

    @Test(arguments: [
        (
            "  upload.deadlin: { value: 24h, article: JL 22, row: JL-22 }",
            "t.yaml:10:3: unknown parameter 'upload.deadlin'; 'upload.deadline' is meant?"
        ),
        (
            "  upload.deadline: { value: 24, article: JL 22, row: JL-22 }",
            "t.yaml:10:29: upload.deadline wants a length of time"
        ),
        (
            "  retention.record: { value: 15 months, article: JL 37, row: NHC-SUP-19a }",
            "t.yaml:10:30: retention.record wants a whole number and its unit, for example '3 years', not '15 months'"
        ),
        (
            "  upload.triggers: { value: [weekly], article: JL 22, row: JL-22 }",
            "t.yaml:10:29: upload.triggers wants a list [a, b] of undiagnosed72h"
        ),
        (
            "  upload.deadline: { value: 24h, artikel: JL 22, row: JL-22 }",
            "t.yaml:10:34: unknown key 'artikel' of upload.deadline"
        ),
        (
            "  upload.deadline: { article: JL 22, row: JL-22 }",
            "t.yaml:10:3: upload.deadline: 'value' is missing"
        ),
        ("  upload.deadline: 24h", "t.yaml:10:20: upload.deadline wants a map of value, article, row"),
        ("  upload.deadline: { value: [24h, article: JL 22", "t.yaml:"),
        (
            "  fee.consultationSplit: { value: 2-8, article: JL 44, row: JL-44a }",
            "wants two numbers, for example 2:8"
        ),
    ])
    func `a wrong entry is named with its place and what would be right`(_ entry: String, _ expected: String)
    {
        let found = faults(head + "\nparameters:\n" + entry)
        #expect(found.contains { $0.contains(expected) }, "\(found)")
    }

    @Test func `everything wrong in a file is said at once, in the order of its lines`() {
        let found = faults(
            """
            id: t-1
            source: JL
            jurisdiction: jilin
            status: valid
            effectiveFrom: 2026-02-30
            effectiveTo: 2020-01-01
            pathways: [telepathy]
            colour: red
            parameters:
              upload.deadline: { value: soon, article: JL 22, row: JL-22 }
            """)
        #expect(found.count == 7, "\(found)")
        #expect(found.sorted { Self.line($0) < Self.line($1) } == found)
        for part in [
            "'title' is missing", "status wants one of", "effectiveFrom wants a day", "unknown key 'colour'",
        ] {
            #expect(found.contains { $0.contains(part) }, "\(part): \(found)")
        }
    }

    private static func line(_ fault: String) -> Int { Int(fault.split(separator: ":")[1]) ?? 0 }

    @Test
    func `an installation without a reason, a product value without a weight and a dated draft are refused`()
    {
        let local =
            head.replacing("source: JL", with: "source: installation")
            + "\nparameters:\n  upload.deadline: { value: 24h, article: JL 22, row: JL-22 }"
        #expect(faults(local).contains { $0.contains("'reason' is missing") })
        let product =
            head.replacing("source: JL", with: "source: product")
            + "\nparameters:\n  upload.deadline: { value: 24h, article: JL 22, row: JL-22 }"
        #expect(faults(product).contains { $0.contains("'weight' is missing") })
        let draft = head.replacing("status: inForce", with: "status: draft") + "\nparameters:"
        #expect(faults(draft).contains { $0.contains("a draft has no effective dates") })
    }

    @Test func `an article that the text does not have is found, in whatever file it is cited`() throws {
        func shelf(_ article: String) throws -> [String] {
            let yaml =
                head.replacing("id: t-1", with: "id: jl-9").replacing("jilin", with: "liaoning")
                + "\nparameters:\n  upload.deadline: { value: 24h, article: \(article), row: JL-22 }"
            let (text, _) = PolicyTextReader.read(
                try PolicyYAML.node(of: yaml, file: "t.yaml"), file: "t.yaml")
            return PolicyShelf(PolicyShelf.repository.texts + [try #require(text)]).faults().map(
                \.description)
        }
        #expect(try shelf("JL 22(1)").isEmpty)
        #expect(try shelf("NHC-TM 三(三)2").isEmpty)
        #expect(
            try shelf("JL 52") == [
                "t.yaml:10:43: upload.deadline: unknown article 'JL 52': JL has no such article"
            ])
        #expect(try shelf("NHC-TM 六(一)").count == 1)
        #expect(try shelf("ZJ 3").first?.contains("no text 'ZJ' is loaded") == true)
    }

    @Test func `a parameter that no text speaks on is missing, and is named once`() {
        let texts = PolicyShelf.repository.texts.filter { $0.source != PolicyText.product }
        let found = PolicyShelf(texts).faults().map(\.description)
        #expect(found.contains { $0.contains("missing parameter 'report.deadline'") })
        #expect(Set(found).count == found.count)
        #expect(PolicyShelf([]).faults().count == 1)
    }

    /// §4 of the requirements, as the catalogue must have it; a row with two numbers is two parameters.
    @Test func `the catalogue has every parameter once, and the product speaks on each of them`() throws {
        let names = PolicyParameter.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.count >= 93)
        let product = try #require(PolicyShelf.repository.text("product-1"))
        #expect(Set(product.entries.map(\.parameter.name)) == Set(names))
    }

    @Test func `every row that a policy file cites is a row of the requirements or a chosen reading`() throws
    {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let table = try String(
            contentsOf: root.appending(path: "Protocols/requirements.csv"), encoding: .utf8)
        let known = Set(table.split(separator: "\n").map { String($0.prefix { $0 != "," }) })
        for text in PolicyShelf.repository.texts {
            for entry in text.entries {
                #expect(
                    known.contains(entry.row) || entry.row.hasPrefix("AMB-"),
                    "\(text.file): \(entry.parameter.name): \(entry.row)")
            }
        }
    }

    @Test func `damaged files are refused, never a trap`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let whole = Array(try Data(contentsOf: root.appending(path: "config/policy/jl-trial.yaml")))
        var generator = SeededGenerator(seed: 22)
        var refused = 0
        for _ in 0..<250 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let at = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: at)
                default:
                    bytes.insert(
                        Array("{}[]:,-'\"#&*!|>\n 9".utf8).randomElement(using: &generator) ?? 0, at: at)
                }
            }
            if !faults(String(decoding: bytes, as: UTF8.self)).isEmpty { refused += 1 }
        }
        #expect(refused > 30)
    }
}
