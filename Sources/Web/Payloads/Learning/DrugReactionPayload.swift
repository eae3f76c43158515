import ConsultationCore

/// The form of an adverse drug reaction (SC 27).
struct DrugReactionPayload: Encodable {
    struct Drug: Encodable {
        let suspected: Bool
        let name: String
        let approvalNumber: String?
        let manufacturer: String?
        let batch: String?
        let dosage: String?
        let startedOn: String?
        let stoppedOn: String?
        let indication: String?
    }

    let reaction: String
    let drugs: [Drug]
    let sex: String?
    let ageYears: Int?
    let underlyingDisease: String?
    let outcome: String
    let receded: String
    let recurred: String
    let association: String
    let isNew: Bool

    init(_ form: DrugReaction) {
        reaction = form.reaction.value
        drugs = form.drugs.map { drug in
            Drug(
                suspected: drug.isSuspected, name: drug.name, approvalNumber: drug.approvalNumber,
                manufacturer: drug.manufacturer, batch: drug.batch, dosage: drug.dosage,
                startedOn: drug.startedOn?.description, stoppedOn: drug.stoppedOn?.description,
                indication: drug.indication?.value)
        }
        sex = form.sex?.rawValue
        ageYears = form.ageYears
        underlyingDisease = form.underlyingDisease?.value
        outcome = form.outcome.rawValue
        receded = form.receded.rawValue
        recurred = form.recurred.rawValue
        association = form.association.rawValue
        isNew = form.isNew
    }
}
