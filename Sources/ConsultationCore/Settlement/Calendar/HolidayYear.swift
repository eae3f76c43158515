/// The State Council's arrangement of holidays for one year (国务院办公厅关于…部分节假日安排的通知), read from
/// `config/calendar/<year>.yaml`.
package struct HolidayYear: Sendable, Equatable {
    package let year: Int
    /// Title and number of the notice.
    package let source: String
    /// Days off beside Saturdays and Sundays, or falling on them.
    package let daysOff: Set<CivilDate>
    /// Saturdays and Sundays that are worked.
    package let workedWeekends: Set<CivilDate>

    package init(year: Int, source: String, daysOff: Set<CivilDate>, workedWeekends: Set<CivilDate>) {
        self.year = year
        self.source = source
        self.daysOff = daysOff
        self.workedWeekends = workedWeekends
    }
}

/// What is wrong with a calendar file, and where.
package struct HolidayFault: Error, Sendable, Equatable, CustomStringConvertible {
    package let line: Int
    package let reason: String
    package var description: String { "line \(line): \(reason)" }
}

extension HolidayYear {
    /// Longest file that is read, in UTF-8 bytes.
    package static let limitBytes = 16_384

    /// Reads the few forms of YAML that the file needs: `key: value`, and lists of days or of `first/last`.
    package init(parsing text: String) throws(HolidayFault) {
        guard text.utf8.count <= Self.limitBytes else {
            throw HolidayFault(line: 1, reason: "longer than \(Self.limitBytes) bytes")
        }
        var reader = HolidayReader()
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            try reader.take(line, at: index + 1)
        }
        self = try reader.result()
    }
}

/// One file being read, line by line.
private struct HolidayReader {
    private var year: Int?
    private var source: String?
    private var list: String?
    private var days: [(key: String, first: CivilDate, last: CivilDate, line: Int)] = []

    mutating func take(_ line: Substring, at number: Int) throws(HolidayFault) {
        let text = Self.trimmed(line)
        if text.isEmpty || text.hasPrefix("#") { return }
        if text.hasPrefix("- ") {
            guard let list else { throw HolidayFault(line: number, reason: "a day outside of a list") }
            return try takeDay(Self.trimmed(text.dropFirst(2)), of: list, at: number)
        }
        guard let colon = text.firstIndex(of: ":") else {
            throw HolidayFault(line: number, reason: "neither `key: value` nor a day of a list")
        }
        let key = String(text[..<colon])
        let value = Self.unquoted(Self.trimmed(text[text.index(after: colon)...]))
        list = nil
        switch key {
        case "year":
            guard year == nil, let given = Int(value), (1949...9999).contains(given) else {
                throw HolidayFault(line: number, reason: "`year` is one number of four digits")
            }
            year = given
        case "source":
            guard source == nil, !value.isEmpty else {
                throw HolidayFault(line: number, reason: "`source` names the notice, once")
            }
            source = value
        case "off", "worked":
            guard value.isEmpty else {
                throw HolidayFault(line: number, reason: "`\(key)` is a list, one day a line")
            }
            list = key
        default:
            throw HolidayFault(
                line: number, reason: "unknown key `\(key)`; known: year, source, off, worked")
        }
    }

    private mutating func takeDay(
        _ text: Substring, of list: String, at number: Int
    ) throws(HolidayFault) {
        let ends = text.split(separator: "/", omittingEmptySubsequences: false)
        guard ends.count <= 2, let first = CivilDate(String(ends[0])),
            let last = ends.count == 2 ? CivilDate(String(ends[1])) : first, first <= last,
            last.daysSinceEpoch - first.daysSinceEpoch < 31
        else {
            throw HolidayFault(line: number, reason: "a day is YYYY-MM-DD, a stretch YYYY-MM-DD/YYYY-MM-DD")
        }
        days.append((list, first, last, number))
    }

    func result() throws(HolidayFault) -> HolidayYear {
        guard let year else { throw HolidayFault(line: 1, reason: "`year` is missing") }
        guard let source else { throw HolidayFault(line: 1, reason: "`source` is missing") }
        var off: Set<CivilDate> = []
        var worked: Set<CivilDate> = []
        for entry in days {
            var day = entry.first
            while day <= entry.last {
                guard day.year == year else {
                    throw HolidayFault(line: entry.line, reason: "\(day) is not in \(year)")
                }
                guard !off.contains(day), !worked.contains(day) else {
                    throw HolidayFault(line: entry.line, reason: "\(day) is given twice")
                }
                if entry.key == "off" {
                    off.insert(day)
                } else {
                    guard day.isWeekend else {
                        throw HolidayFault(line: entry.line, reason: "\(day) is no Saturday or Sunday")
                    }
                    worked.insert(day)
                }
                day = day.adding(days: 1)
            }
        }
        guard off.contains(where: { $0.month == 10 }) else {
            throw HolidayFault(line: 1, reason: "National Day is missing: the list is not complete")
        }
        return HolidayYear(year: year, source: source, daysOff: off, workedWeekends: worked)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var rest = text.drop { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\r\n" }
        while let last = rest.last, last == " " || last == "\t" || last == "\r" || last == "\r\n" {
            rest = rest.dropLast()
        }
        return rest
    }

    private static func unquoted(_ text: Substring) -> String {
        guard text.count >= 2, text.first == "\"", text.last == "\"" else { return String(text) }
        return String(text.dropFirst().dropLast())
    }
}
