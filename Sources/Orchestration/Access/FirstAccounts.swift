package import ConsultationCore
import Storage

/// An account that was added at the machine itself.
package struct MachineAccount: Sendable {
    package let draft: AccountDraft
    package let password: String
    /// Its roles wait for the security administrator.
    package let waits: Bool
}

extension SignInService {
    /// Adds an account at the machine. Where a security administrator works its roles are only proposed, as anywhere
    /// else; before there is one they hold at once, or nobody could ever begin.
    package func addAtMachine(_ draft: AccountDraft, password: String) async throws -> MachineAccount {
        let isGoverned = try await database.read { transaction in
            let offices = try [draft.institution] + transaction.operatingInstitutions()
            return try offices.contains { office in
                try transaction.accounts(of: office).contains {
                    !$0.isDisabled && $0.roles.contains(.securityAdmin)
                }
            }
        }
        guard isGoverned else {
            _ = try await addAccount(draft, password: password)
            return MachineAccount(draft: draft, password: password, waits: false)
        }
        var bare = draft
        bare.roles = []
        let id = try await addAccount(bare, password: password)
        let now = environment.now()
        let events = [
            AccountChange.registered(id, draft.institution),
            .rolesProposed(draft.roles, reason: "huizhen user add"),
        ].map { RecordEvent(at: now, by: .system, policyVersion: "machine", change: $0) }
        try await database.write { transaction in
            guard let permissions = AccountPermissions.replay(events) else { return }
            try transaction.append(
                try events.map { JournalDraft(kind: $0.change.kind, payload: try StoredJSON.encode($0)) },
                to: JournalStream.record(AccountPermissions.self, id.text), after: 0, at: now.milliseconds,
                by: .system, under: "machine")
            try transaction.save(permissions, at: now)
        }
        return MachineAccount(draft: draft, password: password, waits: true)
    }

    /// The operator's institution with an operator and the three administrators: how an installation begins. Throws
    /// `SignInFault.usernameTaken` where there are accounts already.
    package func setUp(
        operator institution: Institution, password: @Sendable () -> String
    ) async throws -> [MachineAccount] {
        let now = environment.now()
        try await database.write { transaction in
            guard try transaction.reading.accounts(of: nil, after: nil, limit: 1).isEmpty else {
                throw SignInFault.usernameTaken
            }
            try transaction.put(institution)
            try transaction.note(
                "institutionRegistered", try StoredJSON.encode(institution), in: JournalStream.masterData,
                at: now.milliseconds, by: .system)
        }
        var made: [MachineAccount] = []
        let people: [(String, String, Role)] = [
            ("operator", "平台运营人员", .operator), ("system.admin", "系统管理员", .systemAdmin),
            ("security.admin", "安全管理员", .securityAdmin), ("audit.admin", "审计管理员", .auditAdmin),
        ]
        for (username, name, role) in people {
            let draft = AccountDraft(
                username: username, institution: institution.id, displayName: name, practitioner: nil,
                roles: [role], staffNumber: username)
            let password = password()
            _ = try await addAccount(draft, password: password)
            made.append(MachineAccount(draft: draft, password: password, waits: false))
        }
        return made
    }
}
