package import ConsultationCore
import Storage

/// One line of the register of the own practitioners (执业人员).
package struct RegisteredPractitioner: Sendable {
    package let practitioner: Practitioner
    /// Nil before anything was recorded.
    package let file: PractitionerFile?
    package let validTo: CivilDate?
    package let departments: [String]
    /// Kinds of diagnosis whose reports the person may sign today.
    package let kinds: [ServiceKind]
    /// What stands against the person as a consulting physician.
    package let refusals: [Refusal]
    package let mayRecord: Bool
}

package struct RegisterPage: Sendable {
    package let items: [RegisteredPractitioner]
    package let next: String?
}

extension DiagnosisQueries {
    package func practitioners(
        after cursor: String?, limit: Int, for signedIn: SignedIn
    ) async throws -> RegisterPage {
        let limit = min(max(1, limit), CaseQueries.pageLimit)
        let own = signedIn.institution
        return try await database.read { transaction in
            let found = try transaction.scope(own.id)
                .practitioners(after: cursor.map(PractitionerID.init(_:)), limit: limit + 1)
            return RegisterPage(
                items: try found.prefix(limit).map { try view($0, signedIn, transaction) },
                next: found.count > limit ? found[limit - 1].id.text : nil)
        }
    }

    package func practitioner(
        _ id: PractitionerID, for signedIn: SignedIn
    ) async throws -> RegisteredPractitioner? {
        try await database.read { transaction in
            guard try transaction.home(of: id) == signedIn.member.institution,
                let found = try transaction.practitioner(id)
            else { return nil }
            return try view(found, signedIn, transaction)
        }
    }

    private func view(
        _ practitioner: Practitioner, _ signedIn: SignedIn, _ transaction: ReadTransaction
    ) throws -> RegisteredPractitioner {
        let own = signedIn.institution
        let now = environment.now()
        let today = CivilDate(now)
        let policy = policies.policy(for: own.jurisdiction, at: now)
        let codes = [practitioner.department].compactMap(\.self) + practitioner.scopeOfPractice
        var names: [String] = []
        for code in codes {
            let name = own.department(code)?.name ?? code.text
            if !names.contains(name) { names.append(name) }
        }
        let kinds = ServiceKind.allCases.filter { kind in
            kind.isDiagnosis
                && Qualification.refusals(
                    of: practitioner, signing: DiagnosisScope(kind), at: own.id, on: today, under: policy
                ).isEmpty
        }
        return RegisteredPractitioner(
            practitioner: practitioner,
            file: try transaction.system.record(PractitionerFile.self, practitioner.id.text),
            validTo: practitioner.identityValidTo(under: policy), departments: names, kinds: kinds,
            refusals: Qualification.personalRefusals(
                of: practitioner, at: own.id, for: nil, on: today, under: policy),
            mayRecord: PractitionerFileCommand.roles.contains(where: signedIn.caller.has)
                && signedIn.member.practitioner != practitioner.id)
    }
}
