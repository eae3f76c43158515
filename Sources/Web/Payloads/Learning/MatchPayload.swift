import ConsultationCore
import Orchestration

struct MatchCandidatePayload: Encodable {
    let institutionId: String
    let institution: String
    let total: Int
    let grade: Int
    let timeliness: Int
    let answers: Int
    let satisfaction: Int

    init(_ named: NamedCandidate) {
        institutionId = named.candidate.institution.text
        institution = named.name
        total = named.candidate.score.total
        grade = named.candidate.score.grade
        timeliness = named.candidate.score.timeliness
        answers = named.candidate.score.answers
        satisfaction = named.candidate.score.satisfaction
    }
}

struct MatchPayload: Encodable {
    let consultationId: String
    let at: Instant
    let kind: String
    let inviting: String
    let chosen: String
    let rank: Int?
    let reason: String?
    let scoring: String
    let candidates: [MatchCandidatePayload]

    init(_ view: MatchView) {
        consultationId = view.consultation.text
        at = Instant(view.choice.at)
        kind = view.choice.kind.rawValue
        inviting = view.inviting
        chosen = view.chosen
        rank = view.choice.rank
        reason = view.choice.reason?.value
        scoring = view.choice.scoring
        candidates = view.candidates.map(MatchCandidatePayload.init)
    }
}

struct MatchConcentrationPayload: Encodable {
    struct Line: Encodable {
        let institutionId: String
        let institution: String
        let matches: Int
        /// Tenths of a percent of all matches.
        let sharePerMille: Int
        let notFirst: Int
        let partners: Int
        let mostFromOne: Int
    }

    let total: Int
    let lines: [Line]

    init(_ report: MatchConcentration) {
        total = report.total
        lines = report.lines.map { line in
            Line(
                institutionId: line.institution.text, institution: line.name, matches: line.matches,
                sharePerMille: report.total > 0 ? line.matches * 1000 / report.total : 0,
                notFirst: line.notFirst, partners: line.partners, mostFromOne: line.mostFromOne)
        }
    }
}
