import Foundation
import Testing

/// What a program printed and how it ended.
struct ProgramResult {
    var status: Int32
    var output: String
    var errors: String
}

/// Runs a program of the machine; a missing one fails the test with the mend.
func run(_ name: String, _ arguments: [String]) throws -> ProgramResult {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let found = path.split(separator: ":").map { "\($0)/\(name)" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }
    let program = try #require(found, "\(name) is missing: run `make test`, which installs what tests need")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    let folder = try Scratch()
    let output = folder.path + "/out"
    let errors = folder.path + "/err"
    for file in [output, errors] { try writeBytes([], to: file) }
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
    try process.run()
    process.waitUntilExit()
    return ProgramResult(
        status: process.terminationStatus, output: String(decoding: try readBytes(output), as: UTF8.self),
        errors: String(decoding: try readBytes(errors), as: UTF8.self))
}

struct ProbedFile: Decodable {
    struct Stream: Decodable {
        var codec_name: String
        var codec_type: String
        var nb_read_frames: String?
        var width: Int?
    }
    struct Format: Decodable { var duration: String? }
    var streams: [Stream]
    var format: Format

    var duration: Double { format.duration.flatMap(Double.init) ?? -1 }
    var codecs: [String] { streams.map(\.codec_name).sorted() }
    func frames(_ type: String) -> Int {
        streams.first { $0.codec_type == type }?.nb_read_frames.flatMap(Int.init) ?? -1
    }
}

/// What ffprobe says of a file, frames decoded and counted.
func probe(_ file: String) throws -> ProbedFile {
    let result = try run(
        "ffprobe",
        ["-v", "error", "-count_frames", "-show_streams", "-show_format", "-of", "json", file])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.isEmpty, "ffprobe complains about \(file): \(result.errors)")
    return try JSONDecoder().decode(ProbedFile.self, from: Data(result.output.utf8))
}

/// Start and end of every silence longer than half a second, in seconds.
func silences(_ file: String) throws -> [(start: Double, end: Double)] {
    let result = try run(
        "ffmpeg",
        [
            "-hide_banner", "-nostats", "-i", file, "-map", "0:a", "-af", "silencedetect=noise=-50dB:d=0.5",
            "-f",
            "null", "-",
        ])
    func values(_ name: String) -> [Double] {
        result.errors.components(separatedBy: name + ": ").dropFirst().compactMap { part in
            Double(part.prefix { "0123456789.-".contains($0) })
        }
    }
    return Array(zip(values("silence_start"), values("silence_end")))
}
