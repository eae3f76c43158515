import Crypto

/// Reads a recording's segments one after the other, opening chunks when the key is there.
struct RecordingReader {
    let directory: RecordingDirectory
    let key: RecordingKey?

    /// One frame: `records` is nil for checkpoints, and for chunks when no key is at hand.
    struct Step {
        var frame: ScannedFrame
        var records: [Record]?
    }

    struct Outcome {
        var header: SegmentHeader
        var end: ScanEnd
        var validBytes: UInt64
        var fileBytes: UInt64
        var frames: UInt64
        var lastHash: [UInt8]
    }

    /// Calls `visit` for every valid frame of one segment and tells how the segment ended.
    func read(
        segment: UInt32, visit: (SegmentHeader, Step) throws(EvidenceError) -> Void
    ) throws(EvidenceError) -> Outcome {
        var scanner = try SegmentScanner(file: directory.file(segment: segment))
        var cipher: ChunkCipher?
        if let key {
            let recordingKey = try key.unwrap(scanner.header.wrappedKey, recording: scanner.header.recording)
            cipher = ChunkCipher(recordingKey: recordingKey, header: scanner.header)
        }
        var validBytes = scanner.offset
        var frames: UInt64 = 0
        var lastHash = scanner.chainHash
        var end: ScanEnd?
        while end == nil, let frame = try scanner.next() {
            var records: [Record]?
            if frame.header.kind == .data, let cipher {
                do throws(MalformedReason) {
                    records = try Self.open(frame, cipher, headerHash: scanner.headerHash)
                } catch {
                    end = .broken(offset: frame.offset, error)
                    continue
                }
            }
            try visit(scanner.header, Step(frame: frame, records: records))
            validBytes = scanner.offset
            frames = scanner.frames
            lastHash = scanner.chainHash
        }
        return Outcome(
            header: scanner.header, end: end ?? scanner.end ?? .unsealed, validBytes: validBytes,
            fileBytes: scanner.fileBytes, frames: frames, lastHash: lastHash)
    }

    private static func open(
        _ frame: ScannedFrame, _ cipher: ChunkCipher, headerHash: [UInt8]
    ) throws(MalformedReason) -> [Record] {
        let data = FrameHeader.authenticated(
            headerHash: headerHash, previous: frame.previousHash, header: frame.headerBytes)
        guard let plain = cipher.open(frame.body, frame: frame.header.number, authenticating: data) else {
            throw .authentication
        }
        guard let records = Record.decodeAll(plain), records.count == Int(frame.header.records) else {
            throw .badRecord
        }
        return records
    }
}
