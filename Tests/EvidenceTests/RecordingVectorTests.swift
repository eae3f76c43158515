import Evidence
import Foundation
import Testing

/// The sample under Protocols/vectors: written once, read by every later version.
private struct SampleExpectation: Codable {
    var verdict: RecordingVerdict
    var packets: UInt64
    var rtcpPackets: UInt64
    var droppedPackets: UInt64
    var roots: [String]
    var states: [SegmentState]
}

@Suite struct RecordingVectorTests {
    private static let vectors = protocolsFolder + "/vectors"
    private static let name = "recording-sample"
    /// Bytes 0 to 31: a key for this sample alone.
    private static let key = Array(0..<32 as Range<UInt8>)

    @Test func `the sample of format version 1 still verifies and opens`() throws {
        let expected = try JSONDecoder().decode(
            SampleExpectation.self,
            from: Data(contentsOf: URL(fileURLWithPath: Self.vectors + "/\(Self.name).json")))
        let verifier = RecordingVerifier(
            key: try RecordingKey(bytes: Self.key),
            trustedSigningKeys: [try EvidencePublicKey.load(file: Self.vectors + "/\(Self.name).pub")])
        let result = try verifier.verify(directory: Self.vectors, recording: Self.name)
        #expect(result.findings.isEmpty)
        #expect(result.verdict == expected.verdict)
        #expect(result.packets == expected.packets)
        #expect(result.rtcpPackets == expected.rtcpPackets)
        #expect(result.droppedPackets == expected.droppedPackets)
        #expect(result.segments.map(\.rootHash) == expected.roots)
        #expect(result.segments.map(\.state) == expected.states)
        #expect(result.declaredStreams == [microphone])
        #expect(result.recoveries.map(\.previousSegment) == [1])
    }

    /// Writes a new sample when the format gets a new version: HUIZHEN_WRITE_VECTORS=1 swift test --filter
    /// RecordingVector
    @Test(.enabled(if: ProcessInfo.processInfo.environment["HUIZHEN_WRITE_VECTORS"] != nil))
    func `a new sample is written on demand`() throws {
        let scratch = try Scratch()
        var generator = Seeded(51)
        try FileManager.default.createDirectory(
            atPath: scratch.path + "/keys", withIntermediateDirectories: true)
        try writeBytes(Self.key, to: scratch.path + "/keys/recording.key")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: scratch.path + "/keys/recording.key")
        let keys = try EvidenceKeys.loadOrCreate(directory: scratch.path + "/keys")
        for start in [0, 60_000] as [UInt64] {
            let writer = try makeWriter(scratch.path, recording: Self.name, keys: keys, at: start)
            try writer.declare(
                participant: ParticipantDeclaration(participant: 7, side: .inviting, label: "physician"),
                at: monotonicStart)
            try writer.declare(stream: microphone, at: monotonicStart)
            try writer.append(event: .joined(participant: 7, at: monotonicStart + start * millisecond))
            try writeAudio(writer, packets: 60, payloadBytes: 24, from: start, using: &generator)
            try writer.append(
                rtcp: [0x80, 200, 0, 0].span, from: 7, link: 1, arrival: monotonicStart + start * millisecond)
            let now = monotonicStart + (start + 1_300) * millisecond
            if start == 0 {
                try writer.flush(now: now)
            } else {
                let gap = RecordedGap(packets: 2, from: now - millisecond, to: now, reason: .ringFull)
                try writer.append(event: .gap(gap))
                _ = try writer.seal(now: now)
            }
        }
        let result = try RecordingVerifier(key: keys.recording).verify(
            directory: scratch.path, recording: Self.name)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let expectation = SampleExpectation(
            verdict: result.verdict, packets: result.packets, rtcpPackets: result.rtcpPackets,
            droppedPackets: result.droppedPackets, roots: result.segments.map(\.rootHash),
            states: result.segments.map(\.state))
        try FileManager.default.createDirectory(
            atPath: Self.vectors + "/" + Self.name, withIntermediateDirectories: true)
        for segment in ["segment-0001.hzr", "segment-0002.hzr"] {
            try writeBytes(
                try readBytes("\(scratch.path)/\(Self.name)/\(segment)"),
                to: "\(Self.vectors)/\(Self.name)/\(segment)")
        }
        try writeBytes(try encoder.encode(expectation), to: "\(Self.vectors)/\(Self.name).json")
        try writeBytes(
            try readBytes(scratch.path + "/keys/evidence-signing.pub"), to: "\(Self.vectors)/\(Self.name).pub"
        )
    }
}
