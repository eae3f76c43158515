/// Reads ZIP files whose entries are stored as they are, as `ZipWriter` makes them. Total: any bytes give entries or a
/// fault, never a trap.
package struct ZipReader {
    package enum Fault: Error, Equatable {
        case notAnArchive, damaged, compressed(String), checksum(String)
    }

    package struct Entry: Equatable, Sendable {
        package let name: String
        package let range: Range<Int>
        let checksum: UInt32
    }

    private let bytes: [UInt8]
    package let entries: [Entry]

    package init(_ bytes: [UInt8]) throws(Fault) {
        self.bytes = bytes
        guard let tail = Self.tail(of: bytes) else { throw .notAnArchive }
        let count = Self.word(bytes, tail + 10, 2)
        guard let count, let start = Self.word(bytes, tail + 16, 4) else { throw .damaged }
        var position = start
        var found: [Entry] = []
        for _ in 0..<count {
            guard Self.word(bytes, position, 4) == 0x0201_4B50,
                let method = Self.word(bytes, position + 10, 2),
                let checksum = Self.word(bytes, position + 16, 4),
                let size = Self.word(bytes, position + 24, 4),
                let nameLength = Self.word(bytes, position + 28, 2),
                let extra = Self.word(bytes, position + 30, 2),
                let comment = Self.word(bytes, position + 32, 2),
                let local = Self.word(bytes, position + 42, 4),
                let name = Self.text(bytes, position + 46, nameLength)
            else { throw .damaged }
            guard method == 0 else { throw .compressed(name) }
            guard Self.word(bytes, local, 4) == 0x0403_4B50, let localName = Self.word(bytes, local + 26, 2),
                let localExtra = Self.word(bytes, local + 28, 2)
            else { throw .damaged }
            let begin = local + 30 + localName + localExtra
            guard begin + size <= bytes.count else { throw .damaged }
            found.append(
                Entry(name: name, range: begin..<begin + size, checksum: UInt32(truncatingIfNeeded: checksum))
            )
            position += 46 + nameLength + extra + comment
        }
        entries = found
    }

    /// An entry's bytes, checked against its CRC.
    package func content(_ entry: Entry) throws(Fault) -> [UInt8] {
        let content = Array(bytes[entry.range])
        var checksum = Checksum32()
        checksum.add(content)
        guard checksum.value == entry.checksum else { throw .checksum(entry.name) }
        return content
    }

    package func entry(_ name: String) -> Entry? { entries.first { $0.name == name } }

    /// Where the end record begins; it has no comment in files of ours, and at most 65 535 bytes in others.
    private static func tail(of bytes: [UInt8]) -> Int? {
        guard bytes.count >= 22 else { return nil }
        let first = max(0, bytes.count - 22 - 0xFFFF)
        return stride(from: bytes.count - 22, through: first, by: -1).first {
            word(bytes, $0, 4) == 0x0605_4B50
        }
    }

    private static func word(_ bytes: [UInt8], _ offset: Int, _ length: Int) -> Int? {
        guard offset >= 0, offset <= bytes.count - length else { return nil }
        return bytes[offset..<offset + length].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private static func text(_ bytes: [UInt8], _ offset: Int, _ length: Int) -> String? {
        guard offset >= 0, offset <= bytes.count - length else { return nil }
        return String(validating: bytes[offset..<offset + length], as: UTF8.self)
    }
}
