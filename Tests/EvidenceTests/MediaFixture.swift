import Foundation
import Testing

/// Encoded media of a test pattern and a tone, made by ffmpeg, taken apart into frames.
struct MediaFixture {
    /// Opus packets of 20 ms.
    let opus: [[UInt8]]
    /// VP8 frames, fifteen a second, a keyframe every two seconds.
    let vp8: [[UInt8]]

    static let framesPerSecond = 15

    /// Twelve seconds, encoded once a run.
    static let made = Result { try MediaFixture(seconds: 12) }

    init(seconds: Int, tone: Int = 440, size: String = "320x240") throws {
        let scratch = try Scratch()
        let audio = scratch.path + "/a.ogg"
        let video = scratch.path + "/v.ivf"
        let common = ["-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-f", "lavfi"]
        let sound = try run(
            "ffmpeg",
            common + [
                "-i", "sine=frequency=\(tone):sample_rate=48000", "-t", "\(seconds)", "-c:a", "libopus",
                "-b:a", "32k",
                "-frame_duration", "20", audio,
            ])
        #expect(sound.status == 0, "\(sound.errors)")
        let picture = try run(
            "ffmpeg",
            common + [
                "-i", "testsrc=size=\(size):rate=\(Self.framesPerSecond)", "-t", "\(seconds)", "-c:v",
                "libvpx",
                "-b:v", "400k", "-g", "30", "-auto-alt-ref", "0", "-deadline", "realtime", "-f", "ivf", video,
            ])
        #expect(picture.status == 0, "\(picture.errors)")
        opus = Array(Self.oggPackets(try readBytes(audio)).dropFirst(2))
        vp8 = Self.ivfFrames(try readBytes(video))
    }

    /// Packets of an Ogg file with one stream (RFC 3533).
    static func oggPackets(_ file: [UInt8]) -> [[UInt8]] {
        var packets: [[UInt8]] = []
        var packet: [UInt8] = []
        var offset = 0
        while offset + 27 <= file.count {
            let lacing = file[(offset + 27)..<(offset + 27 + Int(file[offset + 26]))]
            var place = offset + 27 + lacing.count
            for size in lacing {
                packet += file[place..<(place + Int(size))]
                place += Int(size)
                if size < 255 {
                    packets.append(packet)
                    packet = []
                }
            }
            offset = place
        }
        return packets
    }

    static func ivfFrames(_ file: [UInt8]) -> [[UInt8]] {
        var frames: [[UInt8]] = []
        var offset = 32
        while offset + 12 <= file.count {
            let size = (0..<4).reduce(0) { $0 | Int(file[offset + $1]) << (8 * $1) }
            frames.append(Array(file[(offset + 12)..<(offset + 12 + size)]))
            offset += 12 + size
        }
        return frames
    }

    /// A frame cut into RTP payloads of at most 1,100 bytes with a 15-bit picture id (RFC 7741 §4.2).
    static func packetise(_ frame: [UInt8], pictureID: UInt16) -> [[UInt8]] {
        stride(from: 0, to: frame.count, by: 1_100).map { start in
            let descriptor: [UInt8] = [
                start == 0 ? 0x90 : 0x80, 0x80, 0x80 | UInt8(pictureID >> 8 & 0x7F), UInt8(pictureID & 255),
            ]
            return descriptor + frame[start..<min(start + 1_100, frame.count)]
        }
    }
}

/// Packets of a made-up call, gathered in any order and written in order of arrival.
struct CallScript {
    enum Item {
        case rtp([UInt8])
        case rtcp([UInt8])
    }

    var items: [(at: UInt64, participant: UInt64, item: Item)] = []
    var generator: Seeded
    /// Share of packets that never arrive, in thousandths.
    var lossPerMille: UInt64 = 0

    mutating func add(_ packet: [UInt8], _ participant: UInt64, milliseconds: Double) {
        guard UInt64.random(in: 0..<1_000, using: &generator) >= lossPerMille else { return }
        // Up to 15 ms of jitter, as on a provider's network; packets overtake one another.
        let at = milliseconds + Double.random(in: 5...20, using: &generator)
        items.append((monotonicStart + UInt64(at * 1e6), participant, .rtp(packet)))
    }

    mutating func addAudio(
        _ opus: [[UInt8]], participant: UInt64, ssrc: UInt32, from start: Double, seconds: Double,
        except muted: ClosedRange<Double>? = nil
    ) {
        var sequence: UInt16 = 65_000
        for index in 0..<Int(seconds * 50) {
            let at = Double(index) * 20
            if let muted, muted.contains(at / 1_000) { continue }
            add(
                rtpPacket(
                    ssrc: ssrc, sequence: sequence, timestamp: 4_294_900_000 &+ UInt32(index) &* 960,
                    payload: opus[index % opus.count]),
                participant, milliseconds: start * 1_000 + at)
            sequence &+= 1
        }
        addReports(
            participant, ssrc: ssrc, from: start, seconds: seconds, first: 4_294_900_000, clockRate: 48_000)
    }

    mutating func addVideo(
        _ frames: [[UInt8]], participant: UInt64, ssrc: UInt32, from start: Double, seconds: Double
    ) {
        var sequence: UInt16 = 100
        let rate = MediaFixture.framesPerSecond
        for index in 0..<min(frames.count, Int(seconds * Double(rate))) {
            let pieces = MediaFixture.packetise(frames[index], pictureID: UInt16(index))
            for (piece, payload) in pieces.enumerated() {
                add(
                    rtpPacket(
                        ssrc: ssrc, sequence: sequence, timestamp: UInt32(index) &* UInt32(90_000 / rate),
                        payloadType: 96, marker: piece == pieces.count - 1, payload: payload),
                    participant, milliseconds: start * 1_000 + Double(index) * 1_000 / Double(rate))
                sequence &+= 1
            }
        }
        addReports(participant, ssrc: ssrc, from: start, seconds: seconds, first: 0, clockRate: 90_000)
    }

    /// A sender report each second, on a sender's clock that is 90 seconds wrong.
    private mutating func addReports(
        _ participant: UInt64, ssrc: UInt32, from start: Double, seconds: Double, first: UInt32,
        clockRate: UInt32
    ) {
        for second in 0..<Int(seconds) {
            var packet: [UInt8] = [0x80, 200, 0, 6]
            func append(_ value: UInt32) {
                for shift in [24, 16, 8, 0] { packet.append(UInt8(value >> UInt32(shift) & 255)) }
            }
            append(ssrc)
            let wall = 3_900_000_000.0 + 90 + start + Double(second)
            append(UInt32(wall))
            append(UInt32((wall - wall.rounded(.down)) * 4_294_967_296))
            append(first &+ UInt32(second) &* clockRate)
            append(0)
            append(0)
            items.append(
                (
                    monotonicStart + UInt64((start + Double(second)) * 1e9) + 30 * millisecond, participant,
                    .rtcp(packet)
                ))
        }
    }
}
