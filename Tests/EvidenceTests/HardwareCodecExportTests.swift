import Evidence
import Foundation
import Testing

/// What a hardware codec or an old conference set sends: H.264 (RFC 6184) and G.711 (RFC 3551), as ffmpeg packs it.
@Suite(.serialized) struct `Export of H.264 and G.711` {
    private let keys: EvidenceKeys
    private let scratch: Scratch

    init() throws {
        keys = try EvidenceKeys.generate()
        scratch = try Scratch()
    }

    private func declaration(_ ssrc: UInt32, _ codec: String, participant: UInt64 = 1) -> StreamDeclaration {
        let isVideo = codec == "H264" || codec == "VP8"
        let type: UInt8 =
            switch codec {
            case "H264": 97
            case "VP8": 96
            case "PCMA": 8
            case "opus": 111
            default: 0
            }
        return StreamDeclaration(
            participant: participant, ssrc: ssrc, kind: isVideo ? .video : .audio,
            source: isVideo ? .camera : .microphone,
            formats: [
                PayloadFormat(
                    payloadType: type, codec: codec,
                    clockRate: isVideo ? 90_000 : codec == "opus" ? 48_000 : 8_000)
            ])
    }

    private func export(
        _ script: CallScript, _ declarations: [StreamDeclaration], seconds: Double
    ) throws -> (manifest: ExportManifest, folder: String) {
        let writer = try makeWriter(scratch.path, keys: keys)
        for stream in declarations { try writer.declare(stream: stream, at: monotonicStart) }
        let instant = { (at: Double) in monotonicStart + UInt64(at * 1e9) }
        try writer.play(
            script,
            events: [
                (0, .joined(participant: 1, at: instant(0))),
                (seconds, .left(participant: 1, at: instant(seconds))),
            ])
        _ = try writer.seal(now: instant(seconds + 0.1))
        let folder = scratch.path + "/export"
        let manifest = try RecordingExporter(key: keys.recording)
            .export(directory: scratch.path, recording: "rec-1", to: folder)
        return (manifest, folder)
    }

    /// When each picture is shown, in the order a player shows them.
    private func pictureTimes(_ file: String) throws -> [Double] {
        let result = try run(
            "ffprobe",
            [
                "-v", "error", "-select_streams", "v", "-show_entries", "frame=pts_time", "-of", "csv=p=0",
                file,
            ])
        #expect(result.errors.isEmpty, "\(result.errors)")
        return result.output.split(whereSeparator: { $0.isNewline || $0 == "," }).compactMap { Double($0) }
    }

    @Test(arguments: ["PCMA", "PCMU"])
    func `voice and picture of a hardware codec come out whole and at their times`(law: String) throws {
        let sound = try (law == "PCMA" ? RTPCapture.pcma : RTPCapture.pcmu).get()
        var script = CallScript(generator: Seeded(31))
        script.add(
            try RTPCapture.h264.get(), participant: 1, ssrc: 12, from: 1, seconds: 9, clockRate: 90_000)
        // Nothing arrives from 5 s to 7 s.
        script.add(sound, participant: 1, ssrc: 11, from: 0, seconds: 12, clockRate: 8_000) { at in
            !(5..<7).contains(at)
        }
        let (manifest, folder) = try export(
            script, [declaration(11, law), declaration(12, "H264")], seconds: 12)
        #expect(
            manifest.files.map(\.name) == [
                "participant-1.mkv", "participant-1-microphone.wav", "mixed.ogg",
            ])
        #expect(manifest.files.first?.codecs == [law.lowercased(), "h264"])
        #expect(manifest.skippedStreams.isEmpty)
        let voice = try #require(manifest.files.first?.audio)
        #expect(voice.lostPackets == 100 && voice.droppedPackets == 0 && voice.packets == 500, "\(voice)")
        #expect(abs(voice.filledMilliseconds - 2_000) < 60, "\(voice)")
        let picture = try #require(manifest.files.first?.video)
        #expect(picture.frames == 135 && picture.droppedFrames == 0)
        #expect(picture.width == 320 && picture.height == 240)

        let file = folder + "/participant-1.mkv"
        let pair = try probe(file)
        #expect(pair.codecs == ["h264", law == "PCMA" ? "pcm_alaw" : "pcm_mulaw"])
        #expect(abs(pair.duration - 12) <= 0.2 && pair.frames("video") == 135)
        let times = try pictureTimes(file)
        #expect(times.count == 135)
        #expect(times.first.map { abs($0 - 1) < 0.05 } == true, "\(times.prefix(3))")
        #expect(zip(times, times.dropFirst()).allSatisfy { abs($1 - $0 - 1 / 15) < 0.005 })
        let alone = try probe(folder + "/participant-1-microphone.wav")
        #expect(abs(alone.duration - 12) <= 0.05)
        for name in ["participant-1.mkv", "participant-1-microphone.wav", "mixed.ogg"] {
            let quiet = try silences(folder + "/" + name)
            #expect(quiet.count == 1, "\(name): \(quiet)")
            #expect(quiet.first.map { abs($0.start - 5) < 0.1 && abs($0.end - 7) < 0.1 } == true, "\(quiet)")
        }
    }

    @Test func `pictures sent out of their order are shown in it`() throws {
        var script = CallScript(generator: Seeded(32))
        script.add(
            try RTPCapture.reorderedH264.get(), participant: 1, ssrc: 12, from: 0, seconds: 12,
            clockRate: 90_000)
        let (manifest, folder) = try export(script, [declaration(12, "H264")], seconds: 12)
        let picture = try #require(manifest.files.first?.video)
        #expect(picture.frames >= 178 && picture.droppedFrames == 0)
        #expect(picture.width == 318 && picture.height == 238)
        let times = try pictureTimes(folder + "/participant-1.mkv")
        #expect(times.count == Int(picture.frames))
        #expect(zip(times, times.dropFirst()).allSatisfy { abs($1 - $0 - 1 / 15) < 0.005 }, "\(times)")
    }

    @Test(arguments: [33, 34, 35] as [UInt64])
    func `loss leaves a picture that decodes without an error, and silence`(seed: UInt64) throws {
        var script = CallScript(generator: Seeded(seed), lossPerMille: 40)
        script.add(
            try RTPCapture.h264.get(), participant: 1, ssrc: 12, from: 0, seconds: 12, clockRate: 90_000)
        script.add(
            try RTPCapture.pcma.get(), participant: 1, ssrc: 11, from: 0, seconds: 12, clockRate: 8_000)
        let (manifest, folder) = try export(
            script, [declaration(11, "PCMA"), declaration(12, "H264")], seconds: 12)
        let file = try #require(manifest.files.first)
        #expect(
            file.video.map { $0.droppedFrames > 0 && $0.frames > 0 && $0.lostPackets > 0 } == true, "\(file)")
        // Each lost packet is 20 ms; so is its filling.
        let voice = try #require(file.audio)
        #expect(voice.lostPackets > 0)
        #expect(abs(voice.filledMilliseconds - Int64(voice.lostPackets) * 20) <= 60, "\(voice)")
        let probed = try probe(folder + "/" + file.name)
        #expect(abs(probed.duration - 12) <= 0.2)
        #expect(probed.frames("video") == file.video.map { Int($0.frames) })
    }

    @Test func `a camera that changes its codec leaves a file of each`() throws {
        let media = try MediaFixture.made.get()
        var script = CallScript(generator: Seeded(36))
        script.add(
            try RTPCapture.h264.get(), participant: 1, ssrc: 12, from: 0, seconds: 4, clockRate: 90_000)
        script.add(try RTPCapture.pcmu.get(), participant: 1, ssrc: 11, from: 0, seconds: 4, clockRate: 8_000)
        script.addVideo(media.vp8, participant: 1, ssrc: 22, from: 5, seconds: 4)
        script.addAudio(media.opus, participant: 1, ssrc: 21, from: 5, seconds: 4)
        let (manifest, folder) = try export(
            script,
            [
                declaration(12, "H264"), declaration(11, "PCMU"), declaration(22, "VP8"),
                declaration(21, "opus"),
            ], seconds: 10)
        #expect(manifest.skippedStreams.isEmpty)
        #expect(
            manifest.files.map(\.name) == [
                "participant-1.mkv", "participant-1-vp8.webm", "participant-1-microphone.ogg",
                "participant-1-microphone-pcmu.wav", "mixed.ogg",
            ])
        #expect(try probe(folder + "/participant-1.mkv").frames("video") == 60)
        #expect(try probe(folder + "/participant-1-vp8.webm").frames("video") == 60)
        let quiet = try silences(folder + "/mixed.ogg")
        #expect(quiet.first.map { abs($0.start - 4) < 0.1 && abs($0.end - 5) < 0.1 } == true, "\(quiet)")
    }

    @Test func `a picture without its parameter sets is told, and the voice beside it comes out`() throws {
        var script = CallScript(generator: Seeded(37))
        script.add(try RTPCapture.pcma.get(), participant: 1, ssrc: 11, from: 0, seconds: 3, clockRate: 8_000)
        // Pieces of slices alone: the sets stand in aggregates (RFC 6184 type 24) of their own.
        script.add(
            try RTPCapture.h264.get(), participant: 1, ssrc: 12, from: 0, seconds: 3, clockRate: 90_000)
        script.items.removeAll { item in
            guard case .rtp(let bytes) = item.item, bytes[11] == 12 else { return false }
            return [6, 7, 8, 24].contains(bytes[12] & 0x1F)
        }
        let (manifest, _) = try export(
            script, [declaration(11, "PCMA"), declaration(12, "H264")], seconds: 3)
        #expect(manifest.files.first?.codecs == ["pcma"])
        #expect(manifest.skippedStreams.map(\.reason) == ["no picture could be decoded"])
    }
}
