import Foundation

/// Runs the ffmpeg program, which muxes and mixes. It must be on the PATH or named.
struct FFmpegTool {
    private let program: String

    init(program: String?) throws(EvidenceError) {
        guard let found = program ?? Self.find("ffmpeg"), FileManager.default.isExecutableFile(atPath: found)
        else {
            throw .toolMissing("ffmpeg")
        }
        self.program = found
    }

    private static func find(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Audio and video as they are, side by side, on the time they carry. `holdMilliseconds` is how long the
    /// last picture stays.
    func mux(
        audio: String?, video: String?, lastFrame: Int64, hold: Int64, as container: String, to output: String
    ) throws(EvidenceError) {
        var arguments = ["-copyts"]
        for input in [audio, video].compactMap({ $0 }) { arguments += ["-i", input] }
        for index in 0..<[audio, video].compactMap({ $0 }).count { arguments += ["-map", String(index)] }
        arguments += ["-c", "copy"]
        if video != nil, hold > 0 {
            arguments += [
                "-bsf:v", "setts=pts=PTS:dts=DTS:duration=if(gte(PTS\\,\(lastFrame))\\,\(hold)\\,DURATION)",
            ]
        }
        try run(arguments + Self.reproducible + ["-f", container, output])
    }

    /// All voices in one, each from its own moment on.
    func mix(_ inputs: [(file: String, delayMilliseconds: Int64)], to output: String) throws(EvidenceError) {
        var arguments: [String] = []
        for input in inputs { arguments += ["-i", input.file] }
        let delayed = inputs.enumerated().map { index, input in
            "[\(index):a]aresample=48000,adelay=\(max(0, input.delayMilliseconds)):all=1[a\(index)]"
        }
        let labels = inputs.indices.map { "[a\($0)]" }.joined()
        // Without normalising: who speaks alone keeps full level; the limiter catches two at once.
        let filter =
            delayed.joined(separator: ";")
            + ";\(labels)amix=inputs=\(inputs.count):duration=longest:normalize=0,alimiter=level=0[mix]"
        arguments += ["-filter_complex", filter, "-map", "[mix]", "-c:a", "libopus", "-b:a", "64k"]
        try run(arguments + Self.reproducible + ["-f", "ogg", output])
    }

    /// The same input gives the same bytes, so that an export can be repeated and compared.
    private static let reproducible = ["-fflags", "+bitexact", "-flags", "+bitexact", "-map_metadata", "-1"]

    private func run(_ arguments: [String]) throws(EvidenceError) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["-nostdin", "-hide_banner", "-loglevel", "error", "-y"] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        do { try process.run() } catch { throw .toolMissing("ffmpeg") }
        let message = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw .toolFailed(
                "ffmpeg", status: process.terminationStatus,
                message: String(decoding: message.suffix(500), as: UTF8.self))
        }
    }
}
