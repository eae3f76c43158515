import Evidence
import Foundation
import TestRequirements
import Testing

/// What `Protocols/verify_recording.py --json` prints, in the members both verifiers share.
private struct ForeignResult: Decodable {
    struct Segment: Decodable {
        var state: SegmentState
        var frames: UInt64
        var chunks: UInt64
        var checkpoints: UInt64
        var validBytes: UInt64
        var fileBytes: UInt64
        var firstBrokenOffset: UInt64?
        var rootHash: String
    }
    struct Stream: Decodable {
        var participant: UInt64
        var ssrc: UInt32
        var packets: UInt64
        var bytes: UInt64
        var lostOnWire: UInt64
    }
    var verdict: RecordingVerdict
    var isSigningKeyTrusted: Bool?
    var packets: UInt64
    var rtcpPackets: UInt64
    var gapCount: UInt64
    var droppedPackets: UInt64
    var segments: [Segment]
    var streams: [Stream]
    var findings: [VerificationFinding]
}

let protocolsFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Protocols").path

@Suite struct ForeignVerifierTests {
    private func foreign(_ folder: String, _ arguments: [String]) throws -> ForeignResult {
        let result = try run(
            "python3", [protocolsFolder + "/verify_recording.py", folder, "--json"] + arguments)
        try #require(
            result.status != 2,
            "the second verifier could not look (missing package: apt-get install python3-cryptography): \(result.errors)"
        )
        try #require(result.errors.isEmpty, "\(result.errors)")
        let decoded = try JSONDecoder().decode(ForeignResult.self, from: Data(result.output.utf8))
        let statuses: [RecordingVerdict: Int32] = [.sealed: 0, .unsealed: 3, .broken: 1]
        #expect(result.status == statuses[decoded.verdict])
        return decoded
    }

    private func expectAgreement(_ own: RecordingVerification, _ other: ForeignResult, _ note: String) {
        let comment = Comment(rawValue: note)
        #expect(own.verdict == other.verdict, comment)
        #expect(own.packets == other.packets, comment)
        #expect(own.rtcpPackets == other.rtcpPackets, comment)
        #expect(own.gapCount == other.gapCount, comment)
        #expect(own.droppedPackets == other.droppedPackets, comment)
        #expect(own.isSigningKeyTrusted == other.isSigningKeyTrusted, comment)
        #expect(own.findings == other.findings, comment)
        #expect(own.segments.map(\.state) == other.segments.map(\.state), comment)
        #expect(own.segments.map(\.rootHash) == other.segments.map(\.rootHash), comment)
        #expect(own.segments.map(\.frames) == other.segments.map(\.frames), comment)
        #expect(own.segments.map(\.chunks) == other.segments.map(\.chunks), comment)
        #expect(own.segments.map(\.checkpoints) == other.segments.map(\.checkpoints), comment)
        #expect(own.segments.map(\.validBytes) == other.segments.map(\.validBytes), comment)
        #expect(own.segments.map(\.fileBytes) == other.segments.map(\.fileBytes), comment)
        #expect(own.segments.map(\.firstBrokenOffset) == other.segments.map(\.firstBrokenOffset), comment)
        #expect(own.streams.map(\.ssrc) == other.streams.map(\.ssrc), comment)
        #expect(own.streams.map(\.participant) == other.streams.map(\.participant), comment)
        #expect(own.streams.map(\.packets) == other.streams.map(\.packets), comment)
        #expect(own.streams.map(\.bytes) == other.streams.map(\.bytes), comment)
        #expect(own.streams.map(\.lostOnWire) == other.streams.map(\.lostOnWire), comment)
    }

    @Test(.requirement("JL-35c"))
    func `a verifier in another language finds the same in whole, cut and damaged recordings`() throws {
        let scratch = try Scratch()
        let seed: UInt64 = 41
        var generator = Seeded(seed)
        let keys = try EvidenceKeys.loadOrCreate(directory: scratch.path + "/keys")
        let records = scratch.path + "/records"
        for (segment, start) in [(1, 0), (2, 60_000)] as [(UInt32, UInt64)] {
            let writer = try makeWriter(records, keys: keys, at: start)
            try writer.declare(
                participant: ParticipantDeclaration(participant: 7, side: .invited, label: "会诊专家"),
                at: monotonicStart)
            try writer.declare(stream: microphone, at: monotonicStart)
            try writer.append(event: .joined(participant: 7, at: monotonicStart))
            var next = try writeAudio(writer, packets: 600, from: start, using: &generator)
            next &+= 3
            try writeAudio(writer, packets: 100, sequence: next, from: start + 12_000, using: &generator)
            try writer.append(
                rtcp: [0x80, 200, 0, 0].span, from: 7, link: 1, arrival: monotonicStart + start * millisecond)
            try writer.append(event: .pathChanged(participant: 7, from: 0, to: 1, at: monotonicStart))
            try writer.append(
                event: .gap(RecordedGap(packets: UInt64(segment), from: 1, to: 2, reason: .recorderStalled)))
            try writer.append(event: .left(participant: 7, at: monotonicStart))
            let now = monotonicStart + (start + 15_000) * millisecond
            // The first segment's writer goes away without a seal.
            if segment == 1 { try writer.flush(now: now) } else { _ = try writer.seal(now: now) }
        }
        let folder = records + "/rec-1"
        let withKey = [
            "--key", scratch.path + "/keys/recording.key", "--trusted",
            scratch.path + "/keys/evidence-signing.pub",
        ]
        func compare(_ note: String, withKey isOpen: Bool = true) throws -> RecordingVerification {
            let verifier =
                isOpen
                ? RecordingVerifier(key: keys.recording, trustedSigningKeys: [keys.publicKey])
                : RecordingVerifier()
            let own = try verifier.verify(directory: records, recording: "rec-1")
            expectAgreement(own, try foreign(folder, isOpen ? withKey : []), note)
            return own
        }
        let whole = try compare("whole")
        #expect(whole.verdict == .sealed)
        #expect(whole.packets == 1_400)
        #expect(whole.droppedPackets == 3)
        #expect(whole.streams.count == 1)
        _ = try compare("without key", withKey: false)

        let file = folder + "/segment-0002.hzr"
        let bytes = try readBytes(file)
        for round in 0..<12 {
            var damaged = bytes
            if round % 2 == 0 {
                damaged = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &generator)))
            } else {
                let place = Int.random(in: 0..<(bytes.count * 8), using: &generator)
                damaged[place / 8] ^= 1 << UInt8(place % 8)
            }
            try writeBytes(damaged, to: file)
            let note = "seed \(seed) round \(round)"
            let own = try compare(note, withKey: round % 3 != 0)
            #expect(own.verdict != .sealed, Comment(rawValue: note))
        }
    }
}
