import ConsultationCore
import TestRequirements
import Testing

struct MatchScoreTests {
    @Test(.requirement("NHC-SUP-24"))
    func `points follow grade, timeliness, answers and satisfaction, newcomers in the middle`() {
        let fresh = MatchScore(MatchInputs(grade: .tertiary))
        #expect([fresh.grade, fresh.timeliness, fresh.answers, fresh.satisfaction] == [30, 15, 10, 10])
        let best = MatchScore(
            MatchInputs(
                grade: .tertiary, reportsOnTime: 8, accepted: 5, ratings: 4, ratingPoints: 20))
        #expect(best.total == 100)
        let worst = MatchScore(
            MatchInputs(
                grade: .ungraded, reportsLate: 3, declinedOrExpired: 2, ratings: 2, ratingPoints: 2))
        #expect(worst.total == 0)
        let half = MatchScore(
            MatchInputs(
                grade: .secondary, reportsOnTime: 1, reportsLate: 1, accepted: 1, declinedOrExpired: 1,
                ratings: 1, ratingPoints: 3))
        #expect(half.total == 20 + 15 + 10 + 10)
        let broken = MatchScore(
            MatchInputs(grade: .primary, reportsOnTime: -5, accepted: -1, ratings: 1, ratingPoints: 900))
        #expect((0...100).contains(broken.total))
    }

    @Test(.requirement("NHC-SUP-24"))
    func `what is ranked holds nothing that anybody pays`() {
        let inputs = Mirror(reflecting: MatchInputs(grade: .tertiary)).children.compactMap(\.label)
        #expect(
            Set(inputs) == [
                "grade", "reportsOnTime", "reportsLate", "accepted", "declinedOrExpired", "ratings",
                "ratingPoints",
            ], "a new input is a new version of the score, and never money")
    }

    @Test(.requirement("NHC-SUP-24"))
    func `equal points stand in the order of ids, whatever order they came in`() {
        let same = ["b", "c", "a"].map {
            MatchCandidate(InstitutionID($0), MatchInputs(grade: .secondary))
        }
        let better = MatchCandidate("z", MatchInputs(grade: .tertiary))
        let ranked = MatchCandidate.ranked(same + [better])
        #expect(ranked.map(\.institution.text) == ["z", "a", "b", "c"])
        let choice = MatchChoice(
            at: WallTime(milliseconds: 0), kind: .operatorChoice, chosen: "b", reason: "专科特色",
            candidates: same + [better])
        #expect(choice.rank == 3)
    }
}
