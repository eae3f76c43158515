/// Who is signed in.
struct AccountPayload: Encodable {
    struct Home: Encodable {
        let id: String
        let name: String
        let shortName: String
    }

    let id: String
    let username: String
    let displayName: String
    let institution: Home
    let practitionerId: String?
    let title: String?
    let roles: [String]
    /// Whether this person has a part in online visits here.
    let onlineVisits: Bool
    /// Whether the equipment register has a page for this person.
    let equipment: Bool
}

struct SessionPayload: Encodable {
    let account: AccountPayload
    /// Absent for bearer tokens, which need none.
    let csrfToken: String?
    let serverTime: Instant
    let secondFactor: SecondFactor

    struct SecondFactor: Encodable {
        let enrolled: Bool
        /// Nothing else may be done before one is enrolled.
        let due: Bool
        let recoveryCodesLeft: Int
    }
}

struct TokenPayload: Encodable {
    let token: String
    let expiresAt: Instant
}
