/// The report of an adverse drug reaction (药品不良反应/事件报告表), part of an adverse event of that category (SC 27).
/// It describes the patient and never names one.
package struct DrugReaction: Codable, Sendable, Equatable {
    package enum Outcome: String, Codable, Sendable, CaseIterable {
        case recovered, improving, notRecovered, sequelae, death, unknown
    }

    /// Whether it went when the drug was stopped, or came back when it was given again.
    package enum Course: String, Codable, Sendable, CaseIterable {
        case yes, no, notDone, unknown
    }

    package enum Association: String, Codable, Sendable, CaseIterable {
        case certain, probable, possible, unlikely, unassessable
    }

    package var reaction: Redacted<String>
    package var drugs: [SuspectedDrug]
    package var sex: Sex?
    package var ageYears: Int?
    package var underlyingDisease: Redacted<String>?
    package var outcome: Outcome
    /// After the drug was stopped or reduced.
    package var receded: Course
    /// After it was given again.
    package var recurred: Course
    package var association: Association
    /// Not in the drug's leaflet (新的不良反应).
    package var isNew: Bool

    package init(
        reaction: Redacted<String>, drugs: [SuspectedDrug], sex: Sex? = nil, ageYears: Int? = nil,
        underlyingDisease: Redacted<String>? = nil, outcome: Outcome, receded: Course, recurred: Course,
        association: Association, isNew: Bool
    ) {
        self.reaction = reaction
        self.drugs = drugs
        self.sex = sex
        self.ageYears = ageYears
        self.underlyingDisease = underlyingDisease
        self.outcome = outcome
        self.receded = receded
        self.recurred = recurred
        self.association = association
        self.isNew = isNew
    }

    package static let drugLimit = 10
    package static let oldestYears = 130

    func problems() -> [FieldProblem?] {
        let place = "/drugReaction"
        var found: [FieldProblem?] = [
            Limits.required(place + "/reaction", reaction, limit: Limits.shortText),
            drugs.contains { $0.isSuspected } ? nil : FieldProblem(place + "/drugs", .missing),
            drugs.count > Self.drugLimit ? FieldProblem(place + "/drugs", .tooMany) : nil,
        ]
        if let ageYears, !(0...Self.oldestYears).contains(ageYears) {
            found.append(FieldProblem(place + "/ageYears", .outOfRange))
        }
        for (index, drug) in drugs.prefix(Self.drugLimit).enumerated() {
            let drugPlace = place + "/drugs/\(index)"
            found.append(
                Limits.required(drugPlace + "/name", Redacted(drug.name), limit: Limits.reference))
            if let start = drug.startedOn, let stop = drug.stoppedOn, stop < start {
                found.append(FieldProblem(drugPlace + "/stoppedOn", .endsBeforeStart))
            }
        }
        return found
    }
}

package struct SuspectedDrug: Codable, Sendable, Equatable {
    /// False for what was taken beside it (并用药品).
    package var isSuspected: Bool
    package var name: String
    /// 批准文号, 生产厂家, 批号, as the package says.
    package var approvalNumber: String?
    package var manufacturer: String?
    package var batch: String?
    /// 用法用量.
    package var dosage: String?
    package var startedOn: CivilDate?
    package var stoppedOn: CivilDate?
    /// 用药原因.
    package var indication: Redacted<String>?

    package init(
        isSuspected: Bool, name: String, approvalNumber: String? = nil, manufacturer: String? = nil,
        batch: String? = nil, dosage: String? = nil, startedOn: CivilDate? = nil,
        stoppedOn: CivilDate? = nil, indication: Redacted<String>? = nil
    ) {
        self.isSuspected = isSuspected
        self.name = name
        self.approvalNumber = approvalNumber
        self.manufacturer = manufacturer
        self.batch = batch
        self.dosage = dosage
        self.startedOn = startedOn
        self.stoppedOn = stoppedOn
        self.indication = indication
    }
}
