package import ConsultationCore
package import Storage

/// Cases whose report has waited for a decision longer than the policy's days: the list of quality control
/// (NHC-TM-3.3.3c).
package struct OpenDecisionQueries: Sendable {
    let database: ServiceDatabase
    let policies: PolicyBook
    let environment: ServiceEnvironment

    package init(database: ServiceDatabase, policies: PolicyBook, environment: ServiceEnvironment) {
        self.database = database
        self.policies = policies
        self.environment = environment
    }

    package static let readers: [Role] = [.qualityController, .institutionAdmin, .auditor]

    /// Own cases as the inviting side, the longest wait first.
    package func openDecisions(for signedIn: SignedIn) async throws -> [OpenDecision] {
        try signedIn.demand(Self.readers)
        let now = environment.now()
        let institution = signedIn.institution
        let policies = policies
        return try await database.scope(institution.id) { scope in
            try scope.consultations(
                inviting: [.reported], invited: [], limit: WorklistReading.openLimit
            ).compactMap { known in
                let one = known.consultation
                let policy = policies.policy(governing: one, of: institution.jurisdiction, at: now)
                let due = one.stateSince + policy.decisionReviewAfter
                guard now > due else { return nil }
                return OpenDecision(
                    consultation: one.id, number: one.number, reportedAt: one.stateSince, dueAt: due)
            }.sorted { $0.reportedAt < $1.reportedAt }
        }
    }
}

package struct OpenDecision: Sendable {
    package let consultation: ConsultationID
    package let number: ConsultationNumber
    package let reportedAt: WallTime
    package let dueAt: WallTime
}
