/// A calendar day of the proleptic Gregorian calendar in `Asia/Shanghai`.
///
/// The offset is fixed at +08:00. The named zone had summer time in 1940–1949 and 1986–1991 and local mean time before
/// 1901; no instant of this service lies there (birth dates are civil dates already and are never converted).
package struct CivilDate: Sendable, Hashable, Comparable {
    package let year: Int
    package let month: Int
    package let day: Int

    package static let shanghaiOffset = TimeSpan.hours(8)

    /// Nil for a day that is not in the calendar. Years 1 … 9999, so that four digits write every date.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            (1...CivilDate.daysIn(month: month, of: year)).contains(day)
        else { return nil }
        self.init(unchecked: (year, month, day))
    }

    private init(unchecked parts: (year: Int, month: Int, day: Int)) {
        (year, month, day) = parts
    }

    package static func < (left: CivilDate, right: CivilDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }
}

extension CivilDate {
    /// The day in Shanghai on which `instant` falls.
    package init(_ instant: WallTime) {
        let dayLength: Int64 = 86_400_000
        let whole = instant.milliseconds / dayLength
        let rest = instant.milliseconds % dayLength + Self.shanghaiOffset.milliseconds
        self.init(daysSinceEpoch: Int(whole + (rest < 0 ? -1 : rest / dayLength)))
    }

    /// 00:00 of this day in Shanghai.
    package var start: WallTime {
        WallTime(milliseconds: Int64(daysSinceEpoch) * 86_400_000) - Self.shanghaiOffset
    }

    /// 24:00 of this day, which is 00:00 of the next.
    package var end: WallTime { start + .days(1) }

    /// Days from 1970-01-01. The year is taken to begin in March, so that the leap day comes last.
    package var daysSinceEpoch: Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = marchYear / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The day `days` after 1970-01-01, held inside years 1 … 9999.
    package init(daysSinceEpoch days: Int) {
        let first = -719_162
        let last = 2_932_896
        let shifted = min(max(days, first), last) + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        self.init(
            unchecked: (
                yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
                dayOfYear - (153 * marchMonth + 2) / 5 + 1
            ))
    }

    package func adding(days: Int) -> CivilDate { CivilDate(daysSinceEpoch: daysSinceEpoch + days) }

    /// The same day of a later month, or that month's last day if it has no such day (AMB-30).
    package func adding(months: Int) -> CivilDate {
        let ordinal = min(max(year * 12 + (month - 1) + months, 12), 9999 * 12 + 11)
        let (newYear, newMonth) = (ordinal / 12, ordinal % 12 + 1)
        return CivilDate(
            unchecked: (newYear, newMonth, min(day, Self.daysIn(month: newMonth, of: newYear))))
    }

    package func adding(years: Int) -> CivilDate { adding(months: years * 12) }

    /// Completed years of age on `date`; zero before birth.
    package func completedYears(on date: CivilDate) -> Int {
        let passed = (date.month, date.day) >= (month, day)
        return max(0, date.year - year - (passed ? 0 : 1))
    }

    package static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    package static func daysIn(month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CivilDate: Codable, CustomStringConvertible {
    package var description: String {
        func padded(_ number: Int, to width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))"
    }

    /// Reads `YYYY-MM-DD` and nothing else.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else {
            return nil
        }
        self.init(year: year, month: month, day: day)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let date = CivilDate(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "a date is YYYY-MM-DD")
        }
        self = date
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
