/// What staff are trained in: laws, policies, duties, process, platform use and crisis handling (NHC-SUP 15), the
/// ability to handle emergencies (NHC-TM 四(三)5), and clinical knowledge, which earns credits and is never mandatory by
/// itself.
package enum TrainingTopic: String, Codable, Sendable, CaseIterable {
    case laws, policies, duties, workflow, platformUse, crisisHandling, emergencyHandling, clinicalKnowledge
}

/// One topic of an institution's plan.
package struct TrainingPlanItem: Codable, Sendable, Equatable {
    package var topic: TrainingTopic
    package var isMandatory: Bool
    /// The day by which everybody has had it.
    package var dueOn: CivilDate
    /// After so many months it must be had again; nil when once is enough.
    package var validMonths: Int?

    package init(topic: TrainingTopic, isMandatory: Bool, dueOn: CivilDate, validMonths: Int? = nil) {
        self.topic = topic
        self.isMandatory = isMandatory
        self.dueOn = dueOn
        self.validMonths = validMonths
    }
}

/// That somebody has had a topic.
package struct TrainingCompletion: Codable, Sendable, Equatable {
    package var topic: TrainingTopic
    package var completedOn: CivilDate

    package init(topic: TrainingTopic, completedOn: CivilDate) {
        self.topic = topic
        self.completedOn = completedOn
    }
}

/// How one person stands to one topic of the plan on a day.
package struct TrainingLine: Sendable, Equatable {
    package enum Standing: String, Codable, Sendable, CaseIterable {
        case done, due, overdue
        /// It was had once and must be had again.
        case lapsed
    }

    package let item: TrainingPlanItem
    package let completedOn: CivilDate?
    /// The last day on which it counts; nil when it counts for ever, or was never had.
    package let validTo: CivilDate?
    package let standing: Standing

    /// Mandatory, and not there on this day (NHC-TM-4.2.1).
    package var isMissing: Bool { item.isMandatory && standing != .done }

    package init(_ item: TrainingPlanItem, _ completions: [TrainingCompletion], on today: CivilDate) {
        self.item = item
        completedOn = completions.filter { $0.topic == item.topic && $0.completedOn <= today }
            .map(\.completedOn).max()
        validTo = completedOn.flatMap { day in item.validMonths.map { day.adding(months: $0) } }
        standing =
            switch (completedOn, validTo) {
            case (nil, _): today > item.dueOn ? .overdue : .due
            case (_, let validTo?) where today > validTo: .lapsed
            default: .done
            }
    }
}

extension [TrainingPlanItem] {
    /// Every line of the plan for one person.
    package func lines(_ completions: [TrainingCompletion], on today: CivilDate) -> [TrainingLine] {
        map { TrainingLine($0, completions, on: today) }
    }

    /// Mandatory topics that the person lacks on this day.
    package func missing(_ completions: [TrainingCompletion], on today: CivilDate) -> [TrainingTopic] {
        lines(completions, on: today).filter(\.isMissing).map(\.item.topic)
    }
}
