package import ConsultationCore
import Foundation
package import Storage

/// One person's playing of one recording: which files, under which name, until when.
package struct Playback: Sendable {
    package struct File: Sendable {
        package let playable: PlayableFile
        /// The person who is seen and heard, as far as the case says.
        package let person: String?
        let sha256: String
    }

    package let id: String
    package let consultation: ConsultationID
    package let number: ConsultationNumber
    package let purpose: AccessPurpose
    /// Stands over the picture: who looks, from which institution, when.
    package let watermark: String
    package let startedAt: WallTime
    package let expiresAt: WallTime
    package let files: [File]
    let account: AccountID
}

/// Lets people see recordings: by role, purpose and relation to the case, each time on record, under a watermark
/// (JL 35, JL 21). The playable files lie sealed, like all files, and are forgotten after a while.
package actor PlaybackKeeper {
    /// How long one playing may last (product default).
    static let lifetime = TimeSpan.hours(4)
    /// Playings at a time; beyond, the oldest ends.
    static let limit = 200

    private let cases: CaseQueries
    private let database: ServiceDatabase
    private let environment: ServiceEnvironment
    private let vault: any RecordingVault
    private let store: BlobStore
    private var playbacks: [String: Playback] = [:]
    private var exports: [ConsultationID: Task<[Playback.File], any Error>] = [:]

    /// What an earlier run left is of no use: it goes.
    package init(
        cases: CaseQueries, database: ServiceDatabase, environment: ServiceEnvironment,
        vault: any RecordingVault
    ) throws {
        self.cases = cases
        self.database = database
        self.environment = environment
        self.vault = vault
        let folder = database.blobs.directory + "/playback"
        try? FileManager.default.removeItem(atPath: folder)
        store = try BlobStore(directory: folder, keyring: database.blobs.keyring)
    }

    /// Opens a recording for somebody who says what for and why. Nil for a foreign or unknown case, or one without a
    /// recording. Throws `Refusal`, `VaultFault`.
    package func open(
        _ id: ConsultationID, for signedIn: SignedIn, purpose: AccessPurpose?, reason: String
    ) async throws -> Playback? {
        let admission = try await cases.admit(signedIn, to: .recording, of: id, .playback, for: purpose)
        guard let admission, let recording = admission.consultation.recording else { return nil }
        let custody = try await database.read { try $0.system.record(CaseCustody.self, id.text) }
        if custody?.state == .disposed { throw Refusal.custodyStateNotAllowed(.disposed) }
        guard recording.isSealed else { throw Refusal.custodyStateNotAllowed(.recording) }
        let files = try await files(of: admission.consultation, recording)
        let now = environment.now()
        try await cases.noteAccess(
            AccessNote(
                "playback", purpose: admission.purpose, object: "recording/\(recording.id)",
                sha256: recording.segments.last?.root, key: nil, reason: reason), of: id, by: signedIn,
            at: now)
        let playback = Playback(
            id: environment.newID(), consultation: id, number: admission.consultation.number,
            purpose: admission.purpose,
            watermark: "\(signedIn.displayName) · \(signedIn.institution.shortName) · \(signedIn.username)",
            startedAt: now, expiresAt: now + Self.lifetime, files: files, account: signedIn.account)
        playbacks = playbacks.filter { $0.value.expiresAt > now }
        if playbacks.count >= Self.limit,
            let oldest = playbacks.values.min(by: { $0.startedAt < $1.startedAt })
        {
            playbacks[oldest.id] = nil
        }
        playbacks[playback.id] = playback
        return playback
    }

    /// One file of a playing, for the person it was opened for alone; nil when it is over.
    package func file(
        _ number: Int, of playback: String, for signedIn: SignedIn
    ) throws -> (file: PlayableFile, content: StoredContent)? {
        guard let found = playbacks[playback], found.account == signedIn.account,
            environment.now() < found.expiresAt, found.files.indices.contains(number),
            let digest = Digest(hexadecimal: found.files[number].sha256)
        else { return nil }
        let reader = try store.open(found.files[number].sha256, owner: found.consultation.text)
        return (found.files[number].playable, StoredContent(reader, digest))
    }

    /// What was made of a recording goes with it.
    package func forget(_ id: ConsultationID) {
        exports[id] = nil
        for playback in playbacks.values where playback.consultation == id {
            for file in playback.files {
                try? FileManager.default.removeItem(atPath: store.path(of: file.sha256, owner: id.text))
            }
            playbacks[playback.id] = nil
        }
    }

    private func files(
        of consultation: Consultation, _ recording: RecordingRecord
    ) async throws -> [Playback.File] {
        if let running = exports[consultation.id] { return try await running.value }
        let (vault, store, owner) = (vault, store, consultation.id.text)
        let names = try await database.read { transaction in
            try consultation.session.presences.map { presence in
                (presence.participant, try transaction.practitioner(presence.practitioner)?.name)
            }
        }
        let task = Task.detached { () throws -> [Playback.File] in
            let work = store.directory + "/work-\(UUID().uuidString)"
            try FileManager.default.createDirectory(
                atPath: work, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            defer { try? FileManager.default.removeItem(atPath: work) }
            var roots: [UInt32: String] = [:]
            for segment in recording.segments {
                if let root = segment.root { roots[UInt32(clamping: segment.index)] = root.hexadecimal }
            }
            let made = try await vault.export(
                RecordingName(recording.id.text), roots: roots, to: work + "/files")
            return try made.map { playable in
                let receipt = try store.take(work + "/files/" + playable.name, owner: owner)
                let person = names.first { $0.0.text == playable.participant }?.1
                return Playback.File(playable: playable, person: person, sha256: receipt.sha256)
            }
        }
        exports[consultation.id] = task
        do { return try await task.value } catch {
            exports[consultation.id] = nil
            throw error
        }
    }
}
