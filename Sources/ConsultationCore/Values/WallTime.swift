/// An instant: milliseconds since 1970-01-01T00:00:00Z, from the server's synchronised clock.
package struct WallTime: Sendable, Hashable, Comparable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static func < (left: WallTime, right: WallTime) -> Bool { left.milliseconds < right.milliseconds }

    package static func + (instant: WallTime, span: TimeSpan) -> WallTime {
        WallTime(milliseconds: instant.milliseconds &+ span.milliseconds)
    }

    package static func - (instant: WallTime, span: TimeSpan) -> WallTime {
        WallTime(milliseconds: instant.milliseconds &- span.milliseconds)
    }

    package static func - (later: WallTime, earlier: WallTime) -> TimeSpan {
        TimeSpan(milliseconds: later.milliseconds &- earlier.milliseconds)
    }
}

extension WallTime: Codable {
    package init(from decoder: any Decoder) throws {
        self.init(milliseconds: try decoder.singleValueContainer().decode(Int64.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}
