package import Foundation

/// Real Opus and VP8 made by ffmpeg, cut into the frames that RTP carries.
package struct MediaFiles: Sendable {
    /// Opus packets of 20 ms each (RFC 7587).
    package var audio: [[UInt8]]
    /// VP8 frames at `framesPerSecond`.
    package var video: [[UInt8]]
    package static let framesPerSecond = 25

    /// Makes `seconds` of a tone and a moving test picture. `tone` in Hz tells participants apart by ear.
    package init(seconds: Int, tone: Int, directory: URL) throws {
        let opus = directory.appendingPathComponent("tone-\(tone).ogg").path
        let ivf = directory.appendingPathComponent("picture-\(tone).ivf").path
        let quiet = ["-hide_banner", "-loglevel", "error", "-y", "-f", "lavfi"]
        try run(
            "/usr/bin/ffmpeg",
            quiet + [
                "-i", "sine=frequency=\(tone):sample_rate=48000", "-t", "\(seconds)", "-c:a", "libopus",
                "-b:a",
                "32k", "-frame_duration", "20", opus,
            ])
        try run(
            "/usr/bin/ffmpeg",
            quiet + [
                "-i", "testsrc2=size=640x360:rate=\(Self.framesPerSecond)", "-t", "\(seconds)", "-c:v",
                "libvpx",
                "-deadline", "realtime", "-cpu-used", "8", "-b:v", "600k", "-g", "50", "-auto-alt-ref", "0",
                "-f", "ivf", ivf,
            ])
        audio = Self.oggPackets([UInt8](try Data(contentsOf: URL(fileURLWithPath: opus))))
        video = Self.ivfFrames([UInt8](try Data(contentsOf: URL(fileURLWithPath: ivf))))
        guard audio.count > seconds * 45, video.count > seconds * 20 else {
            throw ServiceFault.unexpected(
                "ffmpeg made \(audio.count) audio packets and \(video.count) frames")
        }
    }

    /// Packets of an Ogg stream (RFC 3533 §6), without the two Opus header packets (RFC 7845 §5).
    static func oggPackets(_ bytes: [UInt8]) -> [[UInt8]] {
        var packets: [[UInt8]] = []
        var pending: [UInt8] = []
        var at = 0
        while at + 27 <= bytes.count, bytes[at..<at + 4].elementsEqual("OggS".utf8) {
            let segments = Int(bytes[at + 26])
            var body = at + 27 + segments
            guard body <= bytes.count else { break }
            for lacing in bytes[(at + 27)..<body] {
                let end = body + Int(lacing)
                guard end <= bytes.count else { return packets }
                pending += bytes[body..<end]
                body = end
                if lacing < 255 {
                    packets.append(pending)
                    pending = []
                }
            }
            at = body
        }
        return Array(packets.dropFirst(2))
    }

    /// Frames of an IVF file: a header of 32 bytes, then length, time stamp and bytes of each frame.
    static func ivfFrames(_ bytes: [UInt8]) -> [[UInt8]] {
        var frames: [[UInt8]] = []
        var at = 32
        while at + 12 <= bytes.count {
            let length = (0..<4).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
            guard at + 12 + length <= bytes.count else { break }
            frames.append(Array(bytes[(at + 12)..<(at + 12 + length)]))
            at += 12 + length
        }
        return frames
    }

    /// Cuts a VP8 frame into RTP payloads with the one-byte descriptor (RFC 7741 §4.2).
    package static func vp8Payloads(_ frame: [UInt8], limit: Int = 1100) -> [[UInt8]] {
        stride(from: 0, to: frame.count, by: limit).map { start in
            [start == 0 ? 0x10 : 0x00] + frame[start..<min(start + limit, frame.count)]
        }
    }
}
