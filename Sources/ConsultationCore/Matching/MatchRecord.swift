/// How the institutions of one platform need were found: every time with the whole list of candidates, their scores and
/// the reason for the choice (NHC-SUP 24).
package struct MatchRecord: DomainRecord {
    package typealias Change = MatchRecordChange

    package let consultation: ConsultationID
    package let inviting: InstitutionID
    package let platformOperator: InstitutionID
    package var version: Int
    /// Oldest first; a declined match is followed by another.
    package var choices: [MatchChoice]

    package static var stream: String { "match" }
    package var key: String { consultation.text }
    package var stateName: String { "kept" }
    package var parties: [InstitutionID] { [platformOperator, inviting] }
    package var openDeadlines: [Deadline] { [] }

    package init?(first event: RecordEvent<MatchRecordChange>) {
        guard case .chosen(let consultation, let inviting, let platform, let choice) = event.change else {
            return nil
        }
        self.consultation = consultation
        self.inviting = inviting
        platformOperator = platform
        version = 1
        choices = [choice]
    }

    package mutating func apply(_ event: RecordEvent<MatchRecordChange>) {
        version += 1
        guard case .chosen(_, _, _, let choice) = event.change else { return }
        choices.append(choice)
    }

    /// An operator says why; a volunteer was the first to answer.
    package static func note(
        _ choice: MatchChoice, of need: Consultation, by caller: Caller, at now: WallTime,
        under policy: Policy
    ) throws(Refusal) -> RecordDecision<MatchRecordChange> {
        if choice.kind == .operatorChoice {
            try QualityGate.required("/reason", choice.reason ?? "")
        }
        guard let platform = need.request.platformOperator else { throw .platformOperatorMissing }
        let change = MatchRecordChange.chosen(need.id, need.inviting, platform, choice)
        return RecordDecision(
            events: [RecordEvent(at: now, by: caller, policyVersion: policy.id, change: change)], effects: [])
    }
}

package struct MatchChoice: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case operatorChoice, firstVolunteer
    }

    package var at: WallTime
    package var kind: Kind
    package var chosen: InstitutionID
    package var reason: Redacted<String>?
    package var scoring: String
    /// Every institution that could have been asked, best first.
    package var candidates: [MatchCandidate]

    package init(
        at: WallTime, kind: Kind, chosen: InstitutionID, reason: Redacted<String>?,
        candidates: [MatchCandidate]
    ) {
        self.at = at
        self.kind = kind
        self.chosen = chosen
        self.reason = reason
        scoring = MatchScore.version
        self.candidates = MatchCandidate.ranked(candidates)
    }

    /// 1 for the best; nil when the chosen one was not on the list.
    package var rank: Int? { candidates.firstIndex { $0.institution == chosen }.map { $0 + 1 } }
}

package enum MatchRecordChange: RecordChange {
    case chosen(ConsultationID, InstitutionID, InstitutionID, MatchChoice)

    package var kind: String { "matchChosen" }
}

extension Consultation {
    /// Whether this institution could answer the need: standing, department, level and agreement, as at the match.
    package func couldMatch(
        _ candidate: Institution, under policy: Policy, facts: Facts, at now: WallTime
    ) -> Bool {
        let deliberation = Deliberation(
            consultation: self, caller: .system, now: now, policy: policy, facts: facts)
        return deliberation.isCandidate(candidate)
    }
}
