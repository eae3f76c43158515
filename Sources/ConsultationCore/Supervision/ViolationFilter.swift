/// That somebody took note of a breach for their institution, and what they had to say.
package struct ViolationAcknowledgement: Sendable, Equatable {
    package let at: WallTime
    package let by: AccountID
    package let name: String
    package let reason: String

    package init(at: WallTime, by: AccountID, name: String, reason: String) {
        self.at = at
        self.by = by
        self.name = name
        self.reason = reason
    }
}

/// What a board may be asked for; every combination is answered from an index.
package struct ViolationFilter: Sendable, Equatable {
    package var code: String?
    /// From this instant on.
    package var from: WallTime?
    /// Before this instant.
    package var to: WallTime?
    /// Nil: both.
    package var isAcknowledged: Bool?

    package init(
        code: String? = nil, from: WallTime? = nil, to: WallTime? = nil, isAcknowledged: Bool? = nil
    ) {
        self.code = code
        self.from = from
        self.to = to
        self.isAcknowledged = isAcknowledged
    }
}
