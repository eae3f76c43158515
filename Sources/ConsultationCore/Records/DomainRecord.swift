/// Something beside the consultations that has a journal of its own: a cooperation agreement, the standing of an
/// institution. Its state is what its journal adds up to.
package protocol DomainRecord: Codable, Sendable, Equatable {
    associatedtype Change: RecordChange

    /// The first part of the journal stream's name, for example `agreement`.
    static var stream: String { get }

    /// The second part: which of them.
    var key: String { get }
    /// The number of events applied; the entity tag of the HTTP API.
    var version: Int { get }
    var stateName: String { get }
    /// The institutions that may see it.
    var parties: [InstitutionID] { get }
    /// The limits that are running or overdue, derived from the state alone.
    var openDeadlines: [Deadline] { get }
    /// False when what was limited has fallen away: its limits were neither met nor missed.
    var countsEndedLimits: Bool { get }

    /// Nil if the event cannot begin a journal.
    init?(first event: RecordEvent<Change>)
    /// Never refuses: what is in the journal has happened.
    mutating func apply(_ event: RecordEvent<Change>)
}

/// What can happen to a record.
package protocol RecordChange: Codable, Sendable, Equatable {
    /// Its name, for timelines and tables.
    var kind: String { get }
}

/// One entry of a record's journal.
package struct RecordEvent<Change: RecordChange>: Codable, Sendable, Equatable {
    package var at: WallTime
    package var by: Caller
    package var policyVersion: PolicyVersionID
    package var change: Change

    package init(at: WallTime, by: Caller, policyVersion: PolicyVersionID, change: Change) {
        self.at = at
        self.by = by
        self.policyVersion = policyVersion
        self.change = change
    }
}

/// What a command on a record leads to.
package struct RecordDecision<Change: RecordChange>: Sendable, Equatable {
    package var events: [RecordEvent<Change>]
    package var effects: [Effect]

    package init(events: [RecordEvent<Change>], effects: [Effect]) {
        self.events = events
        self.effects = effects
    }
}

extension DomainRecord {
    package var countsEndedLimits: Bool { true }

    /// The state a journal adds up to; nil for an empty one or one that does not begin rightly.
    package static func replay(_ events: some Sequence<RecordEvent<Change>>) -> Self? {
        var iterator = events.makeIterator()
        guard let first = iterator.next(), var state = Self(first: first) else { return nil }
        while let event = iterator.next() { state.apply(event) }
        return state
    }

    /// The state after `decision`; `current` is nil before the first.
    package static func state(after decision: RecordDecision<Change>, on current: Self?) -> Self? {
        guard var state = current else { return replay(decision.events) }
        for event in decision.events { state.apply(event) }
        return state
    }
}
