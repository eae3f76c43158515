import Foundation
import Testing

/// The words of the pages: complete in both languages, and none asked for that is not there.
struct PagesTests {
    private static let pages = "Sources/Web/Public/js"

    /// Key and text of every entry of one language, with the keys that stand twice.
    private func words(_ language: String) throws -> (texts: [String: String], repeated: [String]) {
        var texts: [String: String] = [:]
        var repeated: [String] = []
        for source in try House.sources(under: ["\(Self.pages)/i18n/\(language)"], extensions: ["js"]) {
            for match in source.text.matches(of: /(?m)^\s+"([^"]+)":\s*"((?:[^"\\]|\\.)*)"/) {
                let key = String(match.1)
                if texts.updateValue(String(match.2), forKey: key) != nil { repeated.append(key) }
            }
        }
        return (texts, repeated)
    }

    private func places(_ text: String) -> Set<String> {
        Set(text.matches(of: /\{(\w+)\}/).map { String($0.1) })
    }

    @Test func `both languages have the same keys, each once, with the same places to fill`() throws {
        let (chinese, twiceChinese) = try words("zh")
        let (english, twiceEnglish) = try words("en")
        try #require(chinese.count > 300)
        #expect(Set(chinese.keys).subtracting(english.keys).sorted() == [], "missing in English")
        #expect(Set(english.keys).subtracting(chinese.keys).sorted() == [], "missing in Chinese")
        #expect(twiceChinese + twiceEnglish == [])
        for (key, text) in chinese {
            #expect(!text.isEmpty && english[key]?.isEmpty == false, "\(key) is empty")
            if let other = english[key] { #expect(places(text) == places(other), "\(key)") }
        }
    }

    @Test func `every line of a language file is an entry that was read`() throws {
        for language in ["zh", "en"] {
            let sources = try House.sources(under: ["\(Self.pages)/i18n/\(language)"], extensions: ["js"])
            let entries = sources.reduce(0) { $0 + $1.text.matches(of: /(?m)^\s+"[^"]+":/).count }
            #expect(try words(language).texts.count == entries)
        }
    }

    @Test func `every key that a page names is there`() throws {
        let keys = Set(try words("zh").texts.keys)
        let groups = Set(keys.compactMap { $0.split(separator: ".").first.map(String.init) })
        var asked = 0
        var missing: [String] = []
        let sources = try House.sources(under: [Self.pages], extensions: ["js"])
        for source in sources where !source.path.contains("/i18n/") && !source.path.hasSuffix("core/i18n.js")
        {
            for name in literals(in: source.text, groups: groups) {
                asked += 1
                // A literal that goes to another function may be the beginning of a key that is put together there.
                let isBeginning = !name.isArgument && keys.contains { $0.hasPrefix(name.text + ".") }
                if !keys.contains(name.text), !isBeginning { missing.append("\(source.path): \(name.text)") }
            }
            for prefix in prefixes(in: source.text) where !keys.contains(where: { $0.hasPrefix(prefix) }) {
                missing.append("\(source.path): \(prefix)…")
            }
        }
        try #require(asked > 300)
        #expect(missing.isEmpty, "\(missing.joined(separator: "\n"))")
    }

    @Test func `the search for keys finds what a page names in any of the usual ways`() {
        let text =
            #"t("a.one") has('x') t(late ? "a.two" : "a.three") label: "a.four" t(`a.b.${c}`) term("d", e)"#
        let found = literals(in: text, groups: ["a"])
        #expect(found.map(\.text) == ["a.one", "a.two", "a.three", "a.four"])
        #expect(found.map(\.isArgument) == [true, false, false, false])
        #expect(prefixes(in: text) == ["a.b.", "d."])
    }

    private struct Literal {
        let text: String
        /// The argument of `t` itself, so that it must be a whole key.
        let isArgument: Bool
    }

    /// Direct arguments of `t`, and any literal that begins with the name of a group of texts.
    private func literals(in text: String, groups: Set<String>) -> [Literal] {
        text.matches(of: /(\bt\(\s*)?"([A-Za-z]+(?:\.[A-Za-z0-9_]+)+)"/).compactMap { match in
            let name = String(match.2)
            let group = name.prefix { $0 != "." }
            guard match.1 != nil || groups.contains(String(group)) else { return nil }
            return Literal(text: name, isArgument: match.1 != nil)
        }
    }

    /// Beginnings of keys that are put together: `t(\`caseState.${state}\`)` and `term("caseState", state)`.
    private func prefixes(in text: String) -> [String] {
        text.matches(of: /\b(?:t|has)\(`([A-Za-z.]+\.)\$\{/).map { String($0.1) }
            + text.matches(of: /\bterm\("([A-Za-z.]+)",/).map { String($0.1) + "." }
    }
}
