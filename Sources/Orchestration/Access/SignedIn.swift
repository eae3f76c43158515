package import ConsultationCore

/// A person whose access was proved for this request: what every command and query is asked with.
package struct SignedIn: Sendable {
    /// What the core sees. `member.verifiedAt` is fresh after `SignInService.stepUp`.
    package var member: Caller.Member
    package let username: String
    package let displayName: String
    package let institution: Institution
    package let practitioner: Practitioner?
    /// Nil for a bearer token: there is no cookie to forge with.
    package let csrfToken: String?
    /// Names the session in the store; not the token.
    package let sessionHash: String?
    /// The device key by which a device acts for this person; nil for the person.
    package var deviceKey: DeviceKeyName?
    /// Whether the second factor stands behind this access; without it a page may only enrol one.
    package let factor: FactorStanding

    package init(
        member: Caller.Member, username: String, displayName: String, institution: Institution,
        practitioner: Practitioner?, csrfToken: String? = nil, sessionHash: String? = nil,
        factor: FactorStanding = .notAsked
    ) {
        self.member = member
        self.username = username
        self.displayName = displayName
        self.institution = institution
        self.practitioner = practitioner
        self.csrfToken = csrfToken
        self.sessionHash = sessionHash
        self.factor = factor
    }

    package var caller: Caller { .member(member) }
    package var account: AccountID { member.account }
}

/// A new access, told once: the token is not kept in clear anywhere.
package struct SignInGrant: Sendable {
    package let token: String
    package let expiresAt: WallTime
    package let signedIn: SignedIn
}

/// Why nobody was let in.
package enum SignInFault: Error, Sendable, Equatable {
    /// Unknown user, wrong password, or a disabled account: never told apart.
    case badCredentials
    /// Too many failures; nobody may try before `until`.
    case locked(until: WallTime)
    /// The new password is shorter than the minimum number of characters.
    case passwordTooShort(minimum: Int)
    case usernameTaken
    /// The password was right; a code of the authenticator is asked for too.
    case secondFactorRequired
    /// Not the code, one that was used already, or one of another time.
    case wrongCode
    /// A token cannot enrol: the person signs in by the page first.
    case enrolmentRequired
}
