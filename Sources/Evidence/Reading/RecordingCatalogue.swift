import Glibc

/// What a directory of recordings holds, read from headers and tails alone; says nothing about validity.
package struct RecordingEntry: Hashable, Codable, Sendable {
    package var recording: String
    package var segments: UInt32
    package var bytes: UInt64
    /// UTC milliseconds from the first readable header.
    package var startedAt: Int64?
    /// From the seal of the last segment; nil when there is none.
    package var endedAt: Int64?
    package var appearsSealed: Bool
}

package enum RecordingCatalogue {
    private static let sealBytes = FrameHeader.bytes + Checkpoint.bytes + FrameHeader.hashBytes

    /// By name. Folders without segments are left out.
    package static func list(directory: String) throws(EvidenceError) -> [RecordingEntry] {
        var entries: [RecordingEntry] = []
        for name in try RecordingDirectory.entries(directory).sorted()
        where RecordingDirectory.isValidName(name) {
            guard let folder = try? RecordingDirectory(directory: directory, recording: name),
                let segments = try? folder.segments(), let last = segments.last
            else { continue }
            var entry = RecordingEntry(
                recording: name, segments: UInt32(segments.count), bytes: 0, startedAt: nil, endedAt: nil,
                appearsSealed: false)
            for segment in segments {
                entry.bytes &+= (try? FileSystem.size(ofFile: folder.file(segment: segment))) ?? 0
                if entry.startedAt == nil {
                    entry.startedAt = startTime(folder.file(segment: segment))
                }
            }
            entry.endedAt = sealTime(folder.file(segment: last))
            entry.appearsSealed = entry.endedAt != nil
            entries.append(entry)
        }
        return entries
    }

    private static func startTime(_ file: String) -> Int64? {
        guard let scanner = try? SegmentScanner(file: file) else { return nil }
        return scanner.header.wallMilliseconds
    }

    /// The wall time in the file's last bytes if they look like a seal.
    private static func sealTime(_ file: String) -> Int64? {
        guard let descriptor = try? FileSystem.open(file, O_RDONLY | O_CLOEXEC) else { return nil }
        defer { close(descriptor) }
        guard lseek(descriptor, off_t(-sealBytes), SEEK_END) >= 0,
            let bytes = try? FileSystem.read(descriptor, upTo: sealBytes), bytes.count == sealBytes
        else { return nil }
        var reader = ByteReader(bytes)
        guard let kind: UInt8 = reader.integer(), kind == FrameKind.seal.rawValue, reader.take(3) != nil,
            let length: UInt32 = reader.integer(), length == UInt32(Checkpoint.bytes), reader.take(16) != nil
        else { return nil }
        return reader.integer()
    }
}
