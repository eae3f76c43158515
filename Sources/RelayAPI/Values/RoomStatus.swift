/// A room as it stands; `GET /v1/rooms` lists all.
package struct RoomStatus: Codable, Hashable, Sendable {
    package struct Session: Codable, Hashable, Sendable {
        package var session: String
        package var participant: String
        package var isConnected: Bool
        package var mediaFlows: Bool
        /// The link in use, once it is known.
        package var link: String?
        /// Whether it could go on over another link; nil until that is known.
        package var isRedundant: Bool?
        package var slots: [SlotValue]

        package init(
            session: String, participant: String, isConnected: Bool = false, mediaFlows: Bool = false,
            link: String? = nil, slots: [SlotValue] = []
        ) {
            self.session = session
            self.participant = participant
            self.isConnected = isConnected
            self.mediaFlows = mediaFlows
            self.link = link
            self.slots = slots
        }
    }

    package var room: String
    package var recording: String?
    package var segment: UInt32?
    /// False while the recorder has failed; true also for a room without recording.
    package var isRecorded: Bool
    package var controller: String?
    package var sessions: [Session]

    package init(
        room: String, recording: String?, segment: UInt32?, isRecorded: Bool, controller: String?,
        sessions: [Session]
    ) {
        self.room = room
        self.recording = recording
        self.segment = segment
        self.isRecorded = isRecorded
        self.controller = controller
        self.sessions = sessions
    }
}
