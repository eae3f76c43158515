/// One training that one person had, as it is kept.
package struct KeptTraining: Sendable, Equatable {
    package let practitioner: PractitionerID
    package let institution: InstitutionID
    package let completedOn: CivilDate
    package let event: String
    package let title: String
    /// 继续医学教育项目编号; empty where there is none.
    package let project: String
    package let minutes: Int
    package let creditTenths: Int
    package let noCredit: TrainingAttendance.NoCredit?

    package init(
        practitioner: PractitionerID, institution: InstitutionID, completedOn: CivilDate, event: String,
        title: String, project: String, minutes: Int, creditTenths: Int,
        noCredit: TrainingAttendance.NoCredit?
    ) {
        self.practitioner = practitioner
        self.institution = institution
        self.completedOn = completedOn
        self.event = event
        self.title = title
        self.project = project
        self.minutes = minutes
        self.creditTenths = creditTenths
        self.noCredit = noCredit
    }
}

/// A place in a list of trainings, in the order of days.
package struct TrainingPosition: Sendable, Equatable {
    package let completedOn: CivilDate
    package let practitioner: PractitionerID
    package let event: String

    package init(completedOn: CivilDate, practitioner: PractitionerID, event: String) {
        self.completedOn = completedOn
        self.practitioner = practitioner
        self.event = event
    }
}
