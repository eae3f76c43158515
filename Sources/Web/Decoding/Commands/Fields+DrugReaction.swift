import ConsultationCore

extension Fields {
    /// The form of an adverse drug reaction (SC 27).
    func drugReaction() -> DrugReaction {
        DrugReaction(
            reaction: Redacted(text("reaction", limit: Limits.question)),
            drugs: (children("drugs", limit: DrugReaction.drugLimit) ?? []).map { $0.suspectedDrug() },
            sex: optionalChoice("sex", of: Sex.self),
            ageYears: optionalInteger("ageYears", in: 0...Int64(DrugReaction.oldestYears)),
            underlyingDisease: optionalText("underlyingDisease", limit: Limits.question).map { Redacted($0) },
            outcome: choice("outcome", otherwise: .unknown), receded: choice("receded", otherwise: .unknown),
            recurred: choice("recurred", otherwise: .unknown),
            association: choice("association", otherwise: .unassessable), isNew: flag("isNew"))
    }

    private func suspectedDrug() -> SuspectedDrug {
        SuspectedDrug(
            isSuspected: flag("suspected"), name: text("name", limit: Limits.name),
            approvalNumber: optionalCoded("approvalNumber", in: .approvalNumber),
            manufacturer: optionalText("manufacturer", limit: Limits.name),
            batch: optionalText("batch", limit: Limits.name),
            dosage: optionalText("dosage", limit: Limits.name), startedOn: optionalDate("startedOn"),
            stoppedOn: optionalDate("stoppedOn"),
            indication: optionalText("indication", limit: Limits.question).map { Redacted($0) })
    }
}
