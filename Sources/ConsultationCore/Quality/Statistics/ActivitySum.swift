/// Sums of one practitioner over a stretch of days (JL-47c).
package struct ActivitySum: Sendable, Equatable {
    package let practitioner: PractitionerID
    package let cases: Int
    package let minutes: Int
    package let onTime: Int
    /// Cases in which a report was owed.
    package let reports: Int
    package let ratings: Int
    package let ratingPoints: Int
    /// Records that quality control scored, and their points.
    package let scored: Int
    package let qualityPoints: Int

    package init(
        practitioner: PractitionerID, cases: Int, minutes: Int, onTime: Int, reports: Int, ratings: Int,
        ratingPoints: Int, scored: Int, qualityPoints: Int
    ) {
        self.practitioner = practitioner
        self.cases = cases
        self.minutes = minutes
        self.onTime = onTime
        self.reports = reports
        self.ratings = ratings
        self.ratingPoints = ratingPoints
        self.scored = scored
        self.qualityPoints = qualityPoints
    }

    /// Nil where there are too few to be shown: they would tell who rated.
    package func meanRatingHundredths(shownFrom least: Int) -> Int? {
        guard ratings >= max(1, least) else { return nil }
        return (ratingPoints * 100 + ratings / 2) / ratings
    }

    package var meanQualityTenths: Int? {
        scored > 0 ? (qualityPoints * 10 + scored / 2) / scored : nil
    }
}
