import Crypto
import Foundation

/// Makes files that anybody can play out of a recording: for each participant one WebM with voice and picture
/// (Matroska where a hardware codec sent H.264 or G.711), one for a shared screen, each voice alone as Ogg Opus or
/// WAVE, all voices mixed as Ogg Opus, and a manifest with their hashes.
package struct RecordingExporter: Sendable {
    package var key: RecordingKey
    package var trustedSigningKeys: [EvidencePublicKey]?
    package var expectedRoots: [UInt32: String]
    /// Export what is valid of a recording that does not verify; the manifest says so.
    package var acceptsBroken: Bool
    /// Path of the program; nil looks along PATH.
    package var ffmpeg: String?

    package init(
        key: RecordingKey, trustedSigningKeys: [EvidencePublicKey]? = nil,
        expectedRoots: [UInt32: String] = [:], acceptsBroken: Bool = false, ffmpeg: String? = nil
    ) {
        self.key = key
        self.trustedSigningKeys = trustedSigningKeys
        self.expectedRoots = expectedRoots
        self.acceptsBroken = acceptsBroken
        self.ffmpeg = ffmpeg
    }

    /// Verifies, then exports into `output`, a folder made for its owner alone. The files are patient data.
    package func export(
        directory: String, recording: String, to output: String, progress: (ExportProgress) -> Void = { _ in }
    ) throws(EvidenceError) -> ExportManifest {
        let tool = try FFmpegTool(program: ffmpeg)
        progress(ExportProgress(phase: .verifying, fraction: 0))
        let verification = try RecordingVerifier(
            key: key, trustedSigningKeys: trustedSigningKeys, expectedRoots: expectedRoots
        ).verify(directory: directory, recording: recording)
        guard acceptsBroken || verification.verdict != .broken else { throw .notVerified }
        let folder = try RecordingDirectory(directory: directory, recording: recording)
        let source = ExportSource(folder: folder, key: key, verification: verification)
        let catalogue = StreamCatalogue(verification.declaredStreams)
        var survey = ExportSurvey(catalogue: catalogue)
        try source.read(.surveying, progress) { (step, clock) throws(EvidenceError) in
            survey.noteFrame(at: step.frame.header.monotonicNanoseconds, clock: clock)
            for record in step.records ?? [] { survey.take(record, clock: clock) }
        }
        survey.settle()
        let (plans, unplanned) = TrackPlan.plan(survey, catalogue)
        guard !plans.isEmpty else { throw .nothingToExport }
        try FileSystem.makeDirectory(output, mode: 0o700)
        let work = output + "/.work"
        try FileSystem.makeDirectory(work, mode: 0o700)
        defer { try? FileManager.default.removeItem(atPath: work) }
        var extraction = try TrackExtraction(
            plans: plans, timeLine: survey.timeLine, catalogue: catalogue, folder: work)
        try source.read(.extracting, progress) { (step, clock) throws(EvidenceError) in
            for case .rtp(let packet) in step.records ?? [] { try extraction.take(packet, clock: clock) }
        }
        let made = try extraction.finish(folder: work)
        let skipped =
            (unplanned
            + extraction.pictureless.map {
                SkippedStream($0, survey.streams[$0]?.packets ?? 0, "no picture could be decoded")
            }).sorted { ($0.participant, $0.ssrc) < ($1.participant, $1.ssrc) }
        var files = try ExportAssembly(tool: tool, output: output, end: survey.end).assemble(made, progress)
        for index in files.indices {
            let number = files[index].participant
            files[index].label = verification.participants.first { $0.participant == number }?.label
        }
        let manifest = ExportManifest(
            recording: recording, verdict: verification.verdict,
            isSigningKeyTrusted: verification.isSigningKeyTrusted,
            roots: verification.segments.map(\.rootHash),
            timeLineStart: source.firstWallMilliseconds, packets: verification.packets,
            droppedPackets: verification.droppedPackets, files: files, skippedStreams: skipped)
        try Self.write(manifest, to: output + "/manifest.json")
        progress(ExportProgress(phase: .done, fraction: 1))
        return manifest
    }

    private static func write(_ manifest: ExportManifest, to file: String) throws(EvidenceError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(manifest) else {
            throw .fileSystem(operation: "encode", errno: EINVAL)
        }
        try OutputFile(file).write(Array(data) + [UInt8(ascii: "\n")])
    }
}

/// Reads the readable segments of a recording on one time line.
struct ExportSource {
    let folder: RecordingDirectory
    let key: RecordingKey
    let verification: RecordingVerification

    private var readable: [SegmentVerification] { verification.segments.filter { $0.state != .unreadable } }

    var firstWallMilliseconds: Int64 { readable.first?.startedAt ?? 0 }

    func read(
        _ phase: ExportProgress.Phase, _ progress: (ExportProgress) -> Void,
        visit: (RecordingReader.Step, SegmentClock) throws(EvidenceError) -> Void
    ) throws(EvidenceError) {
        let reader = RecordingReader(directory: folder, key: key)
        let total = Double(max(1, readable.reduce(0) { $0 &+ $1.fileBytes }))
        var passed = 0.0
        for segment in readable {
            _ = try reader.read(segment: segment.segment) { (header, step) throws(EvidenceError) in
                try visit(step, SegmentClock(header: header, firstWallMilliseconds: firstWallMilliseconds))
                if step.frame.header.number % 64 == 0 {
                    progress(
                        ExportProgress(
                            phase: phase, fraction: min(1, (passed + Double(step.frame.offset)) / total)))
                }
            }
            passed += Double(segment.fileBytes)
        }
        progress(ExportProgress(phase: phase, fraction: 1))
    }
}
