/// What an institution is ranked by when the platform looks for somebody (NHC-SUP 24, JL 17; Protocols/matching.md).
///
/// These are all of the inputs. Nothing that an institution pays or is paid is among them, and nothing of it can be
/// put here: what is scored is what this type holds.
package struct MatchInputs: Codable, Sendable, Equatable {
    package var grade: HospitalGrade
    /// Reports of the last year by their limit, and after it.
    package var reportsOnTime: Int
    package var reportsLate: Int
    /// Answers to invitations of the last year.
    package var accepted: Int
    package var declinedOrExpired: Int
    package var ratings: Int
    package var ratingPoints: Int

    package init(
        grade: HospitalGrade, reportsOnTime: Int = 0, reportsLate: Int = 0, accepted: Int = 0,
        declinedOrExpired: Int = 0, ratings: Int = 0, ratingPoints: Int = 0
    ) {
        self.grade = grade
        self.reportsOnTime = reportsOnTime
        self.reportsLate = reportsLate
        self.accepted = accepted
        self.declinedOrExpired = declinedOrExpired
        self.ratings = ratings
        self.ratingPoints = ratingPoints
    }
}

/// One institution that could be asked, with its score.
package struct MatchCandidate: Codable, Sendable, Equatable {
    package var institution: InstitutionID
    package var inputs: MatchInputs
    package var score: MatchScore

    package init(_ institution: InstitutionID, _ inputs: MatchInputs) {
        self.institution = institution
        self.inputs = inputs
        score = MatchScore(inputs)
    }

    /// Best first; equal scores in the order of their ids, so that nobody is put first by chance of storage.
    package static func ranked(_ candidates: [MatchCandidate]) -> [MatchCandidate] {
        candidates.sorted {
            ($1.score.total, $0.institution) < ($0.score.total, $1.institution)
        }
    }
}

/// Points out of 100, version 1 (product default; the law gives no formula). A new formula is a new version.
package struct MatchScore: Codable, Sendable, Equatable {
    package static let version = "1"

    /// At most 30, 30, 20 and 20.
    package let grade: Int
    package let timeliness: Int
    package let answers: Int
    package let satisfaction: Int

    package var total: Int { grade + timeliness + answers + satisfaction }

    package init(_ inputs: MatchInputs) {
        grade =
            switch inputs.grade {
            case .tertiary: 30
            case .secondary: 20
            case .primary: 10
            case .ungraded: 0
            }
        timeliness = Self.share(inputs.reportsOnTime, inputs.reportsLate, most: 30)
        answers = Self.share(inputs.accepted, inputs.declinedOrExpired, most: 20)
        // Ratings are from 1 to 5.
        satisfaction =
            inputs.ratings > 0
            ? min(20, max(0, inputs.ratingPoints - inputs.ratings) * 5 / inputs.ratings) : 10
    }

    /// Half of the points where there is no history: a newcomer is neither ahead nor shut out.
    private static func share(_ good: Int, _ bad: Int, most: Int) -> Int {
        let all = max(0, good) + max(0, bad)
        return all > 0 ? max(0, good) * most / all : most / 2
    }
}
