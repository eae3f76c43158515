package import ConsultationCore
package import Storage

/// What people were told: of invitations, limits, answers and sessions; by role, or by name.
package struct NoticeQueries: Sendable {
    let database: ServiceDatabase

    package init(database: ServiceDatabase) { self.database = database }

    package static let pageLimit = 100

    /// The newest first; `before` is the id after which the list goes on.
    package func notices(before: Int64?, limit: Int, for signedIn: SignedIn) async throws -> [NoticeView] {
        let member = signedIn.member
        return try await database.scope(member.institution) { scope in
            try scope.notices(
                for: member.roles, practitioner: member.practitioner, account: member.account, before: before,
                limit: min(max(1, limit), Self.pageLimit)
            ).map { notice in
                let id = JournalStream.consultationID(in: notice.subject)
                let consultation = try id.flatMap { try scope.consultation($0) }
                return NoticeView(
                    id: notice.id, at: notice.at, kind: notice.kind, consultation: consultation?.id,
                    number: consultation?.number,
                    asset: JournalStream.key(of: Asset.self, in: notice.subject))
            }
        }
    }
}

package struct NoticeView: Sendable {
    package let id: Int64
    package let at: WallTime
    package let kind: String
    /// The case, where there is one that the reader may open.
    package let consultation: ConsultationID?
    package let number: ConsultationNumber?
    /// Something of the equipment register.
    package let asset: String?
}
