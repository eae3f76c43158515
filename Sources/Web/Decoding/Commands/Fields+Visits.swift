import ConsultationCore
import Orchestration

extension Fields {
    func visitEvidence(_ file: SealedFile?) -> VisitEvidence {
        if file == nil, !has("sha256") { note("sha256", .required) }
        let diagnoses = codedList("diagnoses", in: .icd10, limit: 20)
        if diagnoses == nil, !has("diagnoses") { note("diagnoses", .required) }
        return VisitEvidence(
            kind: choice("kind", otherwise: .outpatientRecord),
            institutionName: text("institutionName", limit: Limits.name),
            diagnosedOn: date("diagnosedOn") ?? CivilDate(daysSinceEpoch: 0), diagnoses: diagnoses ?? [],
            document: file?.sha256 ?? Digest(of: ""), file: file)
    }

    /// Which of its parts a program helped with.
    func assistedPart() -> AssistedPart {
        let number: Int64? =
            has("prescription")
            ? integer("prescription", in: 1...Int64(InternetVisit.prescriptionLimit)) : nil
        if let number { return .prescription(Int(number)) }
        let name = text("part", limit: Limits.id)
        switch name {
        case "diagnosis": return .diagnosis
        case "record": return .record
        default:
            note("part", .unknownValue(allowed: ["diagnosis", "record"]))
            return .diagnosis
        }
    }

    func visitRecord() -> VisitRecord {
        var found: [VisitRecord.Field: Redacted<String>] = [:]
        let written = child("fields")
        if written == nil, !has("fields") { note("fields", .required) }
        for field in VisitRecord.Field.written {
            if let words = written?.optionalText(
                field.rawValue, limit: ConsultationCore.Limits.shortText)
            {
                found[field] = Redacted(words)
            }
        }
        return VisitRecord(
            fields: found,
            assistance: optionalText("assistance", limit: Limits.name).map { Assistance(tool: $0) })
    }

    func visitConditions() -> [VisitCondition] {
        let names = texts("conditions", itemLimit: Limits.id, limit: VisitCondition.allCases.count) ?? []
        let conditions = names.compactMap(VisitCondition.init(rawValue:))
        if conditions.count != names.count {
            note("conditions", .unknownValue(allowed: VisitCondition.allCases.map(\.rawValue)))
        }
        return conditions
    }

    func visitCompanions() -> VisitCompanions {
        VisitCompanions(
            guardianName: Redacted(text("guardianName", limit: Limits.name)),
            guardianRelation: display("guardianRelation", in: .kinship),
            guardianIdentity: redacted("guardianIdentity", limit: Limits.identityNumber),
            guardianContact: redacted("guardianContact", limit: Limits.contact),
            specialistName: text("specialistName", limit: Limits.name),
            specialistLicence: text("specialistLicence", limit: Limits.name),
            specialistSpecialty: display("specialistSpecialty", in: .department))
    }

    func prescriptionLines() -> [Prescription.Line] {
        let lines = children("lines", limit: InternetVisit.lineLimit)
        if lines == nil, !has("lines") { note("lines", .required) }
        return (lines ?? []).map {
            Prescription.Line(
                drug: $0.coded("code", in: .drug), quantity: Int($0.integer("quantity", in: 1...999)),
                usage: $0.text("usage", limit: Limits.name))
        }
    }
}

extension WebServices {
    /// The file that a body names by its digest; nil when it names none. Its bytes must be here already.
    func visitFile(_ fields: Fields, of id: VisitID) async throws -> SealedFile? {
        guard let (digest, name, contentType) = fields.namedFile() else { return nil }
        return try await orchestrator.visitFile(digest, named: name, contentType: contentType, of: id)
    }
}
