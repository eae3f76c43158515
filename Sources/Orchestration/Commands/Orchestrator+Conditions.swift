import ConsultationCore
import Storage

extension Orchestrator {
    /// Looks at the conditions of service of every institution (JL 34) and proposes to quality control to stop where
    /// one has gone since the last look.
    package func watchConditions() async throws {
        let now = environment.now()
        let found = try await database.read { transaction in
            try transaction.institutions().compactMap { institution in
                guard institution.licence != nil else { return nil as Look? }
                let grounds = try transaction.activationGrounds(
                    of: institution, under: self.policies, at: now)
                let look = ConditionWatch.look(
                    grounds, practitioners: try transaction.scope(institution.id).practitioners(),
                    before: grounds.profile.watched)
                return look.now == grounds.profile.watched && look.causes.isEmpty
                    ? nil : Look(institution: institution.id, seen: look.now, causes: look.causes)
            }
        }
        for look in found {
            for cause in look.causes {
                do {
                    try await performAsSystem(StandingCommand.propose(cause), on: look.institution)
                } catch is Refusal {
                    // It does not serve: there is nothing to stop.
                    continue
                }
            }
            // Last, so that a crash in between proposes twice rather than never.
            try await performAsSystem(ProfileCommand.seeConditions(look.seen), on: look.institution)
        }
    }

    private struct Look: Sendable {
        let institution: InstitutionID
        let seen: WatchedConditions
        let causes: [SuspensionCause]
    }
}
