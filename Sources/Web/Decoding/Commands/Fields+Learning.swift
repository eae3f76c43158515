import ConsultationCore

extension Fields {
    func trainingPlan() -> [TrainingPlanItem] {
        guard let items = children("items", limit: TrainingTopic.allCases.count) else {
            if !has("items") { note("items", .required) }
            return []
        }
        return items.map { item in
            TrainingPlanItem(
                topic: item.choice("topic", otherwise: .laws), isMandatory: item.flag("mandatory"),
                dueOn: item.date("dueOn") ?? CivilDate(daysSinceEpoch: 0),
                validMonths: item.optionalInteger("validMonths", in: 1...Int64(TrainingPlan.longestValidity)))
        }
    }

    func training() -> TrainingTold {
        TrainingTold(
            title: text("title", limit: Limits.name), form: choice("form", otherwise: .lecture),
            topics: words("topics", of: TrainingTopic.self),
            slot: TimeSlot(
                start: WallTime(milliseconds: instant("start")), end: WallTime(milliseconds: instant("end"))),
            invited: (texts("invited", itemLimit: Limits.id, limit: TrainingEvent.invitedLimit) ?? [])
                .map(InstitutionID.init(_:)),
            projectNumber: optionalText("projectNumber", limit: Limits.name),
            creditTenths: optionalInteger("creditTenths", in: 0...Int64(TrainingEvent.creditLimit)) ?? 0,
            minimumMinutes: optionalInteger("minimumMinutes", in: 0...Int64(TrainingEvent.longestMinutes))
                ?? 0)
    }

    /// A list of words from a closed set; at least one.
    func words<Word: RawRepresentable & CaseIterable>(_ name: String, of type: Word.Type) -> [Word]
    where Word.RawValue == String {
        guard let words = texts(name, itemLimit: Limits.name, limit: Word.allCases.count) else {
            if !has(name) { note(name, .required) }
            return []
        }
        let known = words.compactMap { Word(rawValue: $0) }
        if known.count != words.count {
            note(name, .unknownValue(allowed: Word.allCases.map(\.rawValue)))
        }
        return known
    }

    func optionalInteger(_ name: String, in range: ClosedRange<Int64>) -> Int? {
        has(name) ? Int(integer(name, in: range)) : nil
    }

    func checkList() -> [InspectionItem] {
        guard let items = children("items", limit: Inspection.itemLimit) else {
            if !has("items") { note("items", .required) }
            return []
        }
        return items.map { item in
            InspectionItem(
                area: item.choice("area", otherwise: .rules),
                subject: item.text("subject", limit: Limits.name),
                result: item.choice("result", otherwise: .satisfactory),
                finding: item.optionalText("finding", limit: Limits.reason).map { Redacted($0) })
        }
    }
}
