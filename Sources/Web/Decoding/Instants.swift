import ConsultationCore

/// RFC 3339 instants in the civil time of China.
///
/// Asia/Shanghai has had the fixed offset +08:00 since 1991, before any instant this service handles, so no
/// time-zone table is needed.
package enum Instants {
    static let offsetMilliseconds: Int64 = 8 * 3_600_000
    private static let day: Int64 = 86_400_000

    /// `2026-11-21T10:15:30.123+08:00`.
    package static func text(_ milliseconds: Int64) -> String {
        let local = milliseconds + offsetMilliseconds
        let days = local >= 0 ? local / day : (local - day + 1) / day
        let rest = Int(local - days * day)
        let date = CivilDate(daysSinceEpoch: Int(days))
        let time = [
            padded(rest / 3_600_000, 2), padded(rest / 60_000 % 60, 2), padded(rest / 1000 % 60, 2),
        ].joined(separator: ":")
        return date.description + "T" + time + "." + padded(rest % 1000, 3) + "+08:00"
    }

    /// Any RFC 3339 instant, with 0 to 9 fraction digits (cut to milliseconds), `Z` or a numeric offset.
    package static func parse(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 35, bytes[10] == UInt8(ascii: "T") else { return nil }
        guard let date = CivilDate(String(decoding: bytes[0..<10], as: UTF8.self)) else { return nil }
        guard bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":") else { return nil }
        guard let hour = digits(bytes[11..<13]), let minute = digits(bytes[14..<16]),
            let second = digits(bytes[17..<19]), hour < 24, minute < 60, second < 60
        else { return nil }
        var rest = bytes[19...]
        guard let fraction = takeFraction(&rest), let offset = offsetMinutes(rest) else { return nil }
        let seconds = Int64(date.daysSinceEpoch) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        return (seconds - Int64(offset) * 60) * 1000 + Int64(fraction)
    }

    private static func takeFraction(_ rest: inout ArraySlice<UInt8>) -> Int? {
        guard rest.first == UInt8(ascii: ".") else { return 0 }
        let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
        guard (1...9).contains(digits.count) else { return nil }
        rest = rest.dropFirst(1 + digits.count)
        let three = (Array(digits) + [0x30, 0x30]).prefix(3)
        return three.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func offsetMinutes(_ rest: ArraySlice<UInt8>) -> Int? {
        let bytes = Array(rest)
        if bytes == [UInt8(ascii: "Z")] { return 0 }
        guard bytes.count == 6, bytes[3] == UInt8(ascii: ":") else { return nil }
        guard let hours = digits(bytes[1..<3]), let minutes = digits(bytes[4..<6]) else { return nil }
        guard hours < 24, minutes < 60 else { return nil }
        switch bytes[0] {
        case UInt8(ascii: "+"): return hours * 60 + minutes
        case UInt8(ascii: "-"): return -(hours * 60 + minutes)
        default: return nil
        }
    }

    private static func digits(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard !bytes.isEmpty, bytes.count <= 9 else { return nil }
        var value = 0
        for byte in bytes {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }

    static func padded(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
