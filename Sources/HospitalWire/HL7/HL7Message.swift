/// One HL7 v2 message: its segments in order, texts unescaped (HL7 v2.5 chapter 2). What is empty at the end of a
/// field, component or segment means nothing and is not kept, so two equal messages are equal values.
package struct HL7Message: Sendable, Equatable {
    /// The first one is MSH.
    package var segments: [HL7Segment]

    package init(segments: [HL7Segment]) { self.segments = segments }

    package subscript(_ name: String) -> HL7Segment? { segments.first { $0.name == name } }

    package var header: HL7Segment { segments.first ?? HL7Segment("MSH", []) }

    /// MSH-9.1 and MSH-9.2, for example `ORU` and `R01`.
    package var type: (code: String, event: String) {
        let field = header[9]
        return (field.component(1), field.component(2))
    }

    /// MSH-10: the sender's name for this message; the same name twice is the same message.
    package var controlID: String { header[10].text }

    /// The segments from each `name` to the next one.
    package func groups(startingWith name: String) -> [[HL7Segment]] {
        var groups: [[HL7Segment]] = []
        for segment in segments {
            if segment.name == name {
                groups.append([segment])
            } else if let last = groups.indices.last {
                groups[last].append(segment)
            }
        }
        return groups
    }
}

package struct HL7Segment: Sendable, Equatable {
    package var name: String
    private var fields: [HL7Field]

    /// The first of `fields` is field 1; in MSH that is the field separator itself.
    package init(_ name: String, _ fields: [HL7Field]) {
        self.name = name
        var fields = fields
        while let last = fields.last, last.isEmpty { fields.removeLast() }
        self.fields = fields
    }

    package var count: Int { fields.count }

    /// Counted from 1, as the standard does; an absent field is an empty one.
    package subscript(_ number: Int) -> HL7Field {
        number >= 1 && number <= fields.count ? fields[number - 1] : HL7Field()
    }
}

package struct HL7Field: Sendable, Equatable {
    /// Repetition, component, subcomponent.
    package let values: [[[String]]]

    package init(_ values: [[[String]]] = []) {
        var kept = values.map { repetition in
            var components = repetition.map { component in
                var parts = component
                while parts.last == "" { parts.removeLast() }
                return parts
            }
            while components.last?.isEmpty == true { components.removeLast() }
            return components
        }
        while kept.last?.isEmpty == true { kept.removeLast() }
        self.values = kept
    }

    package init(_ text: String) { self.init([[[text]]]) }

    /// Components of one repetition.
    package init(components: [String]) { self.init([components.map { [$0] }]) }

    package var isEmpty: Bool { values.isEmpty }

    package var repetitions: [HL7Field] { values.map { HL7Field([$0]) } }

    package var text: String { component(1) }

    /// The first subcomponent of a component of the first repetition; `""`, which asks to delete a value, is empty.
    package func component(_ number: Int) -> String {
        guard let first = values.first, number >= 1, number <= first.count else { return "" }
        let text = first[number - 1].first ?? ""
        return text == "\"\"" ? "" : text
    }
}

extension HL7Field: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(value) }
}
