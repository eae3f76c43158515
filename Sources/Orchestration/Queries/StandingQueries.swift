package import ConsultationCore
import Storage

/// The standing of one institution, for its own people or its authority.
package struct StandingView: Sendable {
    package let institution: Institution
    /// Nil before anything was recorded of it: it serves.
    package let standing: InstitutionStanding?
    package let actions: [StandingCommand.Action]
    /// Open cases that the stop holds up.
    package let heldCases: Int
}

extension DirectoryQueries {
    /// The own institution; for a health authority every hospital that it supervises.
    package func standings(for signedIn: SignedIn) async throws -> [StandingView] {
        let own = signedIn.institution
        return try await database.read { transaction in
            let operates = signedIn.member.roles.contains(.operator)
            let found = try transaction.institutions().filter { institution in
                if operates, institution.licence != nil || institution.awaitsActivation == true {
                    return true
                }
                return institution.id == own.id
                    ? institution.licence != nil || institution.awaitsActivation == true
                    : institution.licence != nil
                        && Supervision.regulates(signedIn.member, of: own, institution)
            }
            return try found.map { institution in
                let standing = try transaction.system.record(InstitutionStanding.self, institution.id.text)
                let held =
                    standing?.isStopped == true
                    ? try transaction.system.openConsultations(of: institution.id).count : 0
                let known =
                    standing
                    ?? InstitutionStanding(
                        first: RecordEvent(
                            at: environment.now(), by: .system, policyVersion: "",
                            change: institution.awaitsActivation == true
                                ? .registered(institution.id, licenceValidTo: institution.licence?.validTo)
                                : .recognised(institution.id, licenceValidTo: institution.licence?.validTo))
                    )
                return StandingView(
                    institution: institution, standing: standing,
                    actions: known?.availableActions(
                        for: signedIn.caller, of: institution, authority: own) ?? [],
                    heldCases: held)
            }
        }
    }
}
