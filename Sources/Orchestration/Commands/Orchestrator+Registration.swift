package import ConsultationCore
import Storage

/// A new institution as the operator enters it (§5.8, register).
package struct InstitutionDraft: Sendable {
    package var code: String
    package var name: String
    package var shortName: String
    package var jurisdiction: Jurisdiction
    package var level: InstitutionLevel
    package var grade: HospitalGrade
    package var departments: [Department]
    package var holdsInternetHospitalLicence: Bool

    package init(
        code: String, name: String, shortName: String, jurisdiction: Jurisdiction, level: InstitutionLevel,
        grade: HospitalGrade, departments: [Department], holdsInternetHospitalLicence: Bool
    ) {
        self.code = code
        self.name = name
        self.shortName = shortName
        self.jurisdiction = jurisdiction
        self.level = level
        self.grade = grade
        self.departments = departments
        self.holdsInternetHospitalLicence = holdsInternetHospitalLicence
    }
}

extension Orchestrator {
    /// Enters an institution; it serves only after its acceptance.
    package func register(
        _ draft: InstitutionDraft, by signedIn: SignedIn, as id: InstitutionID
    ) async throws -> Institution {
        guard signedIn.member.roles.contains(.operator) else { throw Refusal.roleRequired([.operator]) }
        let job = systemJob
        let actor = signedIn.journalActor
        let institution = Institution(
            id: id, code: draft.code, name: draft.name, shortName: draft.shortName,
            jurisdiction: draft.jurisdiction, level: draft.level, grade: draft.grade, licence: nil,
            departments: draft.departments, capabilityAcceptance: nil,
            holdsInternetHospitalLicence: draft.holdsInternetHospitalLicence)
        let kept = try await database.write { transaction in
            // The same request twice is one institution: the id follows from the key.
            if let known = try transaction.reading.institution(id) { return known }
            let taken = try transaction.reading.institutions().contains { $0.code == draft.code }
            guard !taken else { throw Refusal.fieldInvalid([FieldProblem("/code", .invalid)]) }
            var institution = institution
            institution.awaitsActivation = true
            try transaction.put(institution)
            try transaction.note(
                "institutionRegistered", try StoredJSON.encode(institution), in: JournalStream.masterData,
                at: job.now.milliseconds, by: actor)
            let decision = try InstitutionStanding.decide(
                .register(validTo: nil), of: institution, on: nil, by: .system, at: job.now,
                under: job.policies.policy(for: institution.jurisdiction, at: job.now),
                facts: Facts(institutions: [institution]))
            _ = try job.write(
                RecordStep<InstitutionStanding>(current: nil, decision: decision), in: transaction)
            return institution
        }
        feed.publish(.worklist, to: [signedIn.member.institution])
        return kept
    }
}
