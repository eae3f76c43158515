import ArgumentParser
import ConsultationCore
import Evidence
import Foundation
import Storage

struct EvidenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence", abstract: "Recordings: list, verify, recover, export.",
        discussion: "Example: huizhen evidence verify 0199f0c2-7a11-7000-8000-000000000001 --data var",
        subcommands: [List.self, Verify.self, Recover.self, Export.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "What recordings there are.")
        @OptionGroup var common: CommonOptions
        @Flag(help: "Machine-readable output.") var json = false

        func run() throws {
            let configuration = try common.configuration()
            let entries = try reporting { () throws(EvidenceError) in
                try RecordingCatalogue.list(directory: configuration.recordings.path)
            }
            if json { return try Terminal.say(json: entries) }
            if entries.isEmpty {
                return Terminal.say("没有录制。No recordings in \(configuration.recordings.path).")
            }
            for entry in entries {
                let start = entry.startedAt.map(Terminal.instant) ?? "?"
                let state = entry.appearsSealed ? "sealed" : "open"
                Terminal.say(
                    "\(entry.recording)  \(start)  \(entry.segments) segment(s)  \(Terminal.size(entry.bytes))  \(state)"
                )
            }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Check format, chain, signatures and content of a recording; exit status 2 when it is not whole."
        )
        @OptionGroup var common: CommonOptions
        @Argument(help: "The recording's id.") var recording: String
        @Flag(help: "Machine-readable output.") var json = false
        @Flag(help: "A recording that was never sealed (the service was killed) is accepted too.")
        var allowUnsealed = false

        func run() async throws {
            let configuration = try common.configuration()
            let roots = try await common.rootsInJournal(of: recording)
            let result = try reporting { () throws(EvidenceError) in
                let keys = try EvidenceKeys.loadOrCreate(directory: configuration.keys.path)
                return try RecordingVerifier(
                    key: keys.recording, trustedSigningKeys: [keys.publicKey], expectedRoots: roots
                )
                .verify(directory: configuration.recordings.path, recording: recording)
            }
            if json {
                try Terminal.say(json: result)
            } else {
                Terminal.say(VerificationText.render(result, rootsInJournal: roots.count))
            }
            let whole = result.verdict == .sealed || allowUnsealed && result.verdict == .unsealed
            if !whole || result.isSigningKeyTrusted == false { throw ExitCode.notWhole }
        }
    }

    struct Recover: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what is left of a recording whose writer was killed. Nothing is edited.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The recording's id.") var recording: String
        @Flag(help: "Machine-readable output.") var json = false

        func run() throws {
            let configuration = try common.configuration()
            let statement = try reporting { () throws(EvidenceError) in
                try RecordingRecovery.inspect(directory: configuration.recordings.path, recording: recording)
            }
            if json { return try Terminal.say(json: statement) }
            guard let statement else {
                return Terminal.say("录制完整结束，无需恢复。The recording ended cleanly; there is nothing to recover.")
            }
            Terminal.say(
                """
                第 \(statement.previousSegment) 段未正常结束。Segment \(statement.previousSegment) did not end cleanly:
                  valid frames   \(statement.validFrames)
                  valid bytes    \(statement.validBytes) of \(statement.fileBytes)
                下次继续录制时，新的一段将载明此事并与之衔接。The next segment states this and chains to what is valid.
                """)
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Make playable files: picture and voice per participant, each voice alone, all mixed, and a manifest of hashes.",
            discussion: """
                Media is re-packed as it was sent, not encoded anew: VP8 and Opus into WebM, H.264 and G.711 into Matroska, a
                voice alone into Ogg (Opus) or WAVE (G.711). Only the mix of all voices is encoded, as Ogg Opus.
                The files are patient data: keep them as such. Needs ffmpeg.

                Example: huizhen evidence export 019a2f60 --to /srv/handover/019a2f60
                """)
        @OptionGroup var common: CommonOptions
        @Argument(help: "The recording's id.") var recording: String
        @Option(help: ArgumentHelp("Folder to make.", valueName: "directory")) var to: String
        @Flag(help: "Export what is valid of a recording that does not verify.") var acceptBroken = false
        @Flag(help: "Print the manifest.") var json = false

        func run() async throws {
            let configuration = try common.configuration()
            let roots = try await common.rootsInJournal(of: recording)
            let manifest = try reporting { () throws(EvidenceError) in
                let keys = try EvidenceKeys.loadOrCreate(directory: configuration.keys.path)
                return try RecordingExporter(
                    key: keys.recording, trustedSigningKeys: [keys.publicKey], expectedRoots: roots,
                    acceptsBroken: acceptBroken
                ).export(directory: configuration.recordings.path, recording: recording, to: to) { progress in
                    Terminal.progress(progress.fraction, progress.phase.rawValue)
                }
            }
            if json { return try Terminal.say(json: manifest) }
            for file in manifest.files {
                let seconds = String(format: "%.1f s", Double(file.duration) / 1000)
                Terminal.say("\(file.name)  \(seconds)  \(Terminal.size(file.bytes))  sha256 \(file.sha256)")
            }
        }
    }
}

extension CommonOptions {
    /// Segment → root as the consultation's journal has it: the only proof against an end that was cut off or a last
    /// segment that was removed. Empty where there is no database beside the recordings.
    func rootsInJournal(of recording: String) async throws -> [UInt32: String] {
        guard FileManager.default.fileExists(atPath: try configuration().database.path) else { return [:] }
        let wanted = RecordingID(recording)
        let consultation = try await database().read { try $0.system.consultation(recorded: wanted) }
        var roots: [UInt32: String] = [:]
        for segment in consultation?.recording?.segments ?? [] {
            if let root = segment.root { roots[UInt32(clamping: segment.index)] = root.hexadecimal }
        }
        return roots
    }
}

/// Runs the body and turns a fault into a sentence and exit status 1.
private func reporting<Result>(_ body: () throws(EvidenceError) -> Result) throws -> Result {
    do {
        return try body()
    } catch {
        Terminal.complain(EvidenceText.explain(error))
        throw ExitCode.failure
    }
}
