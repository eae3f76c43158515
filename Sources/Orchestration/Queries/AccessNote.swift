import ConsultationCore
import Storage

/// One reading, copy, playback or refusal, as the journal keeps it: who and when stand beside it, and here what, what
/// for, from where, and the digest of what was seen (JL 35, SC 23(2)).
struct AccessNote: Encodable, Sendable {
    let operation: String
    var purpose: AccessPurpose?
    /// What was opened, for example `attachment/<id>`.
    var object: String?
    var sha256: Digest?
    /// The key that opened it (GX 30).
    var key: String?
    /// The address the person came from.
    var from: String?
    /// The person's own words, where they were asked for.
    var reason: String?

    init(
        _ operation: String, purpose: AccessPurpose? = nil, object: String? = nil, sha256: Digest? = nil,
        key: String? = nil, reason: String? = nil
    ) {
        self.operation = operation
        self.purpose = purpose
        self.object = object
        self.sha256 = sha256
        self.key = key
        self.reason = reason
    }
}

extension CaseQueries {
    func noteAccess(
        _ note: AccessNote, of id: ConsultationID, by signedIn: SignedIn, at now: WallTime
    ) async throws {
        let actor = signedIn.journalActor
        var note = note
        note.from = signedIn.member.origin
        let written = note
        try await database.write { transaction in
            try transaction.note(
                written.operation, try StoredJSON.encode(written), in: JournalStream.access(id),
                at: now.milliseconds, by: actor)
            if let key = written.key, let object = written.sha256 {
                try transaction.noteKeyUse(.open, key, object: object.hexadecimal, at: now, by: actor)
            }
        }
    }
}
