/// The medical record of an online visit with the contents of SC 22(1)–(3). Name, sex, birth date and identity number
/// are the patient's own; prescriptions and diagnosis stand beside it in the visit.
package struct VisitRecord: Codable, Sendable, Equatable {
    package enum Field: String, Codable, Sendable, CaseIterable, CodingKeyRepresentable {
        case name, sex, birthDate, identityNumber
        case maritalStatus, contact, drugAllergies
        case chiefComplaint, presentIllness, menstrualHistory
        case priorInstitution, priorDiagnosis, currentTreatment
        case plan, auxiliaryExaminations
        // Where they are needed alone.
        case ethnicity, occupation, address, emergencyContact
        case pastHistory, personalHistory, positiveSigns, negativeSigns

        /// What a person writes; the first four come from the patient's file.
        package static let written = allCases.filter { !fromFile.contains($0) }
        package static let fromFile: [Field] = [.name, .sex, .birthDate, .identityNumber]
        /// Never left out. `menstrualHistory` is asked of women of child-bearing age alone.
        package static let always: [Field] = [
            .maritalStatus, .contact, .drugAllergies, .chiefComplaint, .presentIllness, .priorInstitution,
            .priorDiagnosis, .currentTreatment, .plan, .auxiliaryExaminations,
        ]
    }

    package var fields: [Field: Redacted<String>]
    package var assistance: Assistance?
    package var at: WallTime?

    package init(fields: [Field: Redacted<String>], assistance: Assistance? = nil) {
        self.fields = fields
        self.assistance = assistance
    }

    package subscript(field: Field) -> String? {
        fields[field].flatMap { $0.isBlank ? nil : $0.value }
    }

    /// Whether a field must be filled for this patient on `day`.
    package static func asks(_ field: Field, of patient: Patient, on day: CivilDate, ages: ClosedRange<Int>)
        -> Bool
    {
        guard field == .menstrualHistory else {
            return Field.always.contains(field) || Field.fromFile.contains(field)
        }
        guard patient.sex == .female, let birthDate = patient.birthDate.value else { return false }
        return ages.contains(birthDate.completedYears(on: day))
    }

    /// The first field that is missing; nil when the record is whole.
    package static func missing(
        in record: VisitRecord?, of patient: Patient, on day: CivilDate, ages: ClosedRange<Int>
    ) -> Field? {
        Field.allCases.first { field in
            guard asks(field, of: patient, on: day, ages: ages) else { return false }
            return switch field {
            case .name: patient.name.isBlank
            case .sex: patient.sex == nil
            case .birthDate: patient.birthDate.value == nil
            case .identityNumber: patient.identity.value.number.isBlank
            default: record?[field] == nil
            }
        }
    }

    /// What is signed, field by field in the order of the template.
    package func digest(of visit: VisitID) -> Digest {
        var content = CanonicalContent("visitRecord")
        content.add("visit", visit)
        for field in Field.written { content.add(field.rawValue, self[field] ?? "") }
        return content.digest
    }
}
