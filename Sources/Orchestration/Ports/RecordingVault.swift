/// Recordings as they lie on disk: opened for somebody who may see one, and erased after their retention.
package protocol RecordingVault: Sendable {
    /// Makes files that a browser plays, into a folder that is nobody else's. `roots` are those of the case's journal:
    /// what does not verify against them is not shown.
    func export(
        _ recording: RecordingName, roots: [UInt32: String], to folder: String
    ) async throws -> [PlayableFile]
    /// Takes the bytes away; harmless when they are gone.
    func erase(_ recording: RecordingName) async throws
}

package struct PlayableFile: Sendable, Codable, Equatable {
    package enum Role: String, Sendable, Codable { case participant, screen, mixedAudio }

    package let name: String
    package let role: Role
    /// The name that the service gave the participant; which person it is says the case.
    package let participant: String?
    package let contentType: String
    /// Milliseconds from the beginning of the recording.
    package let startOffset: Int64
    package let duration: Int64
    package let sha256: String

    package init(
        name: String, role: Role, participant: String?, contentType: String, startOffset: Int64,
        duration: Int64, sha256: String
    ) {
        self.name = name
        self.role = role
        self.participant = participant
        self.contentType = contentType
        self.startOffset = startOffset
        self.duration = duration
        self.sha256 = sha256
    }
}

/// Why a recording cannot be shown or erased here.
package enum VaultFault: Error, Sendable, Equatable {
    /// Its files are not on this machine.
    case elsewhere
    /// It does not verify; what it holds is no evidence.
    case notWhole
    /// The program that makes playable files is missing or failed.
    case cannotExport
}
