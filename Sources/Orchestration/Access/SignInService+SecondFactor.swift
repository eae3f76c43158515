package import ConsultationCore
package import Storage

/// How far a person's proof reaches beside the password (NHC-ID-13).
package enum FactorStanding: String, Sendable, CaseIterable {
    /// No role of theirs asks for a second factor, and they have none.
    case notAsked
    case proven
    /// A role asks for one and none is enrolled: nothing may be done but enrolling.
    case enrolmentDue
    /// One is enrolled, and this access was opened without it.
    case unproven
}

/// A secret for an authenticator, shown once, while it waits for its first code.
package struct FactorEnrolment: Sendable {
    /// RFC 4648 base 32, as authenticators read it.
    package let key: String
    /// `otpauth://totp/…`, which an authenticator on the same device opens.
    package let address: String
}

extension SignInService {
    /// Recovery codes made at enrolment, each good once.
    package static let recoveryCodeCount = 10
    /// 80 bits, so that a hash without salt tells nothing.
    static let recoveryCodeBytes = 10
    static let issuer = "Huizhen"

    /// Begins an enrolment: the person proves themselves again, with the present factor too where there is one.
    package func beginSecondFactor(
        _ signedIn: SignedIn, password: String, code: String?
    ) async throws -> FactorEnrolment {
        let account = try await prove(username: signedIn.username, password: password)
        if try await database.read({ try $0.hasSecondFactor(account.id) }) {
            guard let code else { throw SignInFault.secondFactorRequired }
            try await proveFactor(of: account, code: code)
        }
        let secret = environment.randomBytes(TimeBasedCode.secretLength)
        let now = environment.now()
        try await database.write { try $0.beginSecondFactor(secret, of: account, at: now) }
        let key = Base32.encode(secret)
        return FactorEnrolment(
            key: key,
            address: "otpauth://totp/\(Self.issuer):\(account.username)?secret=\(key)&issuer=\(Self.issuer)"
                + "&algorithm=SHA1&digits=\(TimeBasedCode.digits)&period=\(TimeBasedCode.period)")
    }

    /// The first code from the authenticator: the factor holds from now on. Returns the recovery codes, told
    /// once. Every other access of the account ends.
    package func confirmSecondFactor(
        of account: AccountID, keeping session: String?, code: String, by actor: JournalActor
    ) async throws -> [String] {
        let now = environment.now()
        let limit = policy.failureLimit
        let codes = (0..<Self.recoveryCodeCount).map { _ in
            Self.spaced(Base32.encode(environment.randomBytes(Self.recoveryCodeBytes)))
        }
        let isRight = try await database.write { transaction in
            guard let factor = try transaction.reading.secondFactor(of: account), !factor.isConfirmed,
                let step = TimeBasedCode.match(code, factor.secret, at: now, after: 0)
            else {
                // Guessing at a secret that nobody confirmed leads nowhere; the secret is forgotten all the same.
                if let factor = try transaction.reading.secondFactor(of: account), !factor.isConfirmed {
                    if factor.failures + 1 >= limit {
                        try transaction.deleteSecondFactor(of: account)
                    } else {
                        try transaction.countFactorFailures(factor.failures + 1, of: account)
                    }
                }
                return false
            }
            try transaction.confirmSecondFactor(
                of: account, step: step, recoveryHashes: codes.map { Self.hash($0, of: account) }, at: now)
            try transaction.deleteAccess(of: account, exceptSession: session)
            if let session { try transaction.proveFactor(ofSession: session, at: now) }
            try transaction.note(
                "factorEnrolled", "{}", in: JournalStream.account(account), at: now.milliseconds, by: actor)
            return true
        }
        guard isRight else { throw SignInFault.wrongCode }
        return codes
    }

    package func confirmSecondFactor(_ signedIn: SignedIn, code: String) async throws -> [String] {
        try await confirmSecondFactor(
            of: signedIn.account, keeping: signedIn.sessionHash, code: code, by: signedIn.journalActor)
    }

    /// Takes a code of the authenticator or a recovery code, once. Wrong ones lock the account like wrong
    /// passwords, and are counted apart: a right password between two guesses does not begin the count anew.
    func proveFactor(of account: AccountRecord, code: String) async throws {
        let now = environment.now()
        let policy = policy
        let text = code.uppercased().filter { $0 != " " && $0 != "-" }
        let fault: SignInFault? = try await database.write { transaction in
            guard let factor = try transaction.reading.secondFactor(of: account.id), factor.isConfirmed else {
                return .wrongCode
            }
            if let until = try transaction.reading.account(account.id)?.lockedUntil, now < until {
                return .locked(until: until)
            }
            let stream = JournalStream.account(account.id)
            if text.utf8.count == TimeBasedCode.digits {
                if let step = TimeBasedCode.match(text, factor.secret, at: now, after: factor.lastStep) {
                    try transaction.useStep(step, of: account.id)
                    return nil
                }
            } else if try transaction.useRecoveryCode(
                Self.hash(text, of: account.id), of: account.id, at: now)
            {
                try transaction.note(
                    "recoveryCodeUsed", "{}", in: stream, at: now.milliseconds, by: account.journalActor)
                return nil
            }
            let failures = factor.failures + 1
            let lock = failures >= policy.failureLimit ? now + policy.lockTime : nil
            try transaction.countFactorFailures(lock == nil ? failures : 0, of: account.id)
            if let lock {
                try transaction.recordFailure(
                    of: account.id, failures: policy.failureLimit, lockedUntil: lock)
            }
            try transaction.note(
                lock == nil ? "codeFailed" : "accountLocked", "{}", in: stream, at: now.milliseconds,
                by: .system)
            return lock.map { .locked(until: $0) } ?? .wrongCode
        }
        if let fault { throw fault }
    }

    /// The second proof of a sign-in: when it was given, nil where none is enrolled.
    func secondProof(of account: AccountRecord, code: String?) async throws -> WallTime? {
        guard try await database.read({ try $0.hasSecondFactor(account.id) }) else { return nil }
        guard let code else { throw SignInFault.secondFactorRequired }
        try await proveFactor(of: account, code: code)
        return environment.now()
    }

    /// What the person's own page shows.
    package func secondFactorState(of signedIn: SignedIn) async throws -> (isHeld: Bool, codesLeft: Int) {
        let account = signedIn.account
        return try await database.read {
            (try $0.hasSecondFactor(account), try $0.recoveryCodesLeft(of: account))
        }
    }

    /// Enrols an account of the demonstration data, which nobody else ever signs in to, and confirms with the code
    /// before the present one. Returns the key; nil when it holds a factor already.
    package func enrolForDemonstration(username: String) async throws -> String? {
        let now = environment.now()
        let secret = environment.randomBytes(TimeBasedCode.secretLength)
        let account: AccountRecord? = try await database.write { transaction in
            guard let account = try transaction.reading.account(username: username),
                try !transaction.reading.hasSecondFactor(account.id)
            else { return nil }
            try transaction.beginSecondFactor(secret, of: account, at: now)
            return account
        }
        guard let account else { return nil }
        let code = TimeBasedCode.code(secret, step: TimeBasedCode.step(at: now) - TimeBasedCode.drift)
        _ = try await confirmSecondFactor(
            of: account.id, keeping: nil, code: code, by: account.journalActor)
        return Base32.encode(secret)
    }

    private static func hash(_ code: String, of account: AccountID) -> String {
        Hexadecimal.sha256("\(account.text):\(code.filter { $0 != "-" })")
    }

    /// In groups of four, for people.
    private static func spaced(_ text: String) -> String {
        stride(from: 0, to: text.count, by: 4).map { String(text.dropFirst($0).prefix(4)) }
            .joined(separator: "-")
    }
}
