/// Writes a ZIP file piece by piece, entries stored as they are: clinical files are compressed already, and a reader in
/// thirty years needs nothing but the format (APPNOTE.TXT 6.3.10). No entry and no file may pass 4 GiB.
package struct ZipWriter {
    /// Bytes or entries beyond what the plain format can say.
    package struct TooLarge: Error, Equatable {}

    private struct Entry {
        let name: [UInt8]
        let offset: UInt32
        var checksum: UInt32 = 0
        var size: UInt32 = 0
    }

    /// 1980-01-01: the instants stand inside the documents, and the same content gives the same bytes.
    private static let date: UInt16 = 0x0021
    /// Names are UTF-8 (bit 11); sizes follow the data (bit 3).
    private static let flags: UInt16 = 0x0808

    private static let pieceBytes = 256 * 1024

    private var entries: [Entry] = []
    private var offset: UInt64 = 0
    /// Of the entry that is being written.
    private var checksum = Checksum32()
    private var size: UInt64 = 0

    package init() {}

    package mutating func add(_ name: String, _ bytes: [UInt8], to output: inout BlobWriter) throws {
        try begin(name, &output)
        try append(bytes, &output)
        try end(&output)
    }

    /// A stored file, opened piece by piece.
    package mutating func add(_ name: String, _ file: BlobReader, to output: inout BlobWriter) throws {
        try begin(name, &output)
        var offset = 0
        while offset < file.size {
            let piece = try file.read(at: offset, Self.pieceBytes)
            guard !piece.isEmpty else { throw StorageError.blobHashMismatch }
            try append(piece, &output)
            offset += piece.count
        }
        try end(&output)
    }

    /// Begins an entry whose bytes come piece by piece.
    package mutating func begin(_ name: String, _ output: inout BlobWriter) throws {
        guard let start = UInt32(exactly: offset), entries.count < 0xFFFF else { throw TooLarge() }
        let entry = Entry(name: Array(name.utf8), offset: start)
        var header = ZipFields()
        header.add(0x0403_4B50 as UInt32)
        header.addCommon(flags: Self.flags, date: Self.date)
        for _ in 0..<3 { header.add(0 as UInt32) }
        header.add(UInt16(truncatingIfNeeded: entry.name.count))
        header.add(0 as UInt16)
        try emit(header.bytes + entry.name, &output)
        entries.append(entry)
        (checksum, size) = (Checksum32(), 0)
    }

    package mutating func append(_ bytes: [UInt8], _ output: inout BlobWriter) throws {
        checksum.add(bytes)
        size += UInt64(bytes.count)
        try emit(bytes, &output)
    }

    package mutating func end(_ output: inout BlobWriter) throws {
        guard let whole = UInt32(exactly: size) else { throw TooLarge() }
        entries[entries.count - 1].checksum = checksum.value
        entries[entries.count - 1].size = whole
        var trailer = ZipFields()
        trailer.add(0x0807_4B50 as UInt32)
        trailer.addSizes(checksum.value, whole)
        try emit(trailer.bytes, &output)
    }

    /// Writes the directory that readers begin with.
    package mutating func finish(to output: inout BlobWriter) throws {
        guard let start = UInt32(exactly: offset) else { throw TooLarge() }
        for entry in entries {
            var line = ZipFields()
            line.add(0x0201_4B50 as UInt32)
            // Made by version 2.0 on UNIX.
            line.add(0x0314 as UInt16)
            line.addCommon(flags: Self.flags, date: Self.date)
            line.addSizes(entry.checksum, entry.size)
            line.add(UInt16(truncatingIfNeeded: entry.name.count))
            for _ in 0..<4 { line.add(0 as UInt16) }
            // -rw------- as UNIX mode.
            line.add(0o100600 << 16 as UInt32)
            line.add(entry.offset)
            try emit(line.bytes + entry.name, &output)
        }
        guard let end = UInt32(exactly: offset) else { throw TooLarge() }
        var tail = ZipFields()
        tail.add(0x0605_4B50 as UInt32)
        tail.add(0 as UInt32)
        for _ in 0..<2 { tail.add(UInt16(entries.count)) }
        tail.add(end - start)
        tail.add(start)
        tail.add(0 as UInt16)
        try emit(tail.bytes, &output)
    }

    private mutating func emit(_ bytes: [UInt8], _ output: inout BlobWriter) throws {
        offset += UInt64(bytes.count)
        try output.append(bytes)
    }
}

/// Little-endian fields in a row.
private struct ZipFields {
    var bytes: [UInt8] = []

    mutating func add(_ value: some FixedWidthInteger & UnsignedInteger) {
        for shift in stride(from: 0, to: value.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    /// Version 2.0 needed, flags, stored, time, date.
    mutating func addCommon(flags: UInt16, date: UInt16) {
        for value in [20, flags, 0, 0, date] as [UInt16] { add(value) }
    }

    mutating func addSizes(_ checksum: UInt32, _ size: UInt32) {
        for value in [checksum, size, size] { add(value) }
    }
}
