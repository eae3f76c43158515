import Foundation
import Testing

struct TidyTests {
    @Test func `every source keeps the walls and the ban list`() throws {
        var findings: [Finding] = []
        for source in try House.sources(under: ["Sources"], extensions: ["swift"]) {
            findings += HouseRules.findings(in: source.text, file: source.path, target: source.target)
        }
        #expect(findings.isEmpty, "\(findings.map(\.description).joined(separator: "\n"))")
    }

    @Test func `the rules find every breach in the fixture that must fail`() throws {
        let offender = try House.text("Tests/TidyTests/Fixtures/Offender.swift.txt")
        let rules = Set(HouseRules.findings(in: offender, file: "Offender", target: "Wire").map(\.rule))
        let expected =
            HouseRules.bannedEverywhere.map(\.why)
            + ["time is an argument", "randomness and identity are arguments", "no tasks in pure targets"]
            + ["pure code does not print", "Wire may not import Foundation", "Wire may not import GRDB"]
            + ["@unchecked Sendable needs a written proof (// SAFETY:)"]
        for rule in expected { #expect(rules.contains(rule), "not found in the fixture: \(rule)") }
    }

    @Test func `every target of Sources has its list of allowed imports`() throws {
        let targets = try FileManager.default.contentsOfDirectory(
            atPath: House.root.appendingPathComponent("Sources").path
        ).filter { !$0.hasPrefix("C") || $0 == "ConsultationCore" }
        #expect(Set(targets) == Set(HouseRules.allowedImports.keys))
    }

    @Test func `no file is longer than 600 lines and nineteen of twenty stay under 400`() throws {
        let sources = try House.sources(
            under: ["Sources", "Tests", "bench"], extensions: ["swift", "js", "css", "c", "h", "html"])
        let long = sources.filter { $0.lines > 600 }.map { "\($0.path): \($0.lines)" }
        #expect(long.isEmpty, "\(long)")
        let sizes = sources.map(\.lines).sorted()
        try #require(sizes.count > 20)
        #expect(sizes[sizes.count * 95 / 100] <= 400)
        #expect(sizes[sizes.count / 2] <= 150)
    }

    @Test func `lines stay within 120 columns, or 160 where a string cannot be broken`() throws {
        var wide: [String] = []
        for source in try House.sources(under: ["Sources", "Tests", "bench"], extensions: ["swift"]) {
            var insideString = false
            for (index, line) in source.text.split(separator: "\n", omittingEmptySubsequences: false)
                .enumerated()
            {
                let limit = insideString || line.contains("\"") ? 160 : 120
                if line.count > limit { wide.append("\(source.path):\(index + 1)") }
                if line.contains("\"\"\"") { insideString.toggle() }
            }
        }
        #expect(wide.isEmpty, "\(wide.prefix(20))")
    }

    @Test func `the configuration file names every declared key and no other`() throws {
        let declared = try declaredKeys(
            in: House.sources(under: ["Sources/huizhen"], extensions: ["swift"]).map(\.text))
        let written = try writtenKeys(in: House.text("config/huizhen.yaml"))
        #expect(declared.subtracting(written).isEmpty, "missing from config/huizhen.yaml")
        #expect(written.subtracting(declared).isEmpty, "unknown to Configuration.swift")
        try #require(declared.count > 10)
    }

    @Test func `ARCHITECTURE.md stays within 200 lines and names files that exist`() throws {
        let text = try House.text("ARCHITECTURE.md")
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 200)
        for match in text.matches(of: /`((?:Sources|Tests|Protocols|config|bench)\/[A-Za-z0-9_.\/-]+)`/) {
            let path = House.root.appendingPathComponent(String(match.1)).path
            #expect(FileManager.default.fileExists(atPath: path), "ARCHITECTURE.md names \(match.1)")
        }
    }

    /// `reader.text("web.host", …)` in the sources.
    private func declaredKeys(in texts: [String]) -> Set<String> {
        var keys: Set<String> = []
        for text in texts {
            for match in text.matches(of: /reader\.[a-z]+\(\s*"([a-z][A-Za-z0-9.]+)"/) {
                keys.insert(String(match.1))
            }
        }
        return keys
    }

    /// Keys of a YAML file of nested maps, two spaces a level; list items belong to their key.
    private func writtenKeys(in text: String) -> Set<String> {
        var path: [(indent: Int, name: String)] = []
        var keys: Set<String> = []
        for line in text.split(separator: "\n") {
            let indent = line.prefix { $0 == " " }.count
            let body = line.dropFirst(indent)
            guard let first = body.first, first != "#", first != "-", let colon = body.firstIndex(of: ":")
            else { continue }
            path.removeAll { $0.indent >= indent }
            path.append((indent, String(body[..<colon])))
            let rest = body[body.index(after: colon)...].drop { $0 == " " }
            if !rest.isEmpty, rest.first != "#" { keys.insert(path.map(\.name).joined(separator: ".")) }
        }
        return keys
    }
}
