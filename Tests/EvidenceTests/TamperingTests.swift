import Evidence
import Foundation
import TestRequirements
import Testing

@Suite struct TamperingTests {
    @Test(.requirement("JL-35c")) func `any flipped bit is found, with and without the key`() throws {
        let recording = try SmallRecording(packets: 200, payloadBytes: 60, seed: 21)
        let seed: UInt64 = 22
        var generator = Seeded(seed)
        let scratch = try SmallRecording.folder([recording.bytes])
        let file = scratch.path + "/rec-1/segment-0001.hzr"
        // Every bit of the header, then bits anywhere.
        let header = try #require(recording.borders.first)
        let places =
            (0..<(header * 8)).filter { $0 % 7 == 0 }
            + (0..<1_500).map { _ in Int.random(in: 0..<(recording.bytes.count * 8), using: &generator) }
        for (index, place) in places.enumerated() {
            var bytes = recording.bytes
            bytes[place / 8] ^= 1 << UInt8(place % 8)
            try writeBytes(bytes, to: file)
            let verifier = RecordingVerifier(key: index % 8 == 0 ? recording.keys.recording : nil)
            let result = try verifier.verify(directory: scratch.path, recording: "rec-1")
            #expect(result.verdict == .broken, "seed \(seed): bit \(place) went unnoticed")
            let offset = try #require(result.segments.first?.firstBrokenOffset)
            // Found in the frame that holds it, not later.
            #expect(offset <= UInt64(place / 8), "seed \(seed): bit \(place)")
        }
    }

    @Test func `removed, doubled and swapped chunks are found`() throws {
        let recording = try SmallRecording(packets: 200, payloadBytes: 60, seed: 23)
        let borders = recording.borders
        let frames = zip(borders, borders.dropFirst()).map { Array(recording.bytes[$0..<$1]) }
        let header = Array(recording.bytes.prefix(borders[0]))
        #expect(frames.count > 6)
        for index in frames.indices {
            var removed = frames
            removed.remove(at: index)
            var doubled = frames
            doubled.insert(frames[index], at: index)
            var variants = [doubled]
            // Without its last frame a recording is unsealed, which is the next test.
            if index < frames.count - 1 {
                var swapped = frames
                swapped.swapAt(index, index + 1)
                variants += [removed, swapped]
            }
            for variant in variants {
                let scratch = try SmallRecording.folder([header + variant.flatMap { $0 }])
                let result = try RecordingVerifier().verify(directory: scratch.path, recording: "rec-1")
                #expect(result.verdict == .broken, "frame \(index)")
            }
        }
    }

    @Test func `a cut at a frame border is unsealed, and broken against the journal's root`() throws {
        let recording = try SmallRecording(packets: 100, payloadBytes: 60, seed: 24)
        for border in recording.borders.dropLast() {
            let scratch = try SmallRecording.folder([Array(recording.bytes.prefix(border))])
            let alone = try RecordingVerifier().verify(directory: scratch.path, recording: "rec-1")
            #expect(alone.verdict == .unsealed)
            let against = try RecordingVerifier(expectedRoots: [1: recording.summary.rootHash])
                .verify(directory: scratch.path, recording: "rec-1")
            #expect(against.verdict == .broken)
            #expect(against.findings.map(\.reason) == [.rootMismatch])
        }
    }

    /// Three segments of one recording: the first cut off, the second and third sealed.
    private func threeSegments() throws -> (EvidenceKeys, [[UInt8]], [UInt32: String]) {
        let first = try SmallRecording(packets: 60, payloadBytes: 40, seed: 25)
        var generator = Seeded(26)
        let scratch = try SmallRecording.folder([Array(first.bytes.prefix(first.bytes.count - 150))])
        var roots: [UInt32: String] = [:]
        for start in [10_000, 20_000] as [UInt64] {
            let writer = try makeWriter(scratch.path, keys: first.keys, at: start)
            try writeAudio(writer, packets: 20, from: start, using: &generator)
            let summary = try writer.seal(now: monotonicStart + (start + 400) * millisecond)
            roots[summary.segment] = summary.rootHash
        }
        let files = try (1...3).map { try readBytes(scratch.path + "/rec-1/segment-000\($0).hzr") }
        return (first.keys, files, roots)
    }

    @Test(.requirement("JL-35c")) func `removed, swapped and replaced segments are found`() throws {
        let (keys, files, roots) = try threeSegments()
        let verifier = RecordingVerifier(key: keys.recording, trustedSigningKeys: [keys.publicKey])
        func verdict(_ segments: [[UInt8]], _ verifier: RecordingVerifier) throws -> RecordingVerdict {
            let scratch = try SmallRecording.folder(segments)
            return try verifier.verify(directory: scratch.path, recording: "rec-1").verdict
        }
        #expect(try verdict(files, verifier) == .sealed)
        #expect(try verdict([files[1], files[2]], verifier) == .broken)
        #expect(try verdict([files[0], files[2]], verifier) == .broken)
        #expect(try verdict([files[0], files[2], files[1]], verifier) == .broken)
        #expect(try verdict([files[1], files[0], files[2]], verifier) == .broken)
        // The last one gone: only the journal can tell.
        let known = RecordingVerifier(key: keys.recording, expectedRoots: roots)
        #expect(try verdict([files[0], files[1]], verifier) == .sealed)
        #expect(try verdict([files[0], files[1]], known) == .broken)
        #expect(try verdict(files, known) == .sealed)
        // A frame cut off the first, although the second vouches for more.
        let shorter = Array(files[0].prefix(SmallRecording.borders(files[0])[1]))
        #expect(try verdict([shorter, files[1], files[2]], verifier) == .broken)
    }

    @Test func `a recording signed by a stranger is not trusted`() throws {
        let recording = try SmallRecording(packets: 10, payloadBytes: 40, seed: 27)
        let stranger = try EvidenceKeys.generate()
        let scratch = try SmallRecording.folder([recording.bytes])
        let result = try RecordingVerifier(trustedSigningKeys: [stranger.publicKey])
            .verify(directory: scratch.path, recording: "rec-1")
        #expect(result.verdict == .broken)
        #expect(result.isSigningKeyTrusted == false)
        #expect(result.findings.map(\.reason) == [.untrustedSigningKey])
    }

    @Test func `a recording under another name is found, and the wrong key is told`() throws {
        let recording = try SmallRecording(packets: 10, payloadBytes: 40, seed: 28)
        let scratch = try SmallRecording.folder([recording.bytes])
        try FileManager.default.moveItem(atPath: scratch.path + "/rec-1", toPath: scratch.path + "/rec-2")
        let result = try RecordingVerifier().verify(directory: scratch.path, recording: "rec-2")
        #expect(result.findings.map(\.reason) == [.wrongRecording])
        let stranger = try EvidenceKeys.generate()
        #expect(throws: EvidenceError.keyMismatch) {
            _ = try RecordingVerifier(key: stranger.recording).verify(
                directory: scratch.path, recording: "rec-2")
        }
        #expect(throws: EvidenceError.notFound("rec-9")) {
            _ = try RecordingVerifier().verify(directory: scratch.path, recording: "rec-9")
        }
    }

    @Test(.requirement("GX-30b")) func `no packet can be read in the file`() throws {
        let scratch = try Scratch()
        let keys = try EvidenceKeys.generate()
        let writer = try makeWriter(scratch.path, keys: keys)
        let marker = Array("the patient's own voice in plain bytes".utf8)
        let packet = rtpPacket(ssrc: 1, sequence: 1, timestamp: 1, payload: marker)
        try writer.append(rtp: packet.span, from: 1, link: 0, arrival: monotonicStart)
        _ = try writer.seal(now: monotonicStart)
        let data = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/rec-1/segment-0001.hzr"))
        #expect(data.range(of: Data(marker.prefix(8))) == nil)
        #expect(data.range(of: Data("huizhen/test".utf8)) != nil)
    }
}
