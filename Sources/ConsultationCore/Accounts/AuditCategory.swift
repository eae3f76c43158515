/// What the audit administrator looks through: everything about access, nothing about patients (NHC-ID-13, SC-23b).
package enum AuditCategory: String, Codable, Sendable, CaseIterable {
    case signIn, failure, factor, account, role, export

    /// Where an entry of the journal belongs, by its kind; nil for what is no business of the audit trail.
    package init?(kind: String) {
        switch kind {
        case "signedIn", "signedOut", "tokenIssued": self = .signIn
        case "signInFailed", "accountLocked", "nameLocked", "codeFailed": self = .failure
        case "factorEnrolled", "factorReset", "recoveryCodeUsed": self = .factor
        case "accountAdded", "accountAdopted", "accountRegistered", "accountDisabled", "accountEnabled",
            "accountUnlocked", "passwordReset", "passwordChanged":
            self = .account
        case "rolesProposed", "rolesApproved", "rolesRejected", "proposalWithdrawn": self = .role
        case "exported", "auditExported", "copyOut": self = .export
        default: return nil
        }
    }
}
