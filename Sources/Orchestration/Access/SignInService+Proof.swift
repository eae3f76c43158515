package import ConsultationCore
import Storage

extension SignInService {
    /// Finds out whether the password is right, counting failures. Unknown names take the same time, give the same
    /// answers and lock in the same way as wrong passwords.
    func prove(username: String, password: String) async throws -> AccountRecord {
        let account = try await database.read { try $0.account(username: username) }
        let lock = if let account { account.lockedUntil } else { unknownNames.lockedUntil(username) }
        if let lock, environment.now() < lock { throw SignInFault.locked(until: lock) }
        let stored = account.flatMap { $0.isDisabled ? nil : $0.passwordHash }
        let isRight = try await checker.verify(password, against: stored)
        let now = environment.now()
        guard let account else { throw try await refuseUnknown(username, at: now) }
        return try await isRight ? accept(account, at: now) : refuse(account, at: now)
    }

    private func accept(_ account: AccountRecord, at now: WallTime) async throws -> AccountRecord {
        try await database.write { transaction in
            // Read again: a lock set while the key was being derived holds.
            guard let current = try transaction.reading.account(account.id), !current.isDisabled else {
                throw SignInFault.badCredentials
            }
            if let until = current.lockedUntil, now < until { throw SignInFault.locked(until: until) }
            if current.failures > 0 { try transaction.clearFailures(of: account.id) }
            return current
        }
    }

    private func refuse(_ account: AccountRecord, at now: WallTime) async throws -> AccountRecord {
        let policy = policy
        let lock: WallTime? = try await database.write { transaction in
            let current = try transaction.reading.account(account.id) ?? account
            // An elapsed lock begins a new count.
            let isElapsed = current.lockedUntil.map { $0 <= now } ?? false
            let failures = (isElapsed ? 0 : current.failures) + 1
            let lockedUntil = failures >= policy.failureLimit ? now + policy.lockTime : nil
            try transaction.recordFailure(of: account.id, failures: failures, lockedUntil: lockedUntil)
            try transaction.note(
                lockedUntil == nil ? "signInFailed" : "accountLocked", "{}",
                in: JournalStream.account(account.id), at: now.milliseconds, by: .system)
            return lockedUntil
        }
        if let lock { throw SignInFault.locked(until: lock) }
        throw SignInFault.badCredentials
    }

    /// Journalled like any failure: many names tried once are an attack too, and the write takes as long as an
    /// account's. The name itself stays out: it may be a password in the wrong field.
    private func refuseUnknown(_ username: String, at now: WallTime) async throws -> SignInFault {
        let lock = unknownNames.countFailure(username, at: now)
        try await database.write { transaction in
            try transaction.note(
                lock == nil ? "signInFailed" : "nameLocked", "{}", in: JournalStream.unknownAccounts,
                at: now.milliseconds, by: .system)
        }
        return lock.map { .locked(until: $0) } ?? .badCredentials
    }

    func hash(_ password: String) async throws -> String {
        guard password.count >= policy.passwordMinimum else {
            throw SignInFault.passwordTooShort(minimum: policy.passwordMinimum)
        }
        return try await checker.make(password, salt: environment.randomBytes(PasswordHash.saltLength))
    }

    /// Adds a sign-in with its roles: for setting up and for the machine's own commands. In service an account is
    /// registered by `AccountDesk`, and its roles wait. Throws `SignInFault`, and `Refusal` for roles that nobody may
    /// hold together.
    package func addAccount(_ draft: AccountDraft, password: String) async throws -> AccountID {
        if let clash = Role.clash(in: draft.roles) { throw Refusal.account(.administratorsApart(clash)) }
        let hash = try await hash(password)
        let now = environment.now()
        let id = AccountID(environment.newID())
        return try await database.write { transaction in
            guard try transaction.reading.account(username: draft.username) == nil else {
                throw SignInFault.usernameTaken
            }
            try transaction.insertAccount(
                AccountRecord(
                    id: id, username: draft.username, institution: draft.institution,
                    displayName: draft.displayName, practitioner: draft.practitioner, roles: draft.roles,
                    passwordHash: hash, staffNumber: draft.staffNumber),
                at: now)
            try transaction.note(
                "accountAdded", "{}", in: JournalStream.account(id), at: now.milliseconds, by: .system)
            return id
        }
    }

    /// Sets a new password without the old one (`huizhen user reset`), unlocks, and ends every session. With
    /// `factorReason` the second factor goes too, for whom nobody in the service can help any more: the reason stands
    /// in the audit trail.
    package func resetPassword(
        username: String, to password: String, forgettingFactor factorReason: String? = nil
    ) async throws {
        let hash = try await hash(password)
        let now = environment.now()
        let reason = try factorReason.map { try StoredJSON.encode(AuditLine.Noted(reason: $0)) }
        try await database.write { transaction in
            guard let account = try transaction.reading.account(username: username) else {
                throw SignInFault.badCredentials
            }
            try transaction.changePasswordHash(hash, of: account.id, at: now)
            try transaction.deleteAccess(of: account.id)
            try transaction.note(
                "passwordReset", "{}", in: JournalStream.account(account.id), at: now.milliseconds,
                by: .system)
            guard let reason else { return }
            try transaction.deleteSecondFactor(of: account.id)
            try transaction.note(
                "factorReset", reason, in: JournalStream.account(account.id), at: now.milliseconds,
                by: .system)
        }
    }
}

extension JournalStream {
    /// Attempts under names that no account has.
    static let unknownAccounts = "account/unknown"
}

/// A sign-in to be added.
package struct AccountDraft: Sendable {
    package var username: String
    package var institution: InstitutionID
    package var displayName: String
    package var practitioner: PractitionerID?
    package var roles: [Role]
    package var staffNumber: String?

    package init(
        username: String, institution: InstitutionID, displayName: String, practitioner: PractitionerID?,
        roles: [Role], staffNumber: String? = nil
    ) {
        self.username = username
        self.institution = institution
        self.displayName = displayName
        self.practitioner = practitioner
        self.roles = roles
        self.staffNumber = staffNumber
    }
}
