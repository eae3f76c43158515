import ConsultationCore
import Storage

extension Orchestrator {
    /// Somebody tried to change what is archived or sealed: that stays beside the readings of the case (SC 23(2)).
    func noteAttempt(
        _ act: String, _ refusal: Refusal, on id: ConsultationID, _ job: CommandJob
    ) async throws {
        guard job.caller.member != nil else { return }
        var note = AccessNote("refused", object: act)
        note.reason = refusal.code.rawValue
        note.from = job.caller.member?.origin
        let payload = try StoredJSON.encode(note)
        let (now, actor) = (job.now, job.actor)
        try await database.write { transaction in
            try transaction.note(
                "refused", payload, in: JournalStream.access(id), at: now.milliseconds, by: actor)
        }
    }
}
