import Evidence
import Foundation
import TestRequirements
import Testing

/// A small sealed recording as bytes, with the keys that open it.
struct SmallRecording {
    let keys: EvidenceKeys
    let bytes: [UInt8]
    let summary: RecordingSummary
    /// Offsets at which a frame ends.
    let borders: [Int]

    init(packets: Int, payloadBytes: Int, seed: UInt64) throws {
        let scratch = try Scratch()
        keys = try EvidenceKeys.generate()
        var generator = Seeded(seed)
        let writer = try makeWriter(scratch.path, keys: keys)
        try writer.declare(stream: microphone, at: monotonicStart)
        try writeAudio(writer, packets: packets, payloadBytes: payloadBytes, using: &generator)
        summary = try writer.seal(now: monotonicStart + UInt64(packets) * 20 * millisecond)
        bytes = try readBytes(scratch.path + "/rec-1/segment-0001.hzr")
        borders = Self.borders(bytes)
    }

    /// By the layout of Protocols/recording-format.md: header length at 12, body length at 4 of each frame.
    static func borders(_ bytes: [UInt8]) -> [Int] {
        func length(_ at: Int) -> Int { bytes[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) } }
        var found = [length(12)]
        while let last = found.last, last + 40 <= bytes.count {
            found.append(last + 40 + length(last + 4) + 32)
        }
        return found
    }

    /// A folder that holds `segments` as this recording's files.
    static func folder(_ segments: [[UInt8]]) throws -> Scratch {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(
            atPath: scratch.path + "/rec-1", withIntermediateDirectories: true)
        for (index, bytes) in segments.enumerated() {
            try writeBytes(bytes, to: scratch.path + "/rec-1/segment-000\(index + 1).hzr")
        }
        return scratch
    }
}

@Suite struct RecordingRecoveryTests {
    @Test func `a file cut at any byte is valid up to its last whole frame`() throws {
        let recording = try SmallRecording(packets: 60, payloadBytes: 16, seed: 3)
        let verifier = RecordingVerifier(key: recording.keys.recording)
        let header = try #require(recording.borders.first)
        let scratch = try SmallRecording.folder([recording.bytes])
        let file = scratch.path + "/rec-1/segment-0001.hzr"
        // Longest first: each cut shortens the file in place.
        for length in stride(from: recording.bytes.count, through: 0, by: -1) {
            #expect(truncate(file, off_t(length)) == 0)
            let result = try verifier.verify(directory: scratch.path, recording: "rec-1")
            let segment = try #require(result.segments.first)
            guard length >= header else {
                #expect(segment.state == .unreadable && result.verdict == .broken)
                continue
            }
            let valid = try #require(recording.borders.last { $0 <= length })
            let state: SegmentState =
                length == recording.bytes.count ? .sealed : valid == length ? .unsealed : .torn
            #expect(segment.state == state, "cut at \(length)")
            #expect(segment.validBytes == UInt64(valid), "cut at \(length)")
            #expect(result.verdict == (state == .sealed ? .sealed : .unsealed), "cut at \(length)")
        }
    }

    @Test(.requirement("JL-35c")) func `a killed recording goes on in a segment that chains to what is left`()
        throws
    {
        let recording = try SmallRecording(packets: 100, payloadBytes: 60, seed: 4)
        let header = try #require(recording.borders.first)
        var generator = Seeded(5)
        for _ in 0..<40 {
            let length = Int.random(in: header..<recording.bytes.count, using: &generator)
            let cut = Array(recording.bytes.prefix(length))
            let scratch = try SmallRecording.folder([cut])
            let writer = try makeWriter(scratch.path, keys: recording.keys, at: 60_000)
            let statement = try #require(writer.recovered)
            #expect(statement.previousSegment == 1)
            #expect(statement.validBytes == UInt64(recording.borders.last { $0 <= length } ?? 0))
            #expect(statement.fileBytes == UInt64(length))
            try writeAudio(writer, packets: 50, from: 60_000, using: &generator)
            let summary = try writer.seal(now: monotonicStart + 62_000 * millisecond)
            #expect(summary.segment == 2)

            #expect(
                try readBytes(scratch.path + "/rec-1/segment-0001.hzr") == cut, "recovery edited a segment")
            let result = try RecordingVerifier(key: recording.keys.recording)
                .verify(directory: scratch.path, recording: "rec-1")
            #expect(result.verdict == .sealed, "cut at \(length): \(result.findings)")
            #expect(result.recoveries == [statement])
            #expect(result.segments.map(\.isResumed) == [false, true])
            #expect(result.segments.last?.packets == 50)
        }
    }

    @Test func `a recording that was sealed and opened again needs no statement`() throws {
        let recording = try SmallRecording(packets: 10, payloadBytes: 60, seed: 6)
        let scratch = try SmallRecording.folder([recording.bytes])
        let writer = try makeWriter(scratch.path, keys: recording.keys, at: 60_000)
        #expect(writer.recovered == nil)
        _ = try writer.seal(now: monotonicStart + 61_000 * millisecond)
        let result = try RecordingVerifier(key: recording.keys.recording)
            .verify(directory: scratch.path, recording: "rec-1")
        #expect(result.verdict == .sealed)
        #expect(result.segments.last?.previousHash == recording.summary.rootHash)
    }

    @Test func `a header of noise neither traps nor stops the next segment`() throws {
        var generator = Seeded(12)
        let keys = try EvidenceKeys.generate()
        for length in [0, 1, 15, 16, 17, 300, 4_096, 10_000] {
            let noise = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            let scratch = try SmallRecording.folder([noise])
            let before = try RecordingVerifier().verify(directory: scratch.path, recording: "rec-1")
            #expect(before.segments.map(\.state) == [.unreadable])
            let writer = try makeWriter(scratch.path, keys: keys)
            #expect(writer.segment == 2)
            _ = try writer.seal(now: monotonicStart)
            let after = try RecordingVerifier(key: keys.recording).verify(
                directory: scratch.path, recording: "rec-1")
            #expect(after.verdict == .broken)
            #expect(after.segments.map(\.state) == [.unreadable, .sealed])
        }
    }

    @Test func `seeded noise behind a valid start is never read as more than the start`() throws {
        let recording = try SmallRecording(packets: 30, payloadBytes: 20, seed: 13)
        var generator = Seeded(14)
        for _ in 0..<300 {
            let border = try #require(recording.borders.dropLast().randomElement(using: &generator))
            let noise = (0..<Int.random(in: 1...400, using: &generator)).map { _ in
                UInt8.random(in: .min ... .max, using: &generator)
            }
            let scratch = try SmallRecording.folder([Array(recording.bytes.prefix(border)) + noise])
            let result = try RecordingVerifier(key: recording.keys.recording)
                .verify(directory: scratch.path, recording: "rec-1")
            #expect(result.segments.first?.validBytes == UInt64(border))
            #expect(result.verdict != .sealed)
        }
    }

    @Test(.requirement("NHC-TM-4.1.4b"))
    func `a process killed while recording leaves all but the last half second`() async throws {
        let scratch = try Scratch()
        let path = scratch.path
        _ = try EvidenceKeys.loadOrCreate(directory: path + "/keys")
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let keys = try EvidenceKeys.loadOrCreate(directory: path + "/keys")
            var generator = Seeded(61)
            let writer = try makeWriter(path + "/records", keys: keys)
            try writeAudio(writer, packets: 733, using: &generator)
            kill(getpid(), SIGKILL)
        }
        let keys = try EvidenceKeys.loadOrCreate(directory: path + "/keys")
        let verifier = RecordingVerifier(key: keys.recording, trustedSigningKeys: [keys.publicKey])
        let left = try verifier.verify(directory: path + "/records", recording: "rec-1")
        #expect(left.verdict == .unsealed)
        #expect(left.packets <= 733)
        // 25 packets are half a second.
        #expect(left.packets >= 733 - 25)
        let writer = try makeWriter(path + "/records", keys: keys, at: 60_000)
        #expect(writer.recovered?.validFrames == left.segments.first?.frames)
        _ = try writer.seal(now: monotonicStart + 61_000 * millisecond)
        #expect(try verifier.verify(directory: path + "/records", recording: "rec-1").verdict == .sealed)
    }
}
