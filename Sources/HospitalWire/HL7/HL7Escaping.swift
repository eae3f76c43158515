/// Escape sequences in values (HL7 v2.5 §2.7): `\F\ \S\ \T\ \R\ \E\`, `\.br\` and `\Xhh…\`. One that is not known
/// stays as it stands.
enum HL7Escaping {
    /// Nil when the value is not UTF-8.
    static func plain(_ value: ArraySlice<UInt8>, _ marks: HL7Delimiters) -> String? {
        guard value.contains(marks.escape) else { return String(validating: value, as: UTF8.self) }
        var bytes: [UInt8] = []
        var rest = value
        while let start = rest.firstIndex(of: marks.escape) {
            bytes += rest[..<start]
            let after = rest[(start + 1)...]
            guard let end = after.firstIndex(of: marks.escape) else {
                bytes += rest[start...]
                rest = rest[rest.endIndex...]
                break
            }
            if let replaced = replacement(after[..<end], marks) {
                bytes += replaced
                rest = rest[(end + 1)...]
            } else {
                // Not a sequence: the mark is a character, and what follows is looked at again.
                bytes.append(marks.escape)
                rest = after
            }
        }
        bytes += rest
        return String(validating: bytes, as: UTF8.self)
    }

    private static func replacement(_ name: ArraySlice<UInt8>, _ marks: HL7Delimiters) -> [UInt8]? {
        switch String(decoding: name, as: UTF8.self) {
        case "F": [marks.field]
        case "S": [marks.component]
        case "T": [marks.subcomponent]
        case "R": [marks.repetition]
        case "E": [marks.escape]
        case ".br": [0x0A]
        case let text where text.hasPrefix("X"): hexadecimal(name.dropFirst())
        default: nil
        }
    }

    private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
        guard !digits.isEmpty, digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        var high: UInt8?
        for digit in digits {
            guard let value = Self.value(of: digit) else { return nil }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x41 + 10
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }

    /// Control characters go as `\Xhh\`, so a value can never end its segment or its frame.
    static func escaped(_ text: String) -> [UInt8] {
        let marks = HL7Delimiters.usual
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case marks.field: bytes += sequence("F")
            case marks.component: bytes += sequence("S")
            case marks.subcomponent: bytes += sequence("T")
            case marks.repetition: bytes += sequence("R")
            case marks.escape: bytes += sequence("E")
            case 0x0A: bytes += sequence(".br")
            case ..<0x20, 0x7F:
                let digits = String(byte, radix: 16, uppercase: true)
                bytes += sequence("X" + (digits.utf8.count == 1 ? "0" : "") + digits)
            default: bytes.append(byte)
            }
        }
        return bytes
    }

    private static func sequence(_ name: String) -> [UInt8] {
        [HL7Delimiters.usual.escape] + Array(name.utf8) + [HL7Delimiters.usual.escape]
    }
}
