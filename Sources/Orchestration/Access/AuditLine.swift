package import ConsultationCore
import Storage

/// One entry of the audit trail, in parts that a page or a file shows.
package struct AuditLine: Sendable {
    package let seq: Int64
    package let at: WallTime
    package let category: AuditCategory
    package let kind: String
    /// Whose access it is about.
    package let account: String
    package let username: String?
    package let displayName: String?
    package let actorName: String
    /// What a change of rights says beside its kind; sign-ins say nothing more.
    package let roles: [Role]?
    package let reason: String?
    /// The entry's hash in the chained journal.
    package let hash: String

    init(_ audit: AuditEntry) {
        let entry = audit.entry
        seq = entry.seq
        at = WallTime(milliseconds: entry.at)
        category = audit.category
        kind = entry.kind
        account = audit.account
        username = audit.username
        displayName = audit.displayName
        actorName = entry.actorName
        (roles, reason) = Self.detail(of: entry)
        hash = entry.hash
    }

    /// What an act at the machine itself was done for.
    struct Noted: Codable {
        let reason: String
    }

    private static func detail(of entry: JournalEntry) -> (roles: [Role]?, reason: String?) {
        guard entry.stream.hasPrefix(AccountPermissions.stream + "/"),
            let event = try? StoredJSON.decode(RecordEvent<AccountChange>.self, from: entry.payload)
        else {
            guard entry.kind == "factorReset" else { return (nil, nil) }
            return (nil, try? StoredJSON.decode(Noted.self, from: entry.payload).reason)
        }
        return switch event.change {
        case .rolesProposed(let roles, let reason): (roles, reason)
        case .rolesApproved(let roles), .adopted(_, _, let roles, _): (roles, nil)
        case .rolesRejected(let reason), .disabled(let reason), .enabled(let reason), .unlocked(let reason),
            .factorReset(let reason):
            (nil, reason)
        case .registered, .proposalWithdrawn: (nil, nil)
        }
    }
}
