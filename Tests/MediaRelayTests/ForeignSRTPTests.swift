import BrowserDriver
import Evidence
import Foundation
import MediaEngine
import MediaRelay
import Testing
import Wire

/// Programs that speak plain SRTP with keys in the SDP: ffmpeg and GStreamer, to each other and to a browser.
@Suite(.serialized) struct `Foreign SRTP ends` {
    private static let suites: [SDPCrypto.Suite] = [.aeadAES128GCM, .aeadAES256GCM, .aes128CMHMACSHA1_80]

    @Test(arguments: [false, true])
    func `ffmpeg publishes and ffmpeg watches`(hardwareCodecs: Bool) async throws {
        let test = try await TestNode()
        let room = RelayRoomName("room")
        try await test.node.openRoom(id: room, recording: .init("call"))
        let formats = hardwareCodecs ? [KeyedEnd.pcma, KeyedEnd.h264] : [KeyedEnd.opus, KeyedEnd.vp8]
        let watcher = try KeyedEnd(.aes128CMHMACSHA1_80, formats)
        let watched = try await join(watcher, "watcher", .watch, test.node, room)
        let watching = try FFmpeg.watch(watcher, watched, in: test.directory, seconds: 6)
        let publisher = try KeyedEnd(.aes128CMHMACSHA1_80, formats)
        let published = try await join(publisher, "publisher", .publish, test.node, room)
        let publishing = try FFmpeg.publish(publisher, published, tone: 523)
        #expect(watching.wait() == 0, "\(watching.errors)")
        let seen = try FFmpeg.seen(in: test.directory)
        #expect(seen.frames > 20, "\(seen) \(watching.errors)")
        #expect(abs(seen.sound.tone - 523) < 15 && seen.sound.level > 1000, "\(seen.sound)")
        publishing.stop()
        watching.stop()
        let joined = test.events.filter { if case .connected = $0 { true } else { false } }
        #expect(joined.count == 2, "each end once, whatever its lines")
        let summary = try #require(try await test.node.closeRoom(id: room))
        let codecs = summary.declaredStreams.flatMap(\.formats).map(\.codec)
        #expect(Set(codecs) == (hardwareCodecs ? ["PCMA", "H264"] : ["opus", "VP8"]))
        try expectExport(
            of: "call", test, hardwareCodecs ? ["h264", "pcm_alaw"] : ["opus", "vp8"], tone: 523)
        await test.stop()
    }

    /// What was recorded on the way comes out as a file that plays: every picture, and the tone that was sent.
    private func expectExport(
        of recording: String, _ test: TestNode, _ codecs: Set<String>, tone: Double
    ) throws {
        let folder = test.directory + "/export"
        let manifest = try RecordingExporter(
            key: test.keys.recording, trustedSigningKeys: [test.keys.publicKey]
        )
        .export(directory: test.directory, recording: recording, to: folder)
        #expect(manifest.verdict == .sealed && manifest.skippedStreams.isEmpty, "\(manifest)")
        let file = try #require(manifest.files.first { $0.role == .participant })
        #expect(file.name.hasSuffix(codecs.contains("h264") ? ".mkv" : ".webm"))
        #expect(file.video.map { $0.frames > 40 && $0.width == 320 } == true, "\(file)")
        let probing = try ForeignEnd(
            "/usr/bin/ffprobe",
            [
                "-v", "error", "-count_frames", "-show_entries", "stream=codec_name,nb_read_frames", "-of",
                "csv=p=0", folder + "/" + file.name,
            ])
        #expect(probing.wait() == 0)
        #expect(probing.errors.isEmpty, "\(probing.errors)")
        let heard = folder + "/heard.wav"
        let converting = try ForeignEnd(
            "/usr/bin/ffmpeg",
            [
                "-v", "error", "-nostdin", "-i", folder + "/" + file.name, "-map", "0:a", "-ss", "2", "-t",
                "3",
                "-ac", "1", "-ar", "48000", heard,
            ])
        #expect(converting.wait() == 0)
        let sound = try RecordedSound(wav: heard)
        #expect(abs(sound.tone - tone) < 15 && sound.level > 1000, "\(sound)")
    }

    @Test(arguments: suites)
    func `GStreamer publishes and GStreamer watches, in every suite`(suite: SDPCrypto.Suite) async throws {
        let test = try await TestNode()
        let room = RelayRoomName("room")
        try await test.node.openRoom(id: room, recording: .init("call"))
        let watcher = try KeyedEnd(suite, [KeyedEnd.opus, KeyedEnd.vp8])
        let watched = try await join(watcher, "watcher", .watch, test.node, room)
        let watching = try GStreamer.watch(watcher, watched, in: test.directory)
        let publisher = try KeyedEnd(suite, [KeyedEnd.opus, KeyedEnd.vp8])
        let published = try await join(publisher, "publisher", .publish, test.node, room)
        let publishing = try GStreamer.publish(publisher, published, tone: 659)
        // On a fresh machine GStreamer first looks at all of its plugins, which may take longer than the test.
        try? await wait(for: "two seconds of pictures and sound", limit: .seconds(60)) {
            GStreamer.hasSeen(seconds: 2, in: test.directory)
        }
        watching.stop()
        publishing.stop()
        let seen = try GStreamer.seen(in: test.directory)
        #expect(seen.frames > 20, "\(seen) \(watching.errors) \(publishing.errors)")
        #expect(abs(seen.sound.tone - 659) < 15 && seen.sound.level > 1000, "\(seen.sound)")
        let legs = await test.node.statistics().flatMap(\.legs)
        #expect(legs.allSatisfy { $0.drops[.authentication] == 0 && $0.drops[.protectionFailed] == 0 })
        await test.stop()
    }

    /// A hardware codec's H.264 and G.711 in a browser, and the browser's VP8 and Opus in ffmpeg.
    @Test func `Chromium and ffmpeg see and hear each other`() async throws {
        let test = try await TestNode()
        let room = RelayRoomName("room")
        try await test.node.openRoom(id: room, recording: .init("call"))
        let page = try await browserPage(test, room)
        let publisher = try KeyedEnd(.aes128CMHMACSHA1_80, [KeyedEnd.pcma, KeyedEnd.h264])
        let publishing = try FFmpeg.publish(
            publisher, try await join(publisher, "codec", .publish, test.node, room), tone: 440)
        let watcher = try KeyedEnd(.aes128CMHMACSHA1_80, [KeyedEnd.opus, KeyedEnd.vp8])
        let watching = try FFmpeg.watch(
            watcher, try await join(watcher, "watcher", .watch, test.node, room), in: test.directory,
            seconds: 6)
        try await page.page.wait(
            for: "look().then(s => s.frames > 20 && s.energy > 0.01 && s.width === 320)",
            "H.264 decoded, G.711 heard", timeout: .seconds(20))
        #expect(watching.wait() == 0, "\(watching.errors)")
        let seen = try FFmpeg.seen(in: test.directory)
        #expect(seen.frames > 20 && seen.sound.level > 200, "\(seen)")
        // The watcher that takes no H.264 and no G.711 gets none, and is told.
        let told = test.events.compactMap { event in
            if case .unsupported(let session, _, let publisher, _, let codec) = event {
                "\(session) \(publisher) \(codec)"
            } else {
                nil
            }
        }
        #expect(Set(told) == ["watcher codec PCMA", "watcher codec H264"], "\(told)")
        publishing.stop()
        watching.stop()
        await page.browser.close()
        await test.stop()
    }

    /// Firefox answers the same offer as Chromium, and waits to be told which pair to use.
    @Test func `Firefox and ffmpeg see and hear each other`() async throws {
        let test = try await TestNode()
        let room = RelayRoomName("room")
        try await test.node.openRoom(id: room, recording: .init("call"))
        let firefox = try ForeignEnd.python("firefox_end.py", ["page", "--seconds", "12"], system: true)
        _ = try await firefox.hear("READY", as: String.self)
        try firefox.tell(
            try await test.node.join(room: room, participant: .init("firefox"), session: .init("firefox")))
        let answer = try await firefox.hear("ANSWER", as: String.self)
        try await test.node.answer(session: .init("firefox"), sdp: answer)
        let formats = [KeyedEnd.opus, KeyedEnd.vp8]
        let publisher = try KeyedEnd(.aes128CMHMACSHA1_80, formats)
        let publishing = try FFmpeg.publish(
            publisher, try await join(publisher, "codec", .publish, test.node, room), tone: 440)
        // The watcher is the codec's own: it is not sent what the codec says, so it hears Firefox.
        let watcher = try KeyedEnd(.aes128CMHMACSHA1_80, formats)
        let watching = try FFmpeg.watch(
            watcher, try await join(watcher, "watcher", .watch, test.node, room, of: "codec"),
            in: test.directory, seconds: 5)
        let seen = try await firefox.hear("RESULT", as: ForeignResult.self)
        #expect(seen.state == "connected", "\(seen) \(firefox.errors)")
        #expect(seen.frames ?? 0 > 20 && seen.width == 320 && seen.level ?? 0 > 0.01, "\(seen)")
        #expect(watching.wait() == 0, "\(watching.errors)")
        let heard = try FFmpeg.seen(in: test.directory)
        #expect(heard.frames > 20 && heard.sound.level > 200, "\(heard)")
        for end in [publishing, watching, firefox] { end.stop(SIGTERM) }
        await test.stop()
    }

    @Test func `an end with the wrong key is not heard, and is not there`() async throws {
        let test = try await TestNode()
        let room = RelayRoomName("room")
        try await test.node.openRoom(id: room, recording: .init("call"))
        let promised = try KeyedEnd(.aes128CMHMACSHA1_80, [KeyedEnd.opus, KeyedEnd.vp8])
        let answered = try await join(promised, "publisher", .publish, test.node, room)
        let liar = try KeyedEnd(.aes128CMHMACSHA1_80, [KeyedEnd.opus, KeyedEnd.vp8])
        let publishing = try FFmpeg.publish(liar, answered, tone: 440)
        let clock = ContinuousClock.now
        var refused: UInt64 = 0
        while refused < 50, ContinuousClock.now < clock + .seconds(10) {
            try await Task.sleep(for: .milliseconds(50))
            let numbers = try #require(await test.node.statistics().first)
            refused = numbers.drops[.unknownPeer] + numbers.legs.reduce(0) { $0 + $1.drops[.authentication] }
        }
        #expect(refused >= 50)
        #expect(!test.events.contains { if case .connected = $0 { true } else { false } })
        let summary = try #require(try await test.node.closeRoom(id: room))
        #expect(summary.declaredStreams.isEmpty)
        publishing.stop()
        await test.stop()
    }

    private func join(
        _ end: KeyedEnd, _ name: String, _ role: ForeignRole, _ node: RelayNode, _ room: RelayRoomName,
        of participant: String? = nil
    ) async throws -> [KeyedEnd.Answered] {
        let answer = try await node.joinForeign(
            room: room, participant: .init(participant ?? name), session: .init(name),
            offer: end.offer(role == .publish ? "sendonly" : "recvonly", muxesRTCP: role == .publish),
            role: role)
        return try end.read(answer)
    }

    private func browserPage(
        _ test: TestNode, _ room: RelayRoomName
    ) async throws -> (browser: Browser, page: Page) {
        let file = test.directory + "/page.html"
        try `Two browsers through the relay`.page.write(toFile: file, atomically: true, encoding: .utf8)
        let browser = try await Browser.launch()
        let page = try await browser.newPage()
        try await page.navigate(to: "file://" + file)
        let offer = try await test.node.join(
            room: room, participant: .init("browser"), session: .init("browser"))
        let answer = try await page.evaluate("join(\(`Two browsers through the relay`.quoted(offer)))")
        try await test.node.answer(session: .init("browser"), sdp: try #require(answer.string))
        try await page.wait(for: "pc.connectionState === 'connected'", "a connection")
        return (browser, page)
    }
}

/// What a watching program saw and heard.
struct Seen {
    var frames: Int
    var sound: RecordedSound
}

enum FFmpeg {
    private static let video: [String: [String]] = [
        "VP8/90000": ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "300k"],
        "H264/90000": [
            "-c:v", "libx264", "-profile:v", "baseline", "-preset", "ultrafast", "-tune", "zerolatency",
            "-pix_fmt",
            "yuv420p", "-b:v", "300k",
        ],
    ]
    private static let audio: [String: [String]] = [
        "opus/48000/2": ["-c:a", "libopus", "-b:a", "32k"],
        "PCMA/8000": ["-c:a", "pcm_alaw", "-ar", "8000", "-ac", "1"],
    ]

    static func publish(
        _ end: KeyedEnd, _ answered: [KeyedEnd.Answered], tone: Int
    ) throws -> ForeignEnd {
        var arguments = [
            "-hide_banner", "-loglevel", "warning", "-nostdin", "-re",
            "-f", "lavfi", "-i", "sine=frequency=\(tone):sample_rate=48000",
            "-re", "-f", "lavfi", "-i", "testsrc=size=320x240:rate=15",
        ]
        for (line, its) in zip(end.lines, answered) {
            let isAudio = line.kind == "audio"
            arguments +=
                isAudio ? ["-map", "0:a"] + (audio[line.format] ?? []) : ["-map", "1:v", "-g", "15"]
            arguments += isAudio ? ["-af", "volume=4"] : (video[line.format] ?? [])
            arguments += [
                "-f", "rtp", "-payload_type", "\(line.payloadType)",
                "-srtp_out_suite", end.suite.rawValue, "-srtp_out_params", Base64.encode(line.key),
                "srtp://127.0.0.1:\(its.port)?rtcpport=\(its.port)&pkt_size=1100",
            ]
        }
        return try ForeignEnd("/usr/bin/ffmpeg", arguments)
    }

    static func watch(
        _ end: KeyedEnd, _ answered: [KeyedEnd.Answered], in directory: String, seconds: Int
    ) throws -> ForeignEnd {
        let file = directory + "/watch.sdp"
        try end.receiverDescription(answered).write(toFile: file, atomically: true, encoding: .utf8)
        return try ForeignEnd(
            "/usr/bin/ffmpeg",
            [
                "-hide_banner", "-loglevel", "warning", "-nostdin", "-y", "-protocol_whitelist",
                "file,udp,rtp,srtp,crypto", "-analyzeduration", "3000000", "-i", file,
                "-t", "\(seconds)", "-map", "0:a", "-ac", "1", "-ar", "48000", directory + "/heard.wav",
                "-t", "\(seconds)", "-map", "0:v", "-f", "framecrc", directory + "/frames.txt",
            ])
    }

    static func seen(in directory: String) throws -> Seen {
        let frames = try String(contentsOfFile: directory + "/frames.txt", encoding: .utf8)
            .split(separator: "\n").count { !$0.hasPrefix("#") }
        return Seen(frames: frames, sound: try RecordedSound(wav: directory + "/heard.wav"))
    }
}

enum GStreamer {
    /// Whether the files of a watcher at work hold so much: raw pictures of 320 × 240 at 15 a second, sound at 16 bit.
    static func hasSeen(seconds: Int, in directory: String) -> Bool {
        func bytes(_ name: String) -> Int {
            let facts = try? FileManager.default.attributesOfItem(atPath: "\(directory)/\(name)")
            return (facts?[.size] as? NSNumber)?.intValue ?? 0
        }
        return bytes("seen.y4m") >= seconds * 15 * 320 * 240 * 3 / 2
            && bytes("heard.wav") >= seconds * 48_000 * 2
    }

    private static func cipher(_ suite: SDPCrypto.Suite) -> (cipher: String, tag: String) {
        switch suite {
        case .aeadAES128GCM: ("aes-128-gcm", "null")
        case .aeadAES256GCM: ("aes-256-gcm", "null")
        case .aes128CMHMACSHA1_80: ("aes-128-icm", "hmac-sha1-80")
        }
    }

    static func publish(_ end: KeyedEnd, _ answered: [KeyedEnd.Answered], tone: Int) throws -> ForeignEnd {
        let (cipher, tag) = cipher(end.suite)
        let sources = [
            "audiotestsrc is-live=true wave=sine freq=\(tone) volume=0.5 ! opusenc ! rtpopuspay pt=111",
            "videotestsrc is-live=true ! video/x-raw,width=320,height=240,framerate=15/1 "
                + "! vp8enc deadline=1 keyframe-max-dist=15 target-bitrate=300000 ! rtpvp8pay pt=96 mtu=1100",
        ]
        let chains = zip(zip(end.lines, answered), sources).map { pair, source in
            "\(source) ! srtpenc key=\(pair.0.key.hexadecimal) rtp-cipher=\(cipher) rtp-auth=\(tag) "
                + "rtcp-cipher=\(cipher) rtcp-auth=\(tag) ! udpsink host=127.0.0.1 port=\(pair.1.port)"
        }
        return try launch(chains)
    }

    static func watch(
        _ end: KeyedEnd, _ answered: [KeyedEnd.Answered], in directory: String
    ) throws -> ForeignEnd {
        let (cipher, tag) = cipher(end.suite)
        let sinks = [
            "rtpopusdepay ! opusdec ! audioconvert ! audio/x-raw,format=S16LE,channels=1 ! wavenc "
                + "! filesink location=\(directory)/heard.wav",
            "rtpvp8depay ! vp8dec ! videoconvert ! video/x-raw,format=I420 ! y4menc "
                + "! filesink location=\(directory)/seen.y4m",
        ]
        let chains = zip(zip(end.lines, answered), sinks).map { pair, sink in
            let (line, its) = pair
            let (name, rate) = line.kind == "audio" ? ("OPUS", 48000) : ("VP8", 90000)
            return
                "udpsrc address=127.0.0.1 port=\(line.port) caps=\"application/x-srtp,media=(string)\(line.kind),"
                + "clock-rate=(int)\(rate),encoding-name=(string)\(name),payload=(int)\(line.payloadType),"
                + "ssrc=(uint)\(its.ssrc ?? 0),srtp-key=(buffer)\(its.key.hexadecimal),"
                + "srtp-cipher=(string)\(cipher),srtp-auth=(string)\(tag),srtcp-cipher=(string)\(cipher),"
                + "srtcp-auth=(string)\(tag)\" ! srtpdec ! \(sink)"
        }
        return try launch(chains)
    }

    static func seen(in directory: String) throws -> Seen {
        let bytes = try Data(contentsOf: URL(filePath: directory + "/seen.y4m"))
        // Each frame: a line and the picture in 4:2:0.
        let frame = 6 + 320 * 240 * 3 / 2
        return Seen(
            frames: bytes.count / frame, sound: try RecordedSound(wav: directory + "/heard.wav"))
    }

    private static func launch(_ chains: [String]) throws -> ForeignEnd {
        // The shell splits the words as a person's would; nothing of it comes from outside.
        try ForeignEnd(
            "/bin/sh",
            [
                "-c",
                "exec gst-launch-1.0 -e -q "
                    + chains.joined(separator: " ").replacing("(", with: "\\(").replacing(")", with: "\\)"),
            ])
    }
}
