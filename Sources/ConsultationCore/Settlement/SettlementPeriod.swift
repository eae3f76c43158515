/// A calendar month in Asia/Shanghai, closing at 24:00 of its last day (JL 42; `policy.fee.settlementPeriod`).
package struct SettlementPeriod: Sendable, Hashable, Comparable {
    /// The first day of the month.
    package let first: CivilDate

    /// The month in which `instant` falls.
    package init(containing instant: WallTime) {
        let day = CivilDate(instant)
        first = day.adding(days: 1 - day.day)
    }

    /// Reads `2026-11` and nothing else.
    package init?(_ text: String) {
        guard text.utf8.count == 7, let first = CivilDate(text + "-01") else { return nil }
        self.first = first
    }

    package var text: String { String(first.description.prefix(7)) }
    package var start: WallTime { first.start }
    package var end: WallTime { first.adding(months: 1).start }

    package static func < (left: SettlementPeriod, right: SettlementPeriod) -> Bool {
        left.first < right.first
    }
}

extension SettlementPeriod: Codable, CustomStringConvertible {
    package var description: String { text }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let period = SettlementPeriod(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "a period is YYYY-MM")
        }
        self = period
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
