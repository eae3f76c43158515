/// Where a page of messages goes on: behind this one.
package struct ExchangeMessagePlace: Sendable, Equatable {
    package let createdAt: WallTime
    package let id: String

    package init(createdAt: WallTime, id: String) {
        self.createdAt = createdAt
        self.id = id
    }
}

/// What a connection did last.
package struct ExchangeLinkState: Sendable, Equatable {
    package var succeededAt: WallTime?
    package var failedAt: WallTime?
    /// Of the last attempt; nil when that succeeded.
    package var failure: ExchangeFailure?

    package init(succeededAt: WallTime? = nil, failedAt: WallTime? = nil, failure: ExchangeFailure? = nil) {
        self.succeededAt = succeededAt
        self.failedAt = failedAt
        self.failure = failure
    }
}
