import Crypto
import Evidence
import Foundation

/// A folder of its own under the system's temporary directory, removed with the value.
final class Scratch {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/evidence-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A generator whose seed is known, so that a failure can be run again (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

let wallStart: Int64 = 1_795_000_000_000
let monotonicStart: UInt64 = 5_000_000_000
let millisecond: UInt64 = 1_000_000

func rtpPacket(
    ssrc: UInt32, sequence: UInt16, timestamp: UInt32, payloadType: UInt8 = 111, marker: Bool = false,
    payload: [UInt8]
) -> [UInt8] {
    var bytes: [UInt8] = [0x80, payloadType | (marker ? 0x80 : 0)]
    bytes += [UInt8(sequence >> 8), UInt8(sequence & 255)]
    for shift in [24, 16, 8, 0] { bytes.append(UInt8(timestamp >> UInt32(shift) & 255)) }
    for shift in [24, 16, 8, 0] { bytes.append(UInt8(ssrc >> UInt32(shift) & 255)) }
    return bytes + payload
}

func configuration(_ directory: String, reserve: UInt64 = 0) -> RecordingConfiguration {
    RecordingConfiguration(directory: directory, reserveBytes: reserve, producer: "huizhen/test relay-1")
}

func makeWriter(
    _ directory: String, recording: String = "rec-1", keys: EvidenceKeys, at milliseconds: UInt64 = 0
) throws -> RecordingWriter {
    try RecordingWriter(
        configuration: configuration(directory), recording: recording, keys: keys,
        wallMilliseconds: wallStart + Int64(milliseconds),
        monotonicNanoseconds: monotonicStart + milliseconds * millisecond)
}

/// Writes `seconds` of invented 50-packets-a-second audio of one participant; returns the next free sequence number.
@discardableResult
func writeAudio(
    _ writer: RecordingWriter, participant: UInt64 = 7, ssrc: UInt32 = 0x1234_5678, packets: Int,
    payloadBytes: Int = 80, sequence first: UInt16 = 65_500, from startMilliseconds: UInt64 = 0,
    using generator: inout Seeded
) throws -> UInt16 {
    var sequence = first
    for index in 0..<packets {
        let now = monotonicStart + (startMilliseconds + UInt64(index) * 20) * millisecond
        let payload = (0..<payloadBytes).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let packet = rtpPacket(
            ssrc: ssrc, sequence: sequence, timestamp: UInt32(index) &* 960, payload: payload)
        try writer.append(rtp: packet.span, from: participant, link: 0, arrival: now)
        try writer.tick(now: now)
        sequence &+= 1
    }
    return sequence
}

let microphone = StreamDeclaration(
    participant: 7, ssrc: 0x1234_5678, kind: .audio, source: .microphone,
    formats: [PayloadFormat(payloadType: 111, codec: "opus", clockRate: 48_000, channels: 2)])

func readBytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

func writeBytes(_ bytes: some Sequence<UInt8>, to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
}
