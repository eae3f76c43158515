/// One version of one source: a legal text, or what this product or this installation sets where no law does.
package struct PolicyText: Sendable, Hashable {
    /// As the file says; a text in force has lapsed once its last day is over.
    package enum Status: String, Codable, Sendable, CaseIterable {
        case draft, inForce, lapsed
    }

    /// Why a value stands there.
    package enum Weight: String, Codable, Sendable, CaseIterable {
        /// The text itself.
        case law
        /// A number of our own where the text gives none; never shown as a statutory limit.
        case product
        /// Taken over from a text that binds another pathway or province.
        case baseline
    }

    package struct Entry: Sendable, Hashable {
        package let parameter: PolicyParameter
        package let value: PolicyValue
        package let article: String
        /// Row of Protocols/requirements.csv, or the number of a chosen reading (AMB-nn).
        package let row: String
        package let weight: Weight
        /// Why an installation departs from the texts.
        package let reason: String?
        package let mark: PolicyMark
        package let articleMark: PolicyMark
    }

    /// A text that exists and is not loaded (GX 44).
    package struct Missing: Sendable, Hashable {
        package let pathway: LegalPathway
        package let title: String
    }

    /// Sources that are no law.
    package static let product = "product"
    package static let installation = "installation"
    package static let configuration = "configuration"

    package let file: String
    package let id: String
    package let source: String
    package let title: String
    package let jurisdiction: Jurisdiction
    package let status: Status
    package let effectiveFrom: CivilDate?
    package let effectiveTo: CivilDate?
    package let pathways: [LegalPathway]
    package let articles: PolicyArticles
    package let missing: [Missing]
    package let entries: [Entry]
    package let marks: [String: PolicyMark]

    package var isLaw: Bool { rank == 1 || rank == 2 }

    /// 0 product, 1 the nation's texts, 2 a province's, 3 the installation's own word, 4 its configuration file.
    var rank: Int {
        switch source {
        case Self.product: 0
        case Self.installation: 3
        case Self.configuration: 4
        default: jurisdiction == .national ? 1 : 2
        }
    }

    /// From the most general to the most special; an installation's word on a province after its word on all.
    var order: (Int, Int, String) { (rank, jurisdiction == .national ? 0 : 1, id) }

    /// Whether its period holds `date`; a draft has none.
    package func isEffective(on date: CivilDate) -> Bool {
        guard status != .draft, let effectiveFrom else { return false }
        return effectiveFrom <= date && (effectiveTo.map { date <= $0 } ?? true)
    }

    /// What the text is on `date`; nil where it is not there yet.
    package func standing(on date: CivilDate) -> Status? {
        if status == .draft { return .draft }
        guard let effectiveFrom, effectiveFrom <= date else { return nil }
        return isEffective(on: date) ? .inForce : .lapsed
    }
}

extension PolicyText {
    /// One value that the service's configuration sets over all texts; nil for an unknown parameter.
    package static func configuration(
        _ name: String, _ value: PolicyValue, article: String, row: String, reason: String
    ) -> PolicyText? {
        guard let parameter = PolicyParameter.named(name) else { return nil }
        let mark = PolicyMark(line: 0, column: 0)
        let entry = Entry(
            parameter: parameter, value: value, article: article, row: row, weight: .law, reason: reason,
            mark: mark, articleMark: mark)
        return PolicyText(
            file: "configuration", id: "configuration", source: configuration, title: "Configuration file",
            jurisdiction: .national, status: .inForce, effectiveFrom: CivilDate(daysSinceEpoch: 0),
            effectiveTo: nil, pathways: LegalPathway.allCases, articles: PolicyArticles([]), missing: [],
            entries: [entry], marks: [:])
    }
}

/// The articles that a text has, so that a wrong citation is found.
package struct PolicyArticles: Sendable, Hashable {
    /// Ranges of numbered articles and names of sections.
    package let ranges: [ClosedRange<Int>]
    package let sections: [String]

    /// Each item is a range such as `1-51`, or else a section's name.
    package init(_ items: [String]) {
        var ranges: [ClosedRange<Int>] = []
        var sections: [String] = []
        for item in items {
            let ends = item.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            if ends.count == 2, let first = ends[0], let last = ends[1], first <= last {
                ranges.append(first...last)
            } else {
                sections.append(item)
            }
        }
        self.ranges = ranges
        self.sections = sections
    }

    /// `22(1)` is item 1 of article 22; `三(三)2` is number 2 of section 三(三).
    package func contain(_ place: String) -> Bool {
        let digits = place.prefix { $0.isASCII && $0.isNumber }
        if !digits.isEmpty {
            guard let number = Int(digits), ranges.contains(where: { $0.contains(number) }) else {
                return false
            }
            return Self.isPart(place.dropFirst(digits.count))
        }
        return sections.contains { place.hasPrefix($0) && Self.isPart(place.dropFirst($0.count)) }
    }

    /// Paragraph, item and number marks that may follow an article's name.
    private static func isPart(_ rest: Substring) -> Bool {
        rest.allSatisfy { "()¶0123456789①②③④一二三四五六七八九十".contains($0) }
    }
}
