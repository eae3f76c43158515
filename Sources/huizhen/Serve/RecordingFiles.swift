import Evidence
import Foundation
import Orchestration

/// The recordings of this machine, for playing and erasing. Those of other relay nodes lie with them.
struct RecordingFiles: RecordingVault {
    let directory: String
    let keys: EvidenceKeys

    func export(
        _ recording: RecordingName, roots: [UInt32: String], to folder: String
    ) async throws -> [PlayableFile] {
        guard RecordingDirectory.isValidName(recording.text),
            FileManager.default.fileExists(atPath: directory + "/" + recording.text)
        else { throw VaultFault.elsewhere }
        do throws(EvidenceError) {
            let manifest = try RecordingExporter(
                key: keys.recording, trustedSigningKeys: [keys.publicKey], expectedRoots: roots
            ).export(directory: directory, recording: recording.text, to: folder)
            return manifest.files.compactMap(PlayableFile.init)
        } catch .notVerified {
            throw VaultFault.notWhole
        } catch {
            throw VaultFault.cannotExport
        }
    }

    func erase(_ recording: RecordingName) async throws {
        guard RecordingDirectory.isValidName(recording.text) else { return }
        let folder = directory + "/" + recording.text
        guard FileManager.default.fileExists(atPath: folder) else { throw VaultFault.elsewhere }
        try FileManager.default.removeItem(atPath: folder)
    }
}

extension PlayableFile {
    /// Each voice alone is for listening tests; the pictures and the mix are what people look at.
    init?(_ file: ExportedFile) {
        let role: Role
        switch file.role {
        case .participant: role = .participant
        case .screen: role = .screen
        case .mixedAudio: role = .mixedAudio
        case .audio: return nil
        }
        let type =
            switch file.name.split(separator: ".").last {
            case "webm": "video/webm"
            case "mkv": "video/x-matroska"
            case "ogg": "audio/ogg"
            default: "application/octet-stream"
            }
        self.init(
            name: file.name, role: role, participant: file.label, contentType: type,
            startOffset: file.startOffset, duration: file.duration, sha256: file.sha256)
    }
}
