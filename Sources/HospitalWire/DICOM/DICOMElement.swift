/// One element of a data set in explicit VR little endian (PS3.5 §7.1).
struct DICOMElement {
    let group: UInt16
    let element: UInt16
    let representation: String
    let value: [UInt8]

    /// Text is padded to an even length with a space, a UID with a zero byte.
    init(_ group: UInt16, _ element: UInt16, _ representation: String, _ text: String) {
        var bytes = Array(text.utf8)
        if !bytes.count.isMultiple(of: 2) { bytes.append(representation == "UI" ? 0 : 0x20) }
        self.init(group, element, representation, bytes: bytes)
    }

    init(_ group: UInt16, _ element: UInt16, _ representation: String, bytes: [UInt8]) {
        self.group = group
        self.element = element
        self.representation = representation
        value = bytes.count.isMultiple(of: 2) ? bytes : bytes + [0]
    }

    var bytes: [UInt8] {
        var result = Self.littleEndian(group) + Self.littleEndian(element) + Array(representation.utf8)
        if ["OB", "OW", "SQ", "UN", "UT"].contains(representation) {
            result += [0, 0] + Self.littleEndian(UInt32(truncatingIfNeeded: value.count))
        } else {
            result += Self.littleEndian(UInt16(truncatingIfNeeded: value.count))
        }
        return result + value
    }

    static func littleEndian<Word: FixedWidthInteger>(_ word: Word) -> [UInt8] {
        (0..<(Word.bitWidth / 8)).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
}
