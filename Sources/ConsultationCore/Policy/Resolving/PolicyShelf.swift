/// All texts that were loaded, in force or not.
package struct PolicyShelf: Sendable {
    package let texts: [PolicyText]

    package init(_ texts: [PolicyText]) {
        self.texts = texts.sorted { $0.order < $1.order }
    }

    package func text(_ id: String) -> PolicyText? { texts.first { $0.id == id } }

    /// Provinces that have a text of their own, and the nation.
    package var jurisdictions: [Jurisdiction] {
        ([.national] + texts.map(\.jurisdiction)).reduce(into: []) { known, next in
            if !known.contains(next) { known.append(next) }
        }
    }

    /// Days on which what is in force changes.
    package var changes: [CivilDate] {
        let days = texts.filter { $0.source != PolicyText.configuration }.flatMap {
            [$0.effectiveFrom, $0.effectiveTo?.adding(days: 1)].compactMap(\.self)
        }
        return Set(days).sorted()
    }

    /// The first day on which a text of the nation binds the pathway; nothing can be decided before it.
    package func firstDay(of pathway: LegalPathway) -> CivilDate? {
        texts.filter { $0.rank == 1 && $0.status != .draft && $0.pathways.contains(pathway) }
            .compactMap(\.effectiveFrom).min()
    }

    /// What is wrong with the texts beside each other.
    package func faults() -> [PolicyFault] {
        let found = repeated() + overlaps() + citations() + gaps()
        return found.sorted { $0.order < $1.order }
    }

    private func repeated() -> [PolicyFault] {
        var known: [String: PolicyText] = [:]
        var found: [PolicyFault] = []
        for text in texts {
            if let other = known[text.id] {
                found.append(
                    PolicyFault(text.file, text.marks["id"], "id '\(text.id)' is also that of \(other.file)"))
            }
            known[text.id] = text
        }
        return found
    }

    /// Two versions of one source must not both be in force on a day.
    private func overlaps() -> [PolicyFault] {
        var found: [PolicyFault] = []
        for (index, later) in texts.enumerated() {
            for earlier in texts[..<index] where earlier.source == later.source {
                guard earlier.jurisdiction == later.jurisdiction,
                    let day = Self.common(earlier, later)
                else { continue }
                found.append(
                    PolicyFault(
                        later.file, later.marks["effectiveFrom"],
                        "\(later.id) and \(earlier.id) (\(earlier.file)) are both in force on \(day)"))
            }
        }
        return found
    }

    private static func common(_ left: PolicyText, _ right: PolicyText) -> CivilDate? {
        [left.effectiveFrom, right.effectiveFrom].compactMap(\.self)
            .first { left.isEffective(on: $0) && right.isEffective(on: $0) }
    }

    private func citations() -> [PolicyFault] {
        texts.flatMap { text in
            text.entries.flatMap { entry in
                entry.article.split(separator: ";").compactMap { unknownArticle(String($0)) }.map {
                    PolicyFault(text.file, entry.articleMark, "\(entry.parameter.name): \($0)")
                }
            }
        }
    }

    private func unknownArticle(_ citation: String) -> String? {
        let words = citation.split(separator: " ")
        guard let source = words.first.map(String.init) else { return "an empty article" }
        if source.hasPrefix("AMB-") { return nil }
        let versions = texts.filter { $0.source == source && $0.isLaw }
        guard !versions.isEmpty else { return "unknown article '\(citation)': no text '\(source)' is loaded" }
        let place = words.dropFirst().joined()
        guard versions.contains(where: { $0.articles.contain(place) }) else {
            return "unknown article '\(citation)': \(source) has no such article"
        }
        return nil
    }

    /// Parameters without a value on some day in some place; each is named once.
    private func gaps() -> [PolicyFault] {
        guard let base = texts.first else {
            return [PolicyFault("policy", nil, "there is no policy file")]
        }
        var found: [PolicyFault] = []
        var named: Set<String> = []
        for pathway in LegalPathway.allCases {
            guard let first = firstDay(of: pathway) else { continue }
            for day in changes where day >= first {
                let values = resolve(pathway, .national, on: day).findings
                for parameter in PolicyParameter.all
                where values[parameter.name] == nil && named.insert(parameter.name).inserted {
                    found.append(
                        PolicyFault(
                            base.file, base.marks["parameters"],
                            "missing parameter '\(parameter.name)': no text gives a value for \(pathway.rawValue) on \(day)"
                        ))
                }
            }
        }
        return found
    }
}
