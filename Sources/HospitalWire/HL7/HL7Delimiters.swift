/// The separators that a message declares in MSH-1 and MSH-2 (HL7 v2.5 §2.5.4).
struct HL7Delimiters: Equatable {
    static let segment: UInt8 = 0x0D

    let field: UInt8
    let component: UInt8
    let repetition: UInt8
    let escape: UInt8
    let subcomponent: UInt8

    /// `|^~\&`, which everybody uses and we write.
    static let usual = HL7Delimiters(
        field: 0x7C, component: 0x5E, repetition: 0x7E, escape: 0x5C, subcomponent: 0x26)

    private init(field: UInt8, component: UInt8, repetition: UInt8, escape: UInt8, subcomponent: UInt8) {
        self.field = field
        self.component = component
        self.repetition = repetition
        self.escape = escape
        self.subcomponent = subcomponent
    }

    /// From the first bytes of a message; nil unless there are five different printable ones.
    init?(_ message: ArraySlice<UInt8>) {
        guard message.count >= 8, message.starts(with: [0x4D, 0x53, 0x48]) else { return nil }
        let marks = Array(message.dropFirst(3).prefix(5))
        guard Set(marks).count == 5,
            marks.allSatisfy({ (0x21...0x7E).contains($0) && !Self.isLetterOrDigit($0) })
        else { return nil }
        self.init(
            field: marks[0], component: marks[1], repetition: marks[2], escape: marks[3],
            subcomponent: marks[4])
    }

    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
