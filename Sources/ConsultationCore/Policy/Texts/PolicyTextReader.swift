/// Reads one file into a text and says everything that is wrong with it at once. Total: any tree gives an answer.
package struct PolicyTextReader {
    private let file: String
    private var faults: [PolicyFault] = []

    package static func read(_ node: PolicyNode, file: String) -> (text: PolicyText?, faults: [PolicyFault]) {
        var reader = PolicyTextReader(file: file)
        let text = reader.text(of: node)
        return (reader.faults.isEmpty ? text : nil, reader.faults.sorted { $0.order < $1.order })
    }

    private init(file: String) { self.file = file }

    private static let keys = [
        "id", "source", "title", "jurisdiction", "status", "effectiveFrom", "effectiveTo", "pathways",
        "articles",
        "missing", "parameters",
    ]
    private static let entryKeys = ["value", "article", "row", "weight", "reason"]

    private mutating func text(of node: PolicyNode) -> PolicyText? {
        guard let top = members(of: node, "the file", known: Self.keys) else { return nil }
        var marks: [String: PolicyMark] = [:]
        for (key, member) in top { marks[key] = member.value.mark }
        let id = word("id", top, node)
        let source = word("source", top, node)
        if source == PolicyText.configuration {
            refuse(
                top["source"]?.value.mark,
                "source 'configuration' is the configuration file's; take 'installation'")
        }
        let title = word("title", top, node)
        let place = word("jurisdiction", top, node)
        let status = choice("status", top, node, PolicyText.Status.self)
        let from = date("effectiveFrom", top)
        let to = date("effectiveTo", top)
        checkDates(status, from, to, top, node)
        let pathways = pathways(top, node)
        let isLaw = source != PolicyText.product && source != PolicyText.installation
        let articles = words("articles", top, node, required: isLaw) ?? []
        let missing = missing(top)
        let entries = entries(top, node, source: source)
        guard let id, let source, let title, let place, let status, let pathways else { return nil }
        return PolicyText(
            file: file, id: id, source: source, title: title, jurisdiction: Jurisdiction(place),
            status: status,
            effectiveFrom: from, effectiveTo: to, pathways: pathways, articles: PolicyArticles(articles),
            missing: missing, entries: entries, marks: marks)
    }

    private mutating func entries(
        _ top: [String: PolicyNode.Member], _ node: PolicyNode, source: String?
    ) -> [PolicyText.Entry] {
        guard let parameters = top["parameters"] else {
            faults.append(PolicyFault(file, node.mark, "'parameters' is missing"))
            return []
        }
        // An empty section is a text without a number of ours.
        if case .scalar("", _) = parameters.value { return [] }
        guard case .map(let list, _) = parameters.value else {
            faults.append(PolicyFault(file, parameters.value.mark, "'parameters' is a map of names"))
            return []
        }
        return list.compactMap { entry($0, source: source) }
    }

    private mutating func entry(_ member: PolicyNode.Member, source: String?) -> PolicyText.Entry? {
        guard let parameter = PolicyParameter.named(member.key) else {
            let near = PolicyParameter.nearest(to: member.key)
            refuse(
                member.mark, "unknown parameter '\(member.key)'" + (near.map { "; '\($0)' is meant?" } ?? ""))
            return nil
        }
        guard let parts = members(of: member.value, member.key, known: Self.entryKeys) else { return nil }
        let value = value(parts["value"], of: parameter, member)
        let article = word("article", parts, member.value, of: member.key)
        let row = word("row", parts, member.value, of: member.key)
        var weight: PolicyText.Weight? = source == PolicyText.product ? nil : .law
        if parts["weight"] != nil {
            weight = choice("weight", parts, member.value, PolicyText.Weight.self)
        } else if source == PolicyText.product {
            refuse(member.mark, "\(member.key): 'weight' is missing; give product or baseline")
        }
        if source == PolicyText.installation, parts["reason"] == nil {
            refuse(member.mark, "\(member.key): 'reason' is missing; an installation says why it departs")
        }
        guard let value, let article, let row, let weight else { return nil }
        return PolicyText.Entry(
            parameter: parameter, value: value, article: article, row: row, weight: weight,
            reason: parts["reason"]?.value.text, mark: member.mark,
            articleMark: parts["article"]?.value.mark ?? member.mark)
    }

    private mutating func value(
        _ part: PolicyNode.Member?, of parameter: PolicyParameter, _ member: PolicyNode.Member
    ) -> PolicyValue? {
        guard let node = part?.value else {
            refuse(member.mark, "\(member.key): 'value' is missing")
            return nil
        }
        let read =
            node.text.flatMap { parameter.form.value(of: $0) }
            ?? node.texts.flatMap { parameter.form.value(of: $0) }
        if read == nil {
            let written = node.text.map { ", not '\($0)'" } ?? ""
            refuse(node.mark, "\(member.key) wants \(parameter.form.expectation)\(written)")
        }
        return read
    }

    private mutating func missing(_ top: [String: PolicyNode.Member]) -> [PolicyText.Missing] {
        guard let member = top["missing"] else { return [] }
        guard case .list(let nodes, _) = member.value else {
            refuse(member.value.mark, "'missing' is a list of { pathway, title }")
            return []
        }
        var found: [PolicyText.Missing] = []
        for node in nodes {
            guard let parts = members(of: node, "missing", known: ["pathway", "title"]) else { continue }
            let pathway = choice("pathway", parts, node, LegalPathway.self)
            let title = word("title", parts, node, of: "missing")
            if let pathway, let title { found.append(.init(pathway: pathway, title: title)) }
        }
        return found
    }

    private mutating func pathways(_ top: [String: PolicyNode.Member], _ node: PolicyNode) -> [LegalPathway]?
    {
        guard let names = words("pathways", top, node, required: true) else { return nil }
        let found = names.compactMap(LegalPathway.init)
        guard found.count == names.count, !found.isEmpty, Set(found).count == found.count else {
            let all = LegalPathway.allCases.map(\.rawValue).joined(separator: ", ")
            refuse(top["pathways"]?.value.mark, "pathways wants a list [a, b] of \(all)")
            return nil
        }
        return found
    }

    private mutating func checkDates(
        _ status: PolicyText.Status?, _ from: CivilDate?, _ to: CivilDate?,
        _ top: [String: PolicyNode.Member], _ node: PolicyNode
    ) {
        if let from, let to, to < from {
            refuse(top["effectiveTo"]?.value.mark, "effectiveTo \(to) lies before effectiveFrom \(from)")
        }
        switch status {
        case .draft:
            if let mark = (top["effectiveFrom"] ?? top["effectiveTo"])?.mark, from != nil || to != nil {
                refuse(mark, "a draft has no effective dates")
            }
        case .inForce where top["effectiveFrom"] == nil: refuse(node.mark, "'effectiveFrom' is missing")
        case .lapsed where top["effectiveFrom"] == nil || to == nil:
            refuse(node.mark, "a lapsed text has 'effectiveFrom' and 'effectiveTo'")
        default: break
        }
    }

    // Parts

    private mutating func members(
        of node: PolicyNode, _ owner: String, known: [String]
    ) -> [String: PolicyNode.Member]? {
        guard case .map(let list, _) = node else {
            refuse(node.mark, "\(owner) wants a map of " + known.joined(separator: ", "))
            return nil
        }
        var found: [String: PolicyNode.Member] = [:]
        for member in list {
            if !known.contains(member.key) {
                refuse(
                    member.mark,
                    "unknown key '\(member.key)' of \(owner); known are " + known.joined(separator: ", "))
            } else if found.updateValue(member, forKey: member.key) != nil {
                refuse(member.mark, "'\(member.key)' stands twice")
            }
        }
        return found
    }

    private mutating func word(
        _ key: String, _ members: [String: PolicyNode.Member], _ node: PolicyNode, of owner: String? = nil
    ) -> String? {
        let name = owner.map { "\($0): '\(key)'" } ?? "'\(key)'"
        guard let member = members[key] else {
            refuse(node.mark, "\(name) is missing")
            return nil
        }
        guard let text = member.value.text, !text.isEmpty else {
            refuse(member.value.mark, "\(name) wants a text")
            return nil
        }
        return text
    }

    private mutating func words(
        _ key: String, _ members: [String: PolicyNode.Member], _ node: PolicyNode, required: Bool
    ) -> [String]? {
        guard let member = members[key] else {
            if required { refuse(node.mark, "'\(key)' is missing") }
            return nil
        }
        guard let words = member.value.texts else {
            refuse(member.value.mark, "'\(key)' wants a list [a, b]")
            return nil
        }
        return words
    }

    private mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String, _ members: [String: PolicyNode.Member], _ node: PolicyNode, _ type: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        guard let text = word(key, members, node) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            refuse(members[key]?.value.mark, "\(key) wants one of \(all), not '\(text)'")
            return nil
        }
        return choice
    }

    /// Nil for a key that is not there or says `null`.
    private mutating func date(_ key: String, _ members: [String: PolicyNode.Member]) -> CivilDate? {
        guard let member = members[key] else { return nil }
        if member.value.text == "null" { return nil }
        guard let date = member.value.text.flatMap({ CivilDate($0) }) else {
            refuse(member.value.mark, "\(key) wants a day, for example 2026-11-01, or null")
            return nil
        }
        return date
    }

    private mutating func refuse(_ mark: PolicyMark?, _ problem: String) {
        faults.append(PolicyFault(file, mark, problem))
    }
}

extension PolicyFault {
    var order: (String, PolicyMark, String) { (file, mark ?? PolicyMark(line: 0, column: 0), problem) }
}

extension PolicyParameter {
    /// The known name that a slip of the keyboard was most likely meant to be.
    static func nearest(to name: String) -> String? {
        let letters = Array(name.prefix(60))
        let scored = all.map { ($0.name, distance(letters, Array($0.name))) }
        guard let best = scored.min(by: { $0.1 < $1.1 }), best.1 <= 3 else { return nil }
        return best.0
    }

    /// Levenshtein distance.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (index, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in 0..<right.count {
                let above = row[column + 1]
                row[column + 1] = min(
                    above + 1, row[column] + 1, diagonal + (letter == right[column] ? 0 : 1))
                diagonal = above
            }
        }
        return row[right.count]
    }
}
