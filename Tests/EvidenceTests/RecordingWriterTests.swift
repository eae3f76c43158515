import Evidence
import Foundation
import Glibc
import TestRequirements
import Testing

@Suite struct RecordingWriterTests {
    @Test(.requirement("JL-35c"))
    func `a sealed recording verifies with and without the key and counts every packet`() throws {
        let scratch = try Scratch()
        let keys = try EvidenceKeys.generate()
        var generator = Seeded(1)
        let writer = try makeWriter(scratch.path, keys: keys)
        try writer.declare(
            participant: ParticipantDeclaration(participant: 7, side: .inviting, label: "physician"),
            at: monotonicStart)
        try writer.declare(stream: microphone, at: monotonicStart)
        try writer.append(event: .joined(participant: 7, at: monotonicStart))
        try writeAudio(writer, packets: 1_500, using: &generator)
        let summary = try writer.seal(now: monotonicStart + 30_000 * millisecond)
        #expect(summary.packetCount == 1_500)
        #expect(summary.streams.first?.lostOnWire == 0)
        #expect(summary.endedAt - summary.startedAt == 30_000)

        let open = try RecordingVerifier(key: keys.recording, trustedSigningKeys: [keys.publicKey])
            .verify(directory: scratch.path, recording: "rec-1")
        #expect(open.verdict == .sealed)
        #expect(open.findings.isEmpty)
        #expect(open.packets == 1_500)
        #expect(open.streams == summary.streams)
        #expect(open.segments.first?.rootHash == summary.rootHash)
        #expect(open.segments.first?.chunks == summary.chunkCount)
        #expect(open.isSigningKeyTrusted == true)
        // One checkpoint each ten seconds and the seal.
        #expect(open.segments.first.map { $0.checkpoints >= 3 } == true)

        let closed = try RecordingVerifier().verify(directory: scratch.path, recording: "rec-1")
        #expect(closed.verdict == .sealed)
        #expect(!closed.isDecrypted)
        #expect(closed.packets == 1_500)
    }

    @Test(.requirement("NHC-TM-4.1.4b")) func `media is on disk within half a second of its arrival`() throws
    {
        let scratch = try Scratch()
        let keys = try EvidenceKeys.generate()
        let writer = try makeWriter(scratch.path, keys: keys)
        var worst: UInt64 = 0
        var taken: UInt64 = 0
        // 20 ms of media a step; the writer is ticked every 20 ms, and whatever another reader then sees is on disk.
        for step in 0..<200 as Range<UInt64> {
            let now = monotonicStart + step * 20 * millisecond
            let packet = rtpPacket(ssrc: 1, sequence: UInt16(step), timestamp: 0, payload: [1, 2, 3])
            try writer.append(rtp: packet.span, from: 1, link: 0, arrival: now)
            taken += 1
            try writer.tick(now: now)
            let seen = try RecordingVerifier(key: keys.recording).verify(
                directory: scratch.path, recording: "rec-1")
            worst = max(worst, (taken - seen.packets) * 20)
        }
        #expect(worst <= 500)
        #expect(worst > 0)
    }

    @Test func `a recording is refused when the disk holds less than the reserve`() throws {
        let scratch = try Scratch()
        let keys = try EvidenceKeys.generate()
        #expect {
            _ = try RecordingWriter(
                configuration: configuration(scratch.path, reserve: .max), recording: "rec-1", keys: keys,
                wallMilliseconds: wallStart, monotonicNanoseconds: monotonicStart)
        } throws: { error in
            guard case .spaceBelowReserve(let available, .max)? = error as? EvidenceError else {
                return false
            }
            return available > 0
        }
    }

    @Test func `one recording has one writer`() throws {
        let scratch = try Scratch()
        let keys = try EvidenceKeys.generate()
        let writer = try makeWriter(scratch.path, keys: keys)
        #expect(throws: EvidenceError.inUse(recording: "rec-1")) {
            _ = try makeWriter(scratch.path, keys: keys)
        }
        _ = try writer.seal(now: monotonicStart)
        #expect(throws: EvidenceError.closed) { try writer.tick(now: monotonicStart) }
        #expect(throws: EvidenceError.closed) {
            try writer.append(rtp: [0x80].span, from: 1, link: 0, arrival: monotonicStart)
        }
    }

    /// What a child inherits between fork and exec is a second descriptor of the same lock, as `dup` makes one.
    @Test func `a child forked meanwhile does not hold the recording when its writer is gone`() throws {
        let scratch = try Scratch()
        let keys = try EvidenceKeys.generate()
        var writer: RecordingWriter? = try makeWriter(scratch.path, keys: keys)
        let lock = scratch.path + "/rec-1/.lock"
        let held = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").first {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == lock
        }
        let inherited = dup(try #require(held.flatMap { Int32($0) }))
        defer { close(inherited) }
        #expect(writer != nil)
        writer = nil
        writer = try makeWriter(scratch.path, keys: keys, at: 1_000)
        #expect(writer?.recovered != nil)
    }

    @Test(arguments: ["", ".", "..", "../x", "a/b", ".hidden", "名", String(repeating: "a", count: 129)])
    func `a recording's name cannot leave its directory`(name: String) throws {
        let scratch = try Scratch()
        let keys = try EvidenceKeys.generate()
        #expect(throws: EvidenceError.invalidRecordingName) {
            _ = try makeWriter(scratch.path, recording: name, keys: keys)
        }
    }

    @Test func `packets the relay dropped are told by verifier and seal`() throws {
        let scratch = try Scratch()
        let keys = try EvidenceKeys.generate()
        let writer = try makeWriter(scratch.path, keys: keys)
        let gap = RecordedGap(
            participant: 7, ssrc: 9, packets: 12, from: monotonicStart, to: monotonicStart + 5,
            reason: .ringFull)
        try writer.append(event: .gap(gap))
        let summary = try writer.seal(now: monotonicStart + 10)
        #expect(summary.gapCount == 1)
        #expect(summary.droppedPackets == 12)
        let found = try RecordingVerifier(key: keys.recording).verify(
            directory: scratch.path, recording: "rec-1")
        #expect(found.gaps == [gap])
        #expect(found.droppedPackets == 12)
        #expect(found.verdict == .sealed)
    }

    @Test func `the largest datagram fits and a larger one is refused without closing the writer`() throws {
        let scratch = try Scratch()
        let keys = try EvidenceKeys.generate()
        let writer = try makeWriter(scratch.path, keys: keys)
        let largest = rtpPacket(
            ssrc: 1, sequence: 1, timestamp: 1, payload: [UInt8](repeating: 5, count: 65_507 - 12))
        try writer.append(rtp: largest.span, from: 1, link: 0, arrival: monotonicStart)
        let tooLarge = [UInt8](repeating: 0x80, count: 65_530)
        #expect(throws: EvidenceError.recordTooLarge(bytes: 65_530)) {
            try writer.append(rtp: tooLarge.span, from: 1, link: 0, arrival: monotonicStart)
        }
        #expect(try writer.seal(now: monotonicStart).packetCount == 1)
        let found = try RecordingVerifier(key: keys.recording).verify(
            directory: scratch.path, recording: "rec-1")
        #expect(found.verdict == .sealed)
        #expect(found.packets == 1)
    }

    @Test func `loss before the relay is counted by sequence number across the wrap`() throws {
        let scratch = try Scratch()
        let keys = try EvidenceKeys.generate()
        let writer = try makeWriter(scratch.path, keys: keys)
        for sequence in [65_533, 65_535, 65_534, 2, 0] as [UInt16] {
            let packet = rtpPacket(ssrc: 1, sequence: sequence, timestamp: 1, payload: [0])
            try writer.append(rtp: packet.span, from: 1, link: 0, arrival: monotonicStart)
        }
        let stream = try #require(try writer.seal(now: monotonicStart).streams.first)
        #expect(stream.packets == 5)
        #expect(stream.lostOnWire == 1)
        #expect(stream.highestSequence - stream.firstSequence == 5)
    }

    @Test func `the list shows a recording's start, end and size`() throws {
        let scratch = try Scratch()
        let keys = try EvidenceKeys.generate()
        let writer = try makeWriter(scratch.path, recording: "b", keys: keys)
        _ = try makeWriter(scratch.path, recording: "a", keys: keys)
        let summary = try writer.seal(now: monotonicStart + 2_000 * millisecond)
        let list = try RecordingCatalogue.list(directory: scratch.path)
        #expect(list.map(\.recording) == ["a", "b"])
        #expect(list.map(\.appearsSealed) == [false, true])
        #expect(list.last?.endedAt == wallStart + 2_000)
        #expect(list.last?.bytes == summary.bytes)
        #expect(list.last?.startedAt == wallStart)
    }
}
