package import ConsultationCore
import Storage

/// One object of a case with its owner's name.
package struct DataObjectView: Sendable {
    package let object: DataObject
    package let owner: String
}

extension CaseQueries {
    /// Every data object of the case: whose, what for, on what ground (JL 35). Throws `Refusal`.
    package func dataObjects(
        of id: ConsultationID, for signedIn: SignedIn, purpose: AccessPurpose?
    ) async throws -> [DataObjectView]? {
        guard let admission = try await open(id, for: signedIn, purpose: purpose) else { return nil }
        let consultation = admission.consultation
        return try await database.read { transaction in
            var objects = consultation.dataObjects
            for package in try transaction.system.record(CaseCustody.self, id.text)?.packages ?? [] {
                objects.append(
                    DataObject(
                        kind: .archivePackage, dataClass: .medicalRecord,
                        name: consultation.number.text + ".zip",
                        owner: package.institution,
                        purposes: [.disputeHandling, .patientRequest, .supervision],
                        ground: .legalDuty, hash: package.sha256, since: package.storedAt))
            }
            return try objects.map {
                DataObjectView(object: $0, owner: try transaction.institution($0.owner)?.name ?? "")
            }
        }
    }
}

extension Orchestrator {
    /// Who asks for drugs added up is on record, whatever the answer (NHC-SUP 21).
    package func drugReport(
        _ grouping: DrugReport.Grouping, purpose: AccessPurpose?, by signedIn: SignedIn
    ) async throws -> [DrugReport.Row] {
        let now = environment.now()
        var refusal: Refusal?
        do throws(Refusal) {
            try DrugReport.demand(for: signedIn.member.roles, purpose: purpose, grouping: grouping)
        } catch {
            refusal = error
        }
        var note = AccessNote(
            refusal == nil ? "read" : "refused", purpose: purpose, object: grouping.rawValue)
        note.from = signedIn.member.origin
        note.reason = refusal?.code.rawValue
        let (payload, kind, actor) = (try StoredJSON.encode(note), note.operation, signedIn.journalActor)
        try await database.write { transaction in
            try transaction.note(kind, payload, in: "report/drugs", at: now.milliseconds, by: actor)
        }
        if let refusal {
            await count(refusal, of: job(signedIn, nil))
            throw refusal
        }
        return try await database.read { transaction in
            let visits = try transaction.scope(signedIn.institution.id)
                .records(InternetVisit.self, limit: VisitQueries.reportedVisits)
            return try DrugReport.rows(of: visits, by: grouping).map { row in
                let name =
                    switch grouping {
                    case .prescriber: try transaction.practitioner(PractitionerID(row.group))?.name
                    case .department: signedIn.institution.department(DepartmentCode(row.group))?.name
                    case .drug: DrugCatalogue.shipped.drugs[row.group]?.name
                    case .month: nil as String?
                    }
                return DrugReport.Row(
                    group: name ?? row.group, prescriptions: row.prescriptions, packages: row.packages)
            }
        }
    }
}
