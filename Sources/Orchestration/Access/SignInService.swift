import ConsultationCore
package import Storage

/// Signing in and staying so: password, lock-out, sessions for pages, tokens for programs, step-up for signatures.
package final class SignInService: Sendable {
    let database: ServiceDatabase
    package let environment: ServiceEnvironment
    package let policy: SignInPolicy
    let checker: PasswordChecker
    let unknownNames: UnknownNames

    package init(database: ServiceDatabase, environment: ServiceEnvironment, policy: SignInPolicy) throws {
        self.database = database
        self.environment = environment
        self.policy = policy
        unknownNames = UnknownNames(policy: policy)
        checker = try PasswordChecker(policy: policy, salt: environment.randomBytes(PasswordHash.saltLength))
    }

    /// Checks a password, and the second factor of those who have one, and opens a session. Throws `SignInFault`.
    package func signIn(
        username: String, password: String, code: String? = nil
    ) async throws -> SignInGrant {
        let account = try await prove(username: username, password: password)
        let factorAt = try await secondProof(of: account, code: code)
        let roles = policy.secondFactorRoles
        let now = environment.now()
        let token = newToken()
        let session = SignInSession(
            tokenHash: Hexadecimal.sha256(token), account: account.id, csrfToken: newToken(), createdAt: now,
            expiresAt: now + policy.sessionLimit, lastSeenAt: now, verifiedAt: now, factorAt: factorAt)
        let signedIn = try await database.write { transaction in
            try transaction.insertSession(session)
            try transaction.noteActivity(of: account.id, practitioner: account.practitioner, at: now)
            try transaction.note(
                "signedIn", "{}", in: JournalStream.account(account.id), at: now.milliseconds,
                by: account.journalActor)
            return try transaction.reading.signedIn(
                as: account, verifiedAt: now, session: session, factorAt: factorAt, asking: roles)
        }
        return SignInGrant(token: token, expiresAt: session.expiresAt, signedIn: signedIn)
    }

    /// A token for a program, shown once. Throws `SignInFault`.
    package func issueToken(
        username: String, password: String, code: String? = nil, label: String
    ) async throws -> SignInGrant {
        let account = try await prove(username: username, password: password)
        let factorAt = try await secondProof(of: account, code: code)
        let roles = policy.secondFactorRoles
        if factorAt == nil, !roles.isDisjoint(with: account.roles) { throw SignInFault.enrolmentRequired }
        let now = environment.now()
        let token = "hz_" + newToken()
        let record = APITokenRecord(
            tokenHash: Hexadecimal.sha256(token), account: account.id, label: label, createdAt: now,
            expiresAt: now + policy.tokenLimit, factorAt: factorAt)
        let signedIn = try await database.write { transaction in
            try transaction.insertToken(record)
            try transaction.note(
                "tokenIssued", "{}", in: JournalStream.account(account.id), at: now.milliseconds,
                by: account.journalActor)
            return try transaction.reading.signedIn(
                as: account, verifiedAt: now, session: nil, factorAt: factorAt, asking: roles)
        }
        return SignInGrant(token: token, expiresAt: record.expiresAt, signedIn: signedIn)
    }

    /// Whose session this cookie is; nil when there is none, or it is over.
    package func session(token: String) async throws -> SignedIn? {
        let now = environment.now()
        let hash = Hexadecimal.sha256(token)
        let idleLimit = policy.idleLimit
        let roles = policy.secondFactorRoles
        let found: (SignedIn, SignInSession)? = try await database.read { transaction in
            guard let session = try transaction.session(hash), now < session.expiresAt,
                now - session.lastSeenAt < idleLimit,
                let account = try transaction.account(session.account), !account.isDisabled
            else { return nil }
            return (
                try transaction.signedIn(
                    as: account, verifiedAt: session.verifiedAt, session: session,
                    factorAt: session.factorAt, asking: roles),
                session
            )
        }
        guard let (signedIn, session) = found else { return nil }
        // Once a minute is exact enough for the idle limit, and spares a disk write on every request.
        if now - session.lastSeenAt >= .minutes(1) {
            try await database.write { transaction in
                try transaction.touchSession(hash, at: now)
                try transaction.noteActivity(
                    of: signedIn.account, practitioner: signedIn.member.practitioner, at: now)
            }
        }
        return signedIn
    }

    /// Whose token this is; nil when there is none, or it has expired. A token proves no presence: what asks for a
    /// fresh proof needs `stepUp`.
    package func bearer(token: String) async throws -> SignedIn? {
        let now = environment.now()
        let hash = Hexadecimal.sha256(token)
        let roles = policy.secondFactorRoles
        return try await database.read { transaction in
            guard let record = try transaction.token(hash), now < record.expiresAt,
                let account = try transaction.account(record.account), !account.isDisabled
            else { return nil }
            return try transaction.signedIn(
                as: account, verifiedAt: record.createdAt, session: nil, factorAt: record.factorAt,
                asking: roles)
        }
    }

    package func signOut(_ signedIn: SignedIn) async throws {
        guard let hash = signedIn.sessionHash else { return }
        let now = environment.now()
        try await database.write { transaction in
            try transaction.deleteSession(hash)
            try transaction.noteActivity(
                of: signedIn.account, practitioner: signedIn.member.practitioner, at: now)
            try transaction.note(
                "signedOut", "{}", in: JournalStream.account(signedIn.account), at: now.milliseconds,
                by: signedIn.journalActor)
        }
    }

    /// Proves the person again, for a signature: the answer carries a fresh `verifiedAt`. Throws `SignInFault`;
    /// failures count toward the lock.
    package func stepUp(_ signedIn: SignedIn, password: String) async throws -> SignedIn {
        _ = try await prove(username: signedIn.username, password: password)
        let now = environment.now()
        if let hash = signedIn.sessionHash {
            try await database.write { try $0.verifySession(hash, at: now) }
        }
        var proved = signedIn
        proved.member.verifiedAt = now
        return proved
    }

    /// Ends every other session and all tokens of the account.
    package func changePassword(_ signedIn: SignedIn, current: String, new: String) async throws {
        _ = try await prove(username: signedIn.username, password: current)
        let hash = try await hash(new)
        let now = environment.now()
        try await database.write { transaction in
            try transaction.changePasswordHash(hash, of: signedIn.account, at: now)
            try transaction.deleteAccess(of: signedIn.account, exceptSession: signedIn.sessionHash)
            try transaction.note(
                "passwordChanged", "{}", in: JournalStream.account(signedIn.account), at: now.milliseconds,
                by: signedIn.journalActor)
        }
    }

    /// Removes what is over; called now and then by the deadline keeper.
    func forgetExpired(at now: WallTime) async throws {
        let idle = now - policy.idleLimit
        try await database.write { try $0.forgetExpiredAccess(at: now, idleSince: idle) }
    }

    private func newToken() -> String { Hexadecimal.encode(environment.randomBytes(32)) }
}

extension AccountRecord {
    var journalActor: JournalActor {
        JournalActor(id: id.text, name: displayName, institution: institution.text)
    }
}

extension SignedIn {
    var journalActor: JournalActor {
        JournalActor(id: account.text, name: displayName, institution: member.institution.text)
    }
}

extension ReadTransaction {
    func signedIn(
        as account: AccountRecord, verifiedAt: WallTime, session: SignInSession?, factorAt: WallTime? = nil,
        asking roles: Set<Role> = []
    ) throws -> SignedIn {
        guard let institution = try institution(account.institution) else {
            throw StorageError.unreadable(table: "institutions", key: account.institution.text)
        }
        return SignedIn(
            member: Caller.Member(
                account: account.id, institution: account.institution, practitioner: account.practitioner,
                roles: account.roles, verifiedAt: verifiedAt),
            username: account.username, displayName: account.displayName, institution: institution,
            practitioner: try account.practitioner.flatMap { try practitioner($0) },
            csrfToken: session?.csrfToken, sessionHash: session?.tokenHash,
            factor: try factor(of: account, provenAt: factorAt, asking: roles))
    }

    /// Asked of the account as it is now: a role given since the sign-in counts at the next request.
    private func factor(
        of account: AccountRecord, provenAt: WallTime?, asking roles: Set<Role>
    ) throws -> FactorStanding {
        if try hasSecondFactor(account.id) { return provenAt == nil ? .unproven : .proven }
        return roles.isDisjoint(with: account.roles) ? .notAsked : .enrolmentDue
    }
}
