package import ConsultationCore
import Storage

/// An institution's profile with what is still missing before it serves, and whom to ask.
package struct ProfileView: Sendable {
    package let institution: Institution
    package let profile: InstitutionProfile
    package let standing: InstitutionStanding.State
    package let readiness: [Readiness]
    /// The caller may change it.
    package let mayEdit: Bool
    /// The caller may let it begin to serve.
    package let mayAccept: Bool
    package let standingVersion: Int
    package let permittedAccess: [AccessLink.Kind]
    package let minBandwidth: Int

    package struct Readiness: Sendable {
        package let check: ActivationCheck
        package let findings: [ActivationFinding]
    }
}

extension DirectoryQueries {
    /// The own profile; for an operator every hospital's; nil hides foreign and unknown alike.
    package func profile(of id: InstitutionID, for signedIn: SignedIn) async throws -> ProfileView? {
        let isOperator = signedIn.member.roles.contains(.operator)
        guard id == signedIn.institution.id || isOperator else { return nil }
        let now = environment.now()
        return try await database.read { transaction in
            guard let institution = try transaction.institution(id) else { return nil }
            let grounds = try transaction.activationGrounds(of: institution, under: policies, at: now)
            let standing = try transaction.system.record(InstitutionStanding.self, id.text)
            let state = standing?.state ?? .active
            return ProfileView(
                institution: institution, profile: grounds.profile, standing: state,
                readiness: ActivationCheck.all.map {
                    ProfileView.Readiness(check: $0, findings: $0.find(grounds))
                },
                mayEdit: id == signedIn.institution.id && signedIn.member.roles.contains(.institutionAdmin),
                mayAccept: isOperator && state == .registered, standingVersion: standing?.version ?? 0,
                permittedAccess: grounds.policy.technical.accessKinds,
                minBandwidth: grounds.policy.technical.minBandwidth)
        }
    }
    /// The offices from which the institution chooses the one that its licence names; nil for a foreign one.
    package func licensingOffices(
        of id: InstitutionID, for signedIn: SignedIn
    ) async throws -> [Institution]? {
        guard id == signedIn.institution.id || signedIn.member.roles.contains(.operator) else { return nil }
        return try await database.read { transaction in
            try transaction.institution(id).map { try transaction.licensingChoice(of: $0).offices }
        }
    }
}
