package import ConsultationCore

/// The loaded policy versions, and the question which of them decides.
package struct PolicyBook: Sendable {
    package let versions: [Policy]

    /// National rules must be among them: they stand in wherever a province has none.
    package init(_ versions: [Policy]) {
        precondition(
            versions.contains { $0.jurisdiction == .national }, "a policy book holds the national rules")
        self.versions = versions
    }

    package static let builtIn = PolicyBook([.national, .jilin])

    /// The version that governs a case of an inviting institution in `jurisdiction` at `instant`.
    package func policy(for jurisdiction: Jurisdiction, at instant: WallTime) -> Policy {
        Policy.resolve(among: versions, for: jurisdiction, on: CivilDate(instant)) ?? latestNational
    }

    private var latestNational: Policy {
        let national = versions.filter { $0.jurisdiction == .national }
        guard let latest = national.max(by: { $0.effectiveFrom < $1.effectiveFrom }) else {
            preconditionFailure("a policy book holds the national rules")
        }
        return latest
    }
}
