/// A name for one thing of one kind; a plain string in journals, JSON and tables, its own type in code.
package protocol Identifier: Sendable, Hashable, Comparable, Codable, CustomStringConvertible,
    ExpressibleByStringLiteral
{
    var text: String { get }
    init(_ text: String)
}

extension Identifier {
    package var description: String { text }

    package init(stringLiteral value: String) { self.init(value) }

    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}
