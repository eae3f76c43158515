import BrowserDriver
import Foundation
import Testing
import Wire

/// A plain SRTP end with `a=crypto`: its keys, its ports, its offer, and what it learns from the answer.
struct KeyedEnd {
    struct Line {
        var kind: String
        var payloadType: Int
        /// As in the rtpmap.
        var format: String
        var parameters: String?
        var port: UInt16
        var key: [UInt8]
    }

    static let opus = ("audio", 111, "opus/48000/2", nil as String?)
    static let pcma = ("audio", 8, "PCMA/8000", nil as String?)
    static let vp8 = ("video", 96, "VP8/90000", nil as String?)
    static let h264 = ("video", 97, "H264/90000", "packetization-mode=1" as String?)

    let suite: SDPCrypto.Suite
    let lines: [Line]

    init(_ suite: SDPCrypto.Suite, _ formats: [(String, Int, String, String?)]) throws {
        self.suite = suite
        lines = try formats.map { kind, payloadType, format, parameters in
            Line(
                kind: kind, payloadType: payloadType, format: format, parameters: parameters,
                port: try Self.freePort(),
                key: (0..<suite.keyBytes + suite.saltBytes).map { _ in UInt8.random(in: 0...255) })
        }
    }

    func offer(_ direction: String, muxesRTCP: Bool = true) -> String {
        var text = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0"]
        for line in lines {
            text += [
                "m=\(line.kind) \(line.port) RTP/SAVP \(line.payloadType)",
                "a=crypto:1 \(suite.rawValue) inline:\(Base64.encode(line.key))",
                "a=rtpmap:\(line.payloadType) \(line.format)", "a=\(direction)",
            ]
            if let parameters = line.parameters { text.append("a=fmtp:\(line.payloadType) \(parameters)") }
            if muxesRTCP { text.append("a=rtcp-mux") }
        }
        return text.joined(separator: "\r\n") + "\r\n"
    }

    /// What the relay said of one line.
    struct Answered {
        var port: UInt16
        var key: [UInt8]
        var ssrc: UInt32?
    }

    func read(_ answer: String) throws -> [Answered] {
        let description = try SessionDescription(answer)
        try #require(description.sections.count == lines.count)
        return try description.sections.map { section in
            let crypto = try SDPCrypto(try #require(section.first("crypto")))
            #expect(crypto.suite == suite)
            return Answered(
                port: section.port, key: crypto.key + crypto.salt,
                ssrc: section.first("ssrc")?.split(separator: " ").first.flatMap { UInt32($0) })
        }
    }

    /// The session as a receiver's own SDP file describes it: its ports, our keys.
    func receiverDescription(_ answered: [Answered]) -> String {
        var text = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0"]
        for (line, its) in zip(lines, answered) {
            text += [
                "m=\(line.kind) \(line.port) RTP/SAVP \(line.payloadType)",
                "a=rtpmap:\(line.payloadType) \(line.format)",
                "a=crypto:1 \(suite.rawValue) inline:\(Base64.encode(its.key))",
            ]
            if let parameters = line.parameters { text.append("a=fmtp:\(line.payloadType) \(parameters)") }
        }
        return text.joined(separator: "\n") + "\n"
    }

    /// An even port that is free, with its odd neighbour (RFC 3550 §11), on loopback.
    private static func freePort() throws -> UInt16 {
        for _ in 0..<200 {
            let port = UInt16.random(in: 10_000..<16_000) * 2
            if isFree(port), isFree(port + 1) { return port }
        }
        throw ForeignEnd.Fault.silent("free port")
    }

    private static func isFree(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}

extension [UInt8] {
    var hexadecimal: String { map { String(format: "%02x", $0) }.joined() }
}

/// The pitch and the strength of the sound in a WAV file with 16-bit samples of one channel.
struct RecordedSound {
    var seconds = 0.0
    /// Hertz, by the zeros crossed in the loudest second.
    var tone = 0.0
    /// Root mean square of the loudest second.
    var level = 0.0

    init(wav file: String) throws {
        let bytes = Array(try Data(contentsOf: URL(filePath: file)))
        guard bytes.count > 44, let data = Self.find("data", in: bytes),
            let format = Self.find("fmt ", in: bytes)
        else { return }
        let rate = Int(Self.little(bytes, format + 12))
        try #require(Self.little(bytes, format + 10) & 0xFFFF == 1, "one channel")
        let samples = stride(from: data + 8, to: bytes.count - 1, by: 2).map {
            Int(Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8))
        }
        seconds = Double(samples.count) / Double(rate)
        for start in stride(from: 0, to: samples.count - rate, by: rate / 2) {
            let part = samples[start..<start + rate]
            let strength = (part.reduce(0.0) { $0 + Double($1 * $1) } / Double(rate)).squareRoot()
            guard strength > level else { continue }
            level = strength
            var crossings = 0
            var sign = 0
            for sample in part where Double(abs(sample)) > strength / 4 {
                if sign != 0, sample.signum() != sign { crossings += 1 }
                sign = sample.signum()
            }
            tone = Double(crossings) / 2
        }
    }

    private static func find(_ name: String, in bytes: [UInt8]) -> Int? {
        let wanted = Array(name.utf8)
        return (12..<min(bytes.count - 8, 4096)).first { Array(bytes[$0..<$0 + 4]) == wanted }
    }

    private static func little(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << (8 * UInt32($1)) }
    }
}
