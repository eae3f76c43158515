package import ConsultationCore
import Storage

/// Somebody let in to the data of a case, with the purpose that goes on record.
struct CaseAdmission: Sendable {
    let consultation: Consultation
    let purpose: AccessPurpose
    /// The institution as which the case is read: one's own, or the inviting one by an approved request.
    let lens: InstitutionID
}

extension CaseQueries {
    /// Role, institution, relation to the case and purpose are weighed together; what no rule allows is denied
    /// (NHC-IH-A4.4). Nil for a foreign or unknown id. A refusal is thrown, and stays on record.
    func admit(
        _ signedIn: SignedIn, to dataClass: DataClass, of id: ConsultationID, _ operation: AccessOperation,
        for purpose: AccessPurpose?
    ) async throws -> CaseAdmission? {
        let now = environment.now()
        do {
            return try await database.read {
                try $0.admit(signedIn, to: dataClass, of: id, operation, for: purpose, at: now)
            }
        } catch let refusal as Refusal {
            var note = AccessNote(
                "refused", purpose: purpose, object: "\(dataClass.rawValue).\(operation.rawValue)")
            note.reason = refusal.code.rawValue
            try await noteAccess(note, of: id, by: signedIn, at: now)
            throw refusal
        }
    }

    /// Opens the case's own page under a purpose; by default the one that goes with the person's work on it.
    func open(
        _ id: ConsultationID, for signedIn: SignedIn, purpose: AccessPurpose?
    ) async throws -> CaseAdmission? {
        try await admit(signedIn, to: .medicalRecord, of: id, .view, for: purpose)
    }
}

extension ReadTransaction {
    func admit(
        _ signedIn: SignedIn, to dataClass: DataClass, of id: ConsultationID, _ operation: AccessOperation,
        for purpose: AccessPurpose?, at now: WallTime
    ) throws -> CaseAdmission? {
        let member = signedIn.member
        let own = try scope(member.institution).consultation(id)
        let staysOut = !member.roles.contains(.operator) && !member.roles.contains(.healthAuthority)
        guard let consultation = try own ?? (staysOut ? nil : system.consultation(id)) else { return nil }
        let custody = try system.record(CaseCustody.self, id.text)
        let grants = (custody?.requests ?? []).filter {
            $0.by.account == member.account && $0.isUsable(at: now)
        }
        // An authority learns of a case by asking for it (JL 37), and as long as it supervises a party.
        if own == nil, !member.roles.contains(.operator) {
            let parties = [consultation.inviting] + consultation.invitedInstitutions
            guard try !grants.isEmpty && regulates(signedIn, anyOf: parties) else { return nil }
        }
        let question = AccessQuestion(
            roles: member.roles, relation: consultation.relation(of: member), dataClass: dataClass,
            operation: operation, purpose: purpose ?? (own == nil ? grants.last?.purpose : nil),
            grants: grants.map(\.kind), abroad: signedIn.institution.isAbroad ? member.institution : nil)
        return CaseAdmission(
            consultation: consultation, purpose: try AccessRule.decide(question),
            lens: own == nil ? consultation.inviting : member.institution)
    }
}

/// What a page says of the reader's access.
package struct CaseViewAccess: Sendable {
    /// Nil while the clinical content is hidden.
    package let purpose: AccessPurpose?
    /// The purposes one may choose from, where one must be said.
    package let choices: [AccessPurpose]
}
