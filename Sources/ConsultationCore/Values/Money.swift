/// An amount in whole 分 (CNY 0.01). There is no other representation and no rounding but the one a rule names.
package struct Money: Sendable, Hashable, Comparable {
    package let fen: Int64

    package init(fen: Int64) { self.fen = fen }

    package static let zero = Money(fen: 0)

    package static func < (left: Money, right: Money) -> Bool { left.fen < right.fen }
    package static func + (left: Money, right: Money) -> Money { Money(fen: left.fen + right.fen) }
    package static func - (left: Money, right: Money) -> Money { Money(fen: left.fen - right.fen) }
    package static func += (left: inout Money, right: Money) { left = left + right }
}

extension Money: Codable, CustomStringConvertible {
    package var description: String { "\(fen) fen" }

    package init(from decoder: any Decoder) throws {
        self.init(fen: try decoder.singleValueContainer().decode(Int64.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(fen)
    }
}
