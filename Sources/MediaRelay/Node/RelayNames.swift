/// Names the control side gives to things in a relay node. Opaque to the relay; UUID strings in practice.
package struct RelayRoomName: Hashable, Sendable, CustomStringConvertible {
    package var value: String
    package init(_ value: String) { self.value = value }
    package var description: String { value }
}

/// A participant of a room, stable over re-joins.
package struct RelayParticipantName: Hashable, Sendable, CustomStringConvertible {
    package var value: String
    package init(_ value: String) { self.value = value }
    package var description: String { value }
}

/// One connection of a participant: a re-join has a new session name.
package struct RelaySessionName: Hashable, Sendable, CustomStringConvertible {
    package var value: String
    package init(_ value: String) { self.value = value }
    package var description: String { value }
}

/// A trunk between two nodes for one room; the same name at both.
package struct RelayTrunkName: Hashable, Sendable, CustomStringConvertible {
    package var value: String
    package init(_ value: String) { self.value = value }
    package var description: String { value }
}

/// A recording; also the name of its directory, so only letters, digits and hyphens are taken.
package struct RelayRecordingName: Hashable, Sendable, CustomStringConvertible {
    package var value: String
    package init(_ value: String) { self.value = value }
    package var description: String { value }
}
