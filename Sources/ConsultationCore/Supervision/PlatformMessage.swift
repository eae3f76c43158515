/// One event on its way to a province's platform. Its name is its idempotency key: the same event always has the same.
package struct PlatformMessage: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case consultation, report, settlement
        /// A thing of the supervision feed, for the front-end server.
        case feed
    }

    package enum State: String, Sendable, CaseIterable {
        case waiting, delivered
        /// The platform will not have it; somebody must look (and may try again).
        case dead
    }

    package let name: String
    package let institution: InstitutionID
    package let kind: Kind
    package let event: String
    /// JSON, as it is sent (Protocols/jilin-platform.md).
    package let document: String
    package var state: State
    package let createdAt: WallTime
    package var attempts: Int
    package var nextAt: WallTime
    /// The kind of the last fault; never content.
    package var failure: String?
    /// What the platform answered.
    package var receipt: String?
    package var settledAt: WallTime?

    package init(
        name: String, institution: InstitutionID, kind: Kind, event: String, document: String,
        createdAt: WallTime
    ) {
        self.name = name
        self.institution = institution
        self.kind = kind
        self.event = event
        self.document = document
        state = .waiting
        self.createdAt = createdAt
        attempts = 0
        nextAt = createdAt
    }
}

/// Where a page of messages goes on: behind this one.
package struct PlatformMessagePlace: Sendable, Equatable {
    package let createdAt: WallTime
    package let name: String

    package init(createdAt: WallTime, name: String) {
        self.createdAt = createdAt
        self.name = name
    }
}

extension PlatformMessage.Kind {
    /// What happens in cases and settlements (JL 19).
    package static let events: Set<PlatformMessage.Kind> = [.consultation, .report, .settlement]
}
