/// What quality control takes from REQUIREMENTS.md §4.
package struct QualityPolicy: Codable, Sendable, Equatable {
    /// Percent of the cases of a period whose records are looked at, and how many at least.
    package var sampleRatePercent: Int
    package var sampleMinimum: Int
    package var complaintAnswerWorkingDays: Int
    package var breachReportTo: DataBreach.Addressee
    package var breachReportDeadline: TimeSpan
    package var disputeAuthority: CompetentAuthority.Rule
    /// Means of fewer ratings than this are not shown: they would tell who rated.
    package var ratingsShownFrom: Int
    /// Unqualified years in a row that bring the accountability rule; zero where there is none (JL 47).
    package var accountabilityYears: Int
    /// Months from one round of quality control to the next (NHC-TM 四(三)3).
    package var inspectionMonths: Int
    /// Days before something is due for a test or maintenance on which its keeper is reminded (NHC-TM 二(二)¶2).
    package var maintenanceReminderDays: Int
    /// Trainings earn CME credits (JL 46(5)).
    package var cmeCredit: Bool
    /// Nobody is assigned without the mandatory trainings; elsewhere it is a warning (NHC-TM 四(二)1).
    package var trainingBlocksAssignment: Bool
    /// Percent of telemedicine time that counts as stationed time (JL 46(4)); nil where no rule is.
    package var stationedTimePercent: Int?
}

extension QualityPolicy {
    init(_ values: inout Policy.Values) {
        self.init(
            sampleRatePercent: values.count("quality.recordSample.rate"),
            sampleMinimum: values.count("quality.recordSample.minimum"),
            complaintAnswerWorkingDays: values.count("quality.complaintAnswerWorkingDays"),
            breachReportTo: values.word("breach.reportTo", else: .healthAuthority),
            breachReportDeadline: values.span("breach.reportDeadline"),
            disputeAuthority: values.word("dispute.authority", else: .healthAuthorityOfInviting),
            ratingsShownFrom: values.count("quality.ratingsShownFrom"),
            accountabilityYears: values.optionalCount("evaluation.accountabilityYears") ?? 0,
            inspectionMonths: values.count("quality.inspectionInterval"),
            maintenanceReminderDays: values.count("maintenance.reminder"),
            cmeCredit: values.flag("training.cmeCredit"),
            trainingBlocksAssignment: values.flag("training.blockAssignment"),
            stationedTimePercent: values.optionalCount("statistics.stationedTimeCreditRate"))
    }
}
