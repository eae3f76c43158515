/// A time stamp as it was written (HL7 v2.5 §2.A.22): to the day at least, with the sender's zone or without one.
package struct HL7Time: Sendable, Equatable {
    package var year: Int
    package var month: Int
    package var day: Int
    package var hour: Int
    package var minute: Int
    package var second: Int
    package var millisecond: Int
    /// Minutes east of Greenwich; nil: the place's own time is meant.
    package var zone: Int?

    package init(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0,
        millisecond: Int = 0, zone: Int? = nil
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.millisecond = millisecond
        self.zone = zone
    }

    /// `YYYYMMDD[HH[MM[SS[.S…]]]][+/-ZZZZ]`; nil for anything else. Whether the day exists is the calendar's to say.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        let zoneStart = bytes.firstIndex { $0 == 0x2B || $0 == 0x2D } ?? bytes.endIndex
        let whole = bytes[..<zoneStart]
        let point = whole.firstIndex(of: 0x2E) ?? whole.endIndex
        let digits = Array(whole[..<point])
        guard [8, 10, 12, 14].contains(digits.count) else { return nil }
        func number(_ start: Int, _ length: Int, of digits: [UInt8]) -> Int? {
            guard start + length <= digits.count else { return 0 }
            var value = 0
            for digit in digits[start..<(start + length)] {
                guard (0x30...0x39).contains(digit) else { return nil }
                value = value * 10 + Int(digit - 0x30)
            }
            return value
        }
        guard let year = number(0, 4, of: digits), let month = number(4, 2, of: digits),
            let day = number(6, 2, of: digits), let hour = number(8, 2, of: digits),
            let minute = number(10, 2, of: digits), let second = number(12, 2, of: digits),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        var millisecond = 0
        if point < whole.endIndex {
            let fraction = Array(whole[(point + 1)...])
            guard digits.count == 14, (1...4).contains(fraction.count) else { return nil }
            let three = Array((fraction + [0x30, 0x30]).prefix(3))
            guard let value = number(0, 3, of: three), fraction.allSatisfy({ (0x30...0x39).contains($0) })
            else {
                return nil
            }
            millisecond = value
        }
        self.init(
            year: year, month: month, day: day, hour: hour, minute: minute, second: second,
            millisecond: millisecond)
        if zoneStart < bytes.endIndex {
            let offset = Array(bytes[(zoneStart + 1)...])
            guard offset.count == 4, let hours = number(0, 2, of: offset),
                let minutes = number(2, 2, of: offset), hours <= 14, minutes < 60
            else { return nil }
            zone = (hours * 60 + minutes) * (bytes[zoneStart] == 0x2D ? -1 : 1)
        }
    }

    /// To the second, with its zone.
    package var text: String {
        func padded(_ value: Int, _ width: Int) -> String {
            let digits = String(max(0, value))
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        var text = padded(year, 4)
        for part in [month, day, hour, minute, second] { text += padded(part, 2) }
        if let zone {
            let span = abs(zone)
            text += (zone < 0 ? "-" : "+") + padded(span / 60, 2) + padded(span % 60, 2)
        }
        return text
    }
}
