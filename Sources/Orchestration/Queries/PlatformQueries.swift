package import ConsultationCore
import Storage

/// A need as strangers may read it before one of them has accepted: nothing that identifies (NHC-TM-1e).
package struct PlatformNeed: Sendable {
    package let id: ConsultationID
    package let specialty: DepartmentCode?
    package let title: ProfessionalTitle?
    package let purpose: Redacted<String>?
    package let schedule: [TimeSlot]
    package let region: Jurisdiction
    package let summary: Redacted<String>?
    package let priority: Priority
    package let publishedAt: WallTime
    package let platformOperator: InstitutionID?
}

extension DirectoryQueries {
    /// Institutions that run a platform: somebody of theirs is its operator.
    package func platforms() async throws -> [Institution] {
        try await database.read { transaction in
            try transaction.operatingInstitutions().compactMap { try transaction.institution($0) }
        }
    }

    /// Open needs: to coordinators of other institutions, and to the operator of their platform.
    package func platformNeeds(for signedIn: SignedIn) async throws -> [PlatformNeed] {
        let own = signedIn.member.institution
        return try await database.read { transaction in
            try transaction.system.consultations(inStates: [.matching]).filter { need in
                need.inviting != own
                    && (signedIn.member.roles.contains(.invitationCoordinator)
                        || need.request.platformOperator == own)
            }.map { need in
                PlatformNeed(
                    id: need.id, specialty: need.request.requestedSpecialty,
                    title: need.request.requestedTitle, purpose: need.request.invitationPurpose,
                    schedule: need.request.proposedSchedule ?? [],
                    region: try transaction.institution(need.inviting)?.jurisdiction ?? .national,
                    summary: need.request.publicSummary, priority: need.priority,
                    publishedAt: need.stateSince, platformOperator: need.request.platformOperator)
            }
        }
    }
}
