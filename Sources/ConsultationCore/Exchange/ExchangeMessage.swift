/// One message to or from a hospital's system, from the moment it is owed or has come until it is settled
/// (Protocols/exchange-states.md). Its content is never here.
package struct ExchangeMessage: Codable, Sendable, Equatable {
    package enum State: String, Codable, Sendable, CaseIterable {
        /// Outward: on its way; taken by the other side; given up by the service; given up by a person.
        case waiting, delivered, dead, givenUp
        /// Inward: laid to its case; waits for a person; put aside by a person; not taken at all.
        case taken, unmatched, dismissed, refused
    }

    /// What people do with a message.
    package enum Act: String, Sendable, CaseIterable {
        case retry, giveUp, match, dismiss

        package var next: State {
            switch self {
            case .retry: .waiting
            case .giveUp: .givenUp
            case .match: .taken
            case .dismiss: .dismissed
            }
        }

        package var allowed: [State] {
            switch self {
            case .retry: [.dead, .givenUp]
            case .giveUp: [.waiting, .dead]
            case .match, .dismiss: [.unmatched]
            }
        }

        /// Lines are the administrator's; whose it is, is for those who know the patient or the money.
        package func roles(for topic: ExchangeTopic) -> [Role] {
            switch self {
            case .retry, .giveUp: [.institutionAdmin]
            case .match, .dismiss:
                topic == .fee ? [.finance] : [.physician, .invitationCoordinator]
            }
        }

        package var needsReason: Bool { self == .giveUp || self == .dismiss }
    }

    package let id: ExchangeMessageID
    package let connection: ExchangeConnectionID
    package let institution: InstitutionID
    package let topic: ExchangeTopic
    /// MSH-10: outward ours, inward theirs.
    package let controlID: String
    /// The case, order of diagnosis or visit it is about; nil while nobody knows.
    package var subject: String?
    /// Which document of the case: 0 the report, 1 the first addendum to it, …
    package let part: Int
    package let createdAt: WallTime
    package var state: State
    package var attempts: Int
    /// When it is tried again.
    package var nextAt: WallTime
    package var failure: ExchangeFailure?
    package var settledAt: WallTime?
    /// SHA-256 of what came in, sealed under the institution's key; nil outward: that is made anew each time.
    package var document: Digest?
    /// Why a person put it aside.
    package var reason: String?

    package init(
        id: ExchangeMessageID, connection: ExchangeConnectionID, institution: InstitutionID,
        topic: ExchangeTopic, controlID: String, subject: String?, part: Int = 0, createdAt: WallTime,
        state: State,
        failure: ExchangeFailure? = nil, document: Digest? = nil
    ) {
        self.id = id
        self.connection = connection
        self.institution = institution
        self.topic = topic
        self.controlID = controlID
        self.subject = subject
        self.part = part
        self.createdAt = createdAt
        self.state = state
        attempts = 0
        nextAt = createdAt
        self.failure = failure
        settledAt = state == .waiting || state == .unmatched ? nil : createdAt
        self.document = document
    }

    /// Whether a person may do this now. Smaller things first: who, in which state, with which words.
    package func check(_ act: Act, reason: String?, by caller: Caller) throws(Refusal) {
        guard let member = caller.member, member.institution == institution else { throw .accessDenied }
        let roles = act.roles(for: topic)
        guard roles.contains(where: caller.has) else { throw .roleRequired(roles) }
        guard act.allowed.contains(state) else { throw .exchange(.messageStateNotAllowed(state)) }
        guard act.needsReason else { return }
        if let problem = Limits.required("/reason", Redacted(reason ?? ""), limit: Limits.shortText) {
            throw .fieldInvalid([problem])
        }
    }
}

package struct ExchangeMessageID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// How often and how long a message is tried; the operator's setting.
package struct ExchangeRetry: Sendable, Equatable {
    package var attemptLimit: Int
    package var firstPause: TimeSpan
    package var longestPause: TimeSpan

    package init(
        attemptLimit: Int = 12, firstPause: TimeSpan = .seconds(2), longestPause: TimeSpan = .minutes(15)
    ) {
        self.attemptLimit = attemptLimit
        self.firstPause = firstPause
        self.longestPause = longestPause
    }

    /// The pause after so many failed attempts: doubled each time. Nil: it was the last one.
    package func pause(after attempts: Int) -> TimeSpan? {
        guard attempts < attemptLimit else { return nil }
        let doubled = firstPause.milliseconds.multipliedReportingOverflow(
            by: 1 << Int64(min(max(0, attempts - 1), 30)))
        return doubled.overflow
            ? longestPause : min(longestPause, TimeSpan(milliseconds: doubled.partialValue))
    }
}
