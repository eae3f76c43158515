/// What the checks before an institution begins to serve look at (§5.8).
package struct ActivationGrounds: Sendable, Equatable {
    package var institution: Institution
    package var profile: InstitutionProfile
    package var policy: Policy
    package var at: WallTime
    /// Accounts with each role at the institution.
    package var staff: [Role: Int]

    package init(
        institution: Institution, profile: InstitutionProfile, policy: Policy, at now: WallTime,
        staff: [Role: Int] = [:]
    ) {
        self.institution = institution
        self.profile = profile
        self.policy = policy
        at = now
        self.staff = staff
    }

    var rules: TechnicalRules { policy.technical }
    var today: CivilDate { CivilDate(at) }
}

/// What one check found: what is missing, or nothing.
package struct ActivationFinding: Sendable, Equatable {
    package enum Weight: String, Codable, Sendable {
        /// Without it the institution does not begin.
        case refuses
        /// Said, and no obstacle: the rule binds another pathway (§4, baseline).
        case warns
    }

    package var refusal: Refusal
    package var weight: Weight
    package var site: SiteID?

    package init(_ refusal: Refusal, _ weight: Weight = .refuses, at site: SiteID? = nil) {
        self.refusal = refusal
        self.weight = weight
        self.site = site
    }
}

/// One condition of beginning to serve, in the order in which it is asked.
package struct ActivationCheck: Sendable {
    /// Its name for programs.
    package let name: String
    package let requirement: String
    /// Who can provide what is missing.
    package let owner: Role
    package let find: @Sendable (ActivationGrounds) -> [ActivationFinding]

    package init(
        _ name: String, _ requirement: String, ask owner: Role,
        _ find: @escaping @Sendable (ActivationGrounds) -> [ActivationFinding]
    ) {
        self.name = name
        self.requirement = requirement
        self.owner = owner
        self.find = find
    }

    /// Every check; a new condition is a line here.
    package static let all: [ActivationCheck] = [
        licence, licensingOffice, capabilityAcceptance, qualityController, dedicatedManager,
        networkTechnician, sites,
        providers, accessKind,
        platformConnection, avSystems, bandwidth, uninterruptiblePower, mlpsEvidence,
    ]

    /// What stands in the way, in order; empty: the institution may begin.
    package static func obstacles(_ grounds: ActivationGrounds) -> [Refusal] {
        all.flatMap { $0.find(grounds) }.filter { $0.weight == .refuses }.map(\.refusal)
    }
}
