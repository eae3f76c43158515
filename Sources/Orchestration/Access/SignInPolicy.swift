package import ConsultationCore
package import Storage

/// The limits of signing in (MLPS level 3: lock-out, session time-out).
package struct SignInPolicy: Sendable {
    /// Failures in a row after which the account is locked.
    package var failureLimit = 5
    package var lockTime = TimeSpan.minutes(15)
    /// A session unused for so long is over.
    package var idleLimit = TimeSpan.minutes(30)
    /// A session is over after so long in any case.
    package var sessionLimit = TimeSpan.hours(12)
    package var tokenLimit = TimeSpan.days(30)
    package var passwordMinimum = 10
    package var cost = PasswordHash.Cost.standard
    /// Password checks that run at the same time; each holds 32 MiB.
    package var concurrentChecks = 2

    /// Whoever holds one of these proves a second factor, or enrols one and does nothing else (NHC-ID-13).
    package var secondFactorRoles: Set<Role> = []

    package init() {}

    /// As the policy says; an installation may only be stricter with time.
    package init(_ rules: SecurityRules) {
        secondFactorRoles = Set(rules.secondFactorRoles)
        idleLimit = rules.idleLimit
        sessionLimit = rules.sessionLimit
    }
}
