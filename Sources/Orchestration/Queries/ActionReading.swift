import ConsultationCore
import Storage

/// Finds what a person may do to a case now, by asking the core itself: a dry run of each command that the
/// person's role and the state suggest.
struct ActionReading {
    let transaction: ReadTransaction
    let caller: Caller
    let now: WallTime

    func offers(
        for consultation: Consultation, under policy: Policy
    ) throws -> (actions: [ConsultationAction], blockers: [ConsultationView.Blocker]) {
        var actions: [ConsultationAction] = []
        var blockers: [ConsultationView.Blocker] = []
        for suggestion in ActionSuggestion.all(for: consultation, caller: caller) {
            switch suggestion.trial {
            case .none:
                actions.append(suggestion.action)
            case .some(let command):
                do throws(Refusal) {
                    let facts = try facts(for: command, on: consultation)
                    _ = try Consultation.decide(
                        command, on: consultation, by: freshCaller, at: now, under: policy, facts: facts)
                    actions.append(suggestion.action)
                } catch {
                    blockers.append(ConsultationView.Blocker(action: suggestion.action, refusal: error))
                }
            }
        }
        return (actions, blockers)
    }

    private func facts(
        for command: ConsultationCommand, on consultation: Consultation
    ) throws(Refusal) -> Facts {
        do {
            return try transaction.facts(for: command, on: consultation, by: caller)
        } catch {
            // A store that cannot be read offers nothing; the read that follows reports the fault itself.
            throw .accessDenied
        }
    }

    /// A signature asks for the password at the moment of signing: the trial assumes it will be given.
    private var freshCaller: Caller {
        guard var member = caller.member else { return caller }
        member.verifiedAt = now
        return .member(member)
    }
}
