/// Answer of `PUT /v1/rooms/{room}`: 201 when this call opened it, 200 when it was open with the same recording.
package struct RoomOpened: Codable, Hashable, Sendable {
    /// The recording's running segment, from 1; nil without recording.
    package var segment: UInt32?

    package init(segment: UInt32?) { self.segment = segment }
}
