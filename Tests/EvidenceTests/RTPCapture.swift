import Foundation
import Glibc
import Testing

/// RTP as ffmpeg sends it, caught on a loopback socket.
struct RTPCapture {
    let packets: [[UInt8]]

    static let h264 = Result {
        try RTPCapture(
            "testsrc=size=320x240:rate=15", "libx264",
            ["-profile:v", "baseline", "-preset", "ultrafast", "-tune", "zerolatency", "-pix_fmt", "yuv420p"]
                + ["-b:v", "400k", "-g", "30", "-slices", "2"])
    }
    /// Pictures that are sent in another order than they are shown in.
    static let reorderedH264 = Result {
        try RTPCapture(
            "testsrc2=size=318x238:rate=15", "libx264",
            ["-profile:v", "high", "-bf", "2", "-pix_fmt", "yuv420p", "-b:v", "400k", "-g", "30"])
    }
    static let pcma = Result { try sound("pcm_alaw") }
    static let pcmu = Result { try sound("pcm_mulaw") }

    private static func sound(_ codec: String) throws -> RTPCapture {
        try RTPCapture(
            "sine=frequency=440:sample_rate=8000", codec, ["-ac", "1", "-af", "volume=4,asetnsamples=n=160"])
    }

    private init(_ source: String, _ codec: String, _ options: [String], seconds: Int = 12) throws {
        let receiver = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(receiver) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = bind(receiver, address, length)
                _ = getsockname(receiver, address, &length)
            }
            return UInt16(bigEndian: pointer.pointee.sin_port)
        }
        let isVideo = codec.hasPrefix("lib")
        let ffmpeg = Process()
        ffmpeg.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        ffmpeg.arguments =
            ["ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-readrate", "10", "-f", "lavfi"]
            + ["-i", source, "-t", "\(seconds)", isVideo ? "-c:v" : "-c:a", codec] + options
            + ["-payload_type", "\(isVideo ? 97 : codec == "pcm_alaw" ? 8 : 0)", "-f", "rtp"]
            + ["rtp://127.0.0.1:\(port)?pkt_size=1100"]
        ffmpeg.standardInput = FileHandle.nullDevice
        ffmpeg.standardOutput = FileHandle.nullDevice
        try ffmpeg.run()
        var caught: [[UInt8]] = []
        var buffer = [UInt8](repeating: 0, count: 2_048)
        while true {
            var ready = pollfd(fd: receiver, events: Int16(POLLIN), revents: 0)
            if poll(&ready, 1, 50) > 0 {
                let count = recv(receiver, &buffer, buffer.count, 0)
                if count > 0 { caught.append(Array(buffer.prefix(count))) }
            } else if !ffmpeg.isRunning {
                break
            }
        }
        #expect(ffmpeg.terminationStatus == 0 && !caught.isEmpty)
        packets = caught
        for (one, two) in zip(caught, caught.dropFirst()) {
            try #require(Self.sequence(two) == Self.sequence(one) &+ 1, "the machine lost a packet")
        }
    }

    static func sequence(_ packet: [UInt8]) -> UInt16 { UInt16(packet[2]) << 8 | UInt16(packet[3]) }
    static func timestamp(_ packet: [UInt8]) -> UInt32 {
        packet[4..<8].reduce(0) { $0 << 8 | UInt32($1) }
    }
}

extension CallScript {
    /// Packets under an SSRC of the script's own, each at its time; `at` says which of them are sent at all.
    mutating func add(
        _ capture: RTPCapture, participant: UInt64, ssrc: UInt32, from start: Double, seconds: Double,
        clockRate: Double, where isSent: (_ at: Double) -> Bool = { _ in true }
    ) {
        guard let first = capture.packets.first.map(RTPCapture.timestamp) else { return }
        var latest = 0.0
        for packet in capture.packets {
            let at = Double(Int32(bitPattern: RTPCapture.timestamp(packet) &- first)) / clockRate
            // Sent in decoding order: no earlier than the packet before.
            latest = max(latest, at)
            guard latest < seconds, isSent(at) else { continue }
            var bytes = packet
            for (index, shift) in [24, 16, 8, 0].enumerated() {
                bytes[8 + index] = UInt8(ssrc >> UInt32(shift) & 255)
            }
            add(bytes, participant, milliseconds: (start + latest) * 1_000)
        }
    }
}
