/// What part of the audit trail is looked at. Nil stands for all.
package struct AuditFilter: Sendable, Equatable {
    package var institution: InstitutionID?
    package var category: AuditCategory?
    package var account: AccountID?
    package var from: WallTime?
    package var until: WallTime?

    package init(
        institution: InstitutionID? = nil, category: AuditCategory? = nil, account: AccountID? = nil,
        from: WallTime? = nil, until: WallTime? = nil
    ) {
        self.institution = institution
        self.category = category
        self.account = account
        self.from = from
        self.until = until
    }
}

/// A place in the audit trail, from which the next page goes on.
package struct AuditPlace: Sendable, Equatable {
    package let at: Int64
    package let seq: Int64

    package init(at: Int64, seq: Int64) {
        self.at = at
        self.seq = seq
    }
}
