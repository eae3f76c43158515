/// Body of `PUT /v1/rooms/{room}`.
package struct RoomOpening: Codable, Hashable, Sendable {
    /// The recording's name; nil opens a room that is not recorded. The service never asks for that.
    package var recording: String?
    /// Number of the segment at least (from 1), when earlier ones lie on another node.
    package var segment: UInt32?
    /// Opaque name of the service that opens; so that after its restart it knows its own rooms.
    package var controller: String?

    package init(recording: String?, segment: UInt32? = nil, controller: String? = nil) {
        self.recording = recording
        self.segment = segment
        self.controller = controller
    }
}
