package import ConsultationCore
package import Storage

/// What a key was used for, as the journal of keys has it (GX 30).
package enum KeyUse: String, Sendable {
    case seal, open, rotate
}

extension Orchestrator {
    func noteKeyUse(_ use: KeyUse, _ keyName: String, object: String, by actor: JournalActor) async throws {
        let now = environment.now()
        try await database.write { try $0.noteKeyUse(use, keyName, object: object, at: now, by: actor) }
    }
}

extension WriteTransaction {
    /// One entry in the stream of the institution's keys; `object` is the digest of what was sealed or opened.
    package func noteKeyUse(
        _ use: KeyUse, _ keyName: String, object: String, at now: WallTime, by actor: JournalActor
    ) throws {
        let owner = keyName.prefix { $0 != "/" }
        try note(
            use.rawValue, try StoredJSON.encode(["key": keyName, "object": object]), in: "key/\(owner)",
            at: now.milliseconds, by: actor)
    }
}
