/// A length of running time in whole milliseconds. Written as text with one unit: `24h`, `30min`, `120s`,
/// `500ms`, `7d`.
package struct TimeSpan: Sendable, Hashable, Comparable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static let zero = TimeSpan(milliseconds: 0)
    package static func seconds(_ count: Int64) -> TimeSpan { .init(milliseconds: count &* 1000) }
    package static func minutes(_ count: Int64) -> TimeSpan { .seconds(count &* 60) }
    package static func hours(_ count: Int64) -> TimeSpan { .minutes(count &* 60) }
    /// A day of running time, 86 400 s; not a calendar day.
    package static func days(_ count: Int64) -> TimeSpan { .hours(count &* 24) }

    package static func + (left: TimeSpan, right: TimeSpan) -> TimeSpan {
        TimeSpan(milliseconds: left.milliseconds &+ right.milliseconds)
    }

    package static func < (left: TimeSpan, right: TimeSpan) -> Bool { left.milliseconds < right.milliseconds }
}

extension TimeSpan: CustomStringConvertible {
    private static let units: [(suffix: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1000), ("ms", 1),
    ]

    package var description: String {
        for unit in Self.units where milliseconds != 0 && milliseconds % unit.milliseconds == 0 {
            // 24 h is how the law writes it; only whole multiples beyond one day read better in days.
            if unit.suffix == "d" && milliseconds / unit.milliseconds < 4 { continue }
            return "\(milliseconds / unit.milliseconds)\(unit.suffix)"
        }
        return "0s"
    }

    package init?(_ text: some StringProtocol) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let suffix = text.dropFirst(digits.count)
        guard let count = Int64(digits), let unit = Self.units.first(where: { $0.suffix == suffix }) else {
            return nil
        }
        let (product, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds)
        guard !overflow else { return nil }
        self.init(milliseconds: product)
    }
}

extension TimeSpan: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let span = TimeSpan(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a length of time is a number and one of d, h, min, s, ms")
        }
        self = span
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
