import Evidence
import Foundation
import Testing

private func stream(
    _ participant: UInt64, _ ssrc: UInt32, _ kind: RecordedKind, _ source: RecordedSource
) -> StreamDeclaration {
    StreamDeclaration(
        participant: participant, ssrc: ssrc, kind: kind, source: source,
        formats: [
            kind == .audio
                ? PayloadFormat(payloadType: 111, codec: "opus", clockRate: 48_000, channels: 2)
                : PayloadFormat(payloadType: 96, codec: "VP8", clockRate: 90_000)
        ])
}

extension RecordingWriter {
    /// Plays a script in order of arrival, with the given events between.
    func play(_ script: CallScript, events: [(at: Double, RecordedEvent)]) throws {
        var pending = events.sorted { $0.at < $1.at }
        for entry in script.items.sorted(by: { $0.at < $1.at }) {
            while let event = pending.first, monotonicStart + UInt64(event.at * 1e9) <= entry.at {
                try append(event: event.1)
                pending.removeFirst()
            }
            switch entry.item {
            case .rtp(let bytes):
                try append(rtp: bytes.span, from: entry.participant, link: 0, arrival: entry.at)
            case .rtcp(let bytes):
                try append(rtcp: bytes.span, from: entry.participant, link: 0, arrival: entry.at)
            }
            try tick(now: entry.at)
        }
        for event in pending { try append(event: event.1) }
    }
}

private func instant(_ seconds: Double) -> UInt64 { monotonicStart + UInt64(seconds * 1e9) }

@Suite(.serialized) struct RecordingExportTests {
    @Test func `two participants and a shared screen come out with right codecs, times and durations`() throws
    {
        let scratch = try Scratch()
        let keys = try EvidenceKeys.generate()
        let media = try MediaFixture.made.get()
        var script = CallScript(generator: Seeded(7))
        // Muted from 5 s to 7 s, gone at 12 s; the other is there from 3 s to 8 s and shows a screen from 4 s to 7 s.
        script.addAudio(media.opus, participant: 1, ssrc: 11, from: 0, seconds: 12, except: 5...7)
        script.addVideo(media.vp8, participant: 1, ssrc: 12, from: 0, seconds: 9)
        script.addAudio(media.opus, participant: 2, ssrc: 21, from: 3, seconds: 5)
        script.addVideo(media.vp8, participant: 2, ssrc: 22, from: 3.5, seconds: 4.5)
        script.addVideo(media.vp8, participant: 2, ssrc: 23, from: 4, seconds: 3)
        let writer = try makeWriter(scratch.path, keys: keys)
        for (participant, side) in [(1, RecordedSide.inviting), (2, .invited)] as [(UInt64, RecordedSide)] {
            try writer.declare(
                participant: ParticipantDeclaration(
                    participant: participant, side: side, label: "p\(participant)"),
                at: monotonicStart)
        }
        for declaration in [
            stream(1, 11, .audio, .microphone), stream(1, 12, .video, .camera),
            stream(2, 21, .audio, .microphone),
            stream(2, 22, .video, .camera), stream(2, 23, .video, .screen),
        ] { try writer.declare(stream: declaration, at: monotonicStart) }
        try writer.play(
            script,
            events: [
                (0, .joined(participant: 1, at: instant(0))), (3, .joined(participant: 2, at: instant(3))),
                (8, .left(participant: 2, at: instant(8))), (12, .left(participant: 1, at: instant(12))),
            ])
        _ = try writer.seal(now: instant(12.2))

        let output = scratch.path + "/export"
        let manifest = try RecordingExporter(key: keys.recording, trustedSigningKeys: [keys.publicKey])
            .export(directory: scratch.path, recording: "rec-1", to: output)
        #expect(manifest.verdict == .sealed)
        #expect(
            manifest.files.map(\.name) == [
                "participant-1.webm", "participant-1-microphone.ogg", "participant-2.webm",
                "participant-2-screen.webm", "participant-2-microphone.ogg", "mixed.ogg",
            ])
        #expect(manifest.skippedStreams.isEmpty)

        let first = try probe(output + "/participant-1.webm")
        #expect(first.codecs == ["opus", "vp8"])
        #expect(abs(first.duration - 12) <= 1)
        #expect(first.frames("video") == 9 * MediaFixture.framesPerSecond)
        let second = try probe(output + "/participant-2.webm")
        #expect(second.codecs == ["opus", "vp8"])
        #expect(abs(second.duration - 5) <= 1)
        let screen = try probe(output + "/participant-2-screen.webm")
        #expect(screen.codecs == ["vp8"])
        #expect(abs(screen.duration - 3) <= 1)
        let mixed = try probe(output + "/mixed.ogg")
        #expect(mixed.codecs == ["opus"])
        #expect(abs(mixed.duration - 12) <= 1)

        let quiet = try silences(output + "/participant-1.webm")
        #expect(quiet.count == 1)
        #expect(quiet.first.map { abs($0.start - 5) < 0.1 && abs($0.end - 7) < 0.1 } == true, "\(quiet)")
        // In the mix the other's voice covers that gap.
        #expect(try silences(output + "/mixed.ogg").isEmpty)
    }

    @Test func `the last picture stays until the participant leaves, also without a microphone`() throws {
        let scratch = try Scratch()
        let keys = try EvidenceKeys.generate()
        let media = try MediaFixture.made.get()
        var script = CallScript(generator: Seeded(8))
        script.addVideo(media.vp8, participant: 1, ssrc: 12, from: 1, seconds: 3)
        let writer = try makeWriter(scratch.path, keys: keys)
        try writer.declare(stream: stream(1, 12, .video, .camera), at: monotonicStart)
        try writer.play(
            script,
            events: [
                (0, .joined(participant: 1, at: instant(0))), (10, .left(participant: 1, at: instant(10))),
            ])
        _ = try writer.seal(now: instant(10))
        let output = scratch.path + "/export"
        _ = try RecordingExporter(key: keys.recording).export(
            directory: scratch.path, recording: "rec-1", to: output)
        let file = try probe(output + "/participant-1.webm")
        #expect(file.codecs == ["vp8"])
        #expect(abs(file.duration - 10) <= 1)
    }

    @Test(arguments: [20, 21, 22] as [UInt64])
    func `loss leaves a file that decodes without an error`(seed: UInt64) throws {
        let scratch = try Scratch()
        let keys = try EvidenceKeys.generate()
        let media = try MediaFixture.made.get()
        var script = CallScript(generator: Seeded(seed), lossPerMille: 60)
        script.addAudio(media.opus, participant: 1, ssrc: 11, from: 0, seconds: 10)
        script.addVideo(media.vp8, participant: 1, ssrc: 12, from: 0, seconds: 10)
        let writer = try makeWriter(scratch.path, keys: keys)
        try writer.declare(stream: stream(1, 11, .audio, .microphone), at: monotonicStart)
        try writer.declare(stream: stream(1, 12, .video, .camera), at: monotonicStart)
        try writer.play(script, events: [(0, .joined(participant: 1, at: instant(0)))])
        _ = try writer.seal(now: instant(10))
        let output = scratch.path + "/export"
        let manifest = try RecordingExporter(key: keys.recording).export(
            directory: scratch.path, recording: "rec-1", to: output)
        let file = try #require(manifest.files.first)
        #expect(
            file.video.map { $0.droppedFrames > 0 && $0.frames > 0 && $0.lostPackets > 0 } == true, "\(file)")
        #expect(file.audio.map { $0.lostPackets > 0 && $0.filledMilliseconds > 0 } == true)
        let probed = try probe(output + "/" + file.name)
        #expect(abs(probed.duration - 10) <= 1)
        #expect(probed.frames("video") == file.video.map { Int($0.frames) })
    }

    @Test func `retransmitted packets fill the holes`() throws {
        let scratch = try Scratch()
        let keys = try EvidenceKeys.generate()
        let media = try MediaFixture.made.get()
        var script = CallScript(generator: Seeded(9))
        script.addVideo(media.vp8, participant: 1, ssrc: 12, from: 0, seconds: 6)
        // Every ninth packet is lost and comes again 80 ms later on the repair stream (RFC 4588).
        var repair: UInt16 = 0
        for index in script.items.indices where index % 9 == 8 {
            guard case .rtp(let bytes) = script.items[index].item else { continue }
            let original = Array(bytes[2..<4]) + bytes[12...]
            let timestamp = bytes[4..<8].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            script.items[index].item = .rtp(
                rtpPacket(
                    ssrc: 13, sequence: repair, timestamp: timestamp, payloadType: 97,
                    marker: bytes[1] & 0x80 != 0,
                    payload: original))
            script.items[index].at += 80 * millisecond
            repair += 1
        }
        let writer = try makeWriter(scratch.path, keys: keys)
        try writer.declare(stream: stream(1, 12, .video, .camera), at: monotonicStart)
        try writer.declare(
            stream: StreamDeclaration(
                participant: 1, ssrc: 13, kind: .video, source: .camera, repairs: 12,
                formats: [
                    PayloadFormat(payloadType: 97, codec: "rtx", clockRate: 90_000, repairedPayloadType: 96)
                ]), at: monotonicStart)
        try writer.play(script, events: [])
        _ = try writer.seal(now: instant(6))
        let manifest = try RecordingExporter(key: keys.recording).export(
            directory: scratch.path, recording: "rec-1", to: scratch.path + "/export")
        let video = try #require(manifest.files.first?.video)
        #expect(repair > 10)
        #expect(video.lostPackets == 0)
        #expect(video.frames == UInt64(6 * MediaFixture.framesPerSecond))
    }

    @Test func `after a crash and a re-join with new streams the file still spans the whole presence`() throws
    {
        let scratch = try Scratch()
        let keys = try EvidenceKeys.generate()
        let media = try MediaFixture.made.get()
        // Four seconds, a crash, three seconds of nothing, four seconds with other SSRCs.
        for (start, audio, video) in [(0, 11, 12), (7, 31, 32)] as [(Double, UInt32, UInt32)] {
            var script = CallScript(generator: Seeded(UInt64(audio)))
            script.addAudio(media.opus, participant: 1, ssrc: audio, from: start, seconds: 4)
            script.addVideo(media.vp8, participant: 1, ssrc: video, from: start, seconds: 4)
            let writer = try makeWriter(scratch.path, keys: keys, at: UInt64(start * 1_000))
            #expect((writer.recovered != nil) == (start > 0))
            try writer.declare(stream: stream(1, audio, .audio, .microphone), at: instant(start))
            try writer.declare(stream: stream(1, video, .video, .camera), at: instant(start))
            try writer.play(script, events: [(start, .joined(participant: 1, at: instant(start)))])
            if start > 0 { _ = try writer.seal(now: instant(11)) } else { try writer.flush(now: instant(4)) }
        }
        let output = scratch.path + "/export"
        let manifest = try RecordingExporter(key: keys.recording).export(
            directory: scratch.path, recording: "rec-1", to: output)
        #expect(manifest.roots.count == 2)
        #expect(manifest.skippedStreams.isEmpty)
        let file = try probe(output + "/participant-1.webm")
        #expect(abs(file.duration - 11) <= 1)
        #expect(file.frames("video") == 2 * 4 * MediaFixture.framesPerSecond)
        let quiet = try silences(output + "/participant-1.webm")
        #expect(quiet.count == 1)
        #expect(quiet.first.map { abs($0.start - 4) < 0.1 && abs($0.end - 7) < 0.1 } == true, "\(quiet)")
    }

    @Test func `picture that travels longer than sound is put back beside it by the sender's reports`() throws
    {
        let scratch = try Scratch()
        let keys = try EvidenceKeys.generate()
        let media = try MediaFixture.made.get()
        var script = CallScript(generator: Seeded(15))
        script.addVideo(media.vp8, participant: 1, ssrc: 12, from: 1, seconds: 3)
        // The packets, not what the sender says of its clocks, come 400 ms late.
        for index in script.items.indices {
            if case .rtp = script.items[index].item { script.items[index].at += 400 * millisecond }
        }
        script.addAudio(media.opus, participant: 1, ssrc: 11, from: 0, seconds: 4)
        let writer = try makeWriter(scratch.path, keys: keys)
        try writer.declare(stream: stream(1, 11, .audio, .microphone), at: monotonicStart)
        try writer.declare(stream: stream(1, 12, .video, .camera), at: monotonicStart)
        try writer.play(script, events: [(0, .joined(participant: 1, at: instant(0)))])
        _ = try writer.seal(now: instant(4.5))
        let output = scratch.path + "/export"
        _ = try RecordingExporter(key: keys.recording).export(
            directory: scratch.path, recording: "rec-1", to: output)
        let packets = try run(
            "ffprobe",
            [
                "-v", "error", "-select_streams", "v", "-show_entries", "packet=pts_time", "-of", "csv=p=0",
                output + "/participant-1.webm",
            ])
        let first = packets.output.split(whereSeparator: { $0.isNewline || $0 == "," }).first.flatMap {
            Double($0)
        }
        #expect(first.map { abs($0 - 1) < 0.05 } == true, "\(String(describing: first))")
    }

    @Test func `of streams at the same time the busiest is exported, and the rest is told`() throws {
        let scratch = try Scratch()
        let keys = try EvidenceKeys.generate()
        let media = try MediaFixture.made.get()
        var script = CallScript(generator: Seeded(16))
        script.addVideo(media.vp8, participant: 1, ssrc: 12, from: 0, seconds: 4)
        script.addVideo(media.vp8, participant: 1, ssrc: 13, from: 0, seconds: 3)
        script.addVideo(media.vp8, participant: 1, ssrc: 14, from: 0, seconds: 2)
        script.addAudio(media.opus, participant: 2, ssrc: 99, from: 0, seconds: 1)
        let writer = try makeWriter(scratch.path, keys: keys)
        for ssrc in [12, 13] as [UInt32] {
            try writer.declare(stream: stream(1, ssrc, .video, .camera), at: monotonicStart)
        }
        try writer.declare(
            stream: StreamDeclaration(
                participant: 1, ssrc: 14, kind: .video, source: .camera,
                formats: [PayloadFormat(payloadType: 96, codec: "AV1", clockRate: 90_000)]),
            at: monotonicStart)
        try writer.play(script, events: [])
        _ = try writer.seal(now: instant(4))
        let manifest = try RecordingExporter(key: keys.recording).export(
            directory: scratch.path, recording: "rec-1", to: scratch.path + "/export")
        #expect(manifest.files.map(\.name) == ["participant-1.webm"])
        #expect(manifest.files.first?.video?.frames == UInt64(4 * MediaFixture.framesPerSecond))
        #expect(
            manifest.skippedStreams.map(\.reason) == [
                "parallel to a busier stream", "codec not exported", "undeclared",
            ])
    }

    @Test func `an export of the same recording gives the same bytes`() throws {
        let scratch = try Scratch()
        let keys = try EvidenceKeys.generate()
        let media = try MediaFixture.made.get()
        var script = CallScript(generator: Seeded(10))
        script.addAudio(media.opus, participant: 1, ssrc: 11, from: 0, seconds: 2)
        script.addVideo(media.vp8, participant: 1, ssrc: 12, from: 0, seconds: 2)
        let writer = try makeWriter(scratch.path, keys: keys)
        try writer.declare(stream: stream(1, 11, .audio, .microphone), at: monotonicStart)
        try writer.declare(stream: stream(1, 12, .video, .camera), at: monotonicStart)
        try writer.play(script, events: [])
        _ = try writer.seal(now: instant(2))
        let exporter = RecordingExporter(key: keys.recording)
        let one = try exporter.export(directory: scratch.path, recording: "rec-1", to: scratch.path + "/one")
        let two = try exporter.export(directory: scratch.path, recording: "rec-1", to: scratch.path + "/two")
        #expect(one == two)
        #expect(one.files.allSatisfy { $0.sha256.count == 64 && $0.bytes > 0 })
    }

    @Test func `a broken recording is exported only on demand, and the manifest says so`() throws {
        let scratch = try Scratch()
        let keys = try EvidenceKeys.generate()
        let media = try MediaFixture.made.get()
        var script = CallScript(generator: Seeded(11))
        script.addAudio(media.opus, participant: 1, ssrc: 11, from: 0, seconds: 4)
        let writer = try makeWriter(scratch.path, keys: keys)
        try writer.declare(stream: stream(1, 11, .audio, .microphone), at: monotonicStart)
        try writer.play(script, events: [])
        _ = try writer.seal(now: instant(4))
        let file = scratch.path + "/rec-1/segment-0001.hzr"
        var bytes = try readBytes(file)
        bytes[bytes.count / 2] ^= 4
        try writeBytes(bytes, to: file)
        var exporter = RecordingExporter(key: keys.recording)
        #expect(throws: EvidenceError.notVerified) {
            _ = try exporter.export(directory: scratch.path, recording: "rec-1", to: scratch.path + "/e")
        }
        exporter.acceptsBroken = true
        let manifest = try exporter.export(
            directory: scratch.path, recording: "rec-1", to: scratch.path + "/e")
        #expect(manifest.verdict == .broken)
        #expect(manifest.files.contains { $0.name == "mixed.ogg" })
    }

    @Test func `a missing ffmpeg is told`() throws {
        let scratch = try Scratch()
        let keys = try EvidenceKeys.generate()
        #expect(throws: EvidenceError.toolMissing("ffmpeg")) {
            _ = try RecordingExporter(key: keys.recording, ffmpeg: "/nonexistent/ffmpeg").export(
                directory: scratch.path, recording: "rec-1", to: scratch.path + "/e")
        }
    }
}
