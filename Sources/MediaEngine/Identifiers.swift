/// A room of one relay node; given by the shell.
package struct RoomID: Hashable, Sendable {
    package var value: UInt64
    package init(value: UInt64) { self.value = value }
}

/// One leg: one participant's one connection. A participant that re-joins gets a new session.
package struct SessionID: Hashable, Sendable {
    package var value: UInt64
    package init(value: UInt64) { self.value = value }
}

package enum MediaKind: UInt8, Hashable, Sendable { case audio, video }

/// What a participant may publish; the raw value is the m-line index in our offer.
package enum SourceKind: UInt8, Hashable, Sendable, CaseIterable {
    case microphone = 0
    case camera = 1
    case screen = 2

    package var media: MediaKind { self == .microphone ? .audio : .video }
}

/// The short-term credentials of one ICE agent (RFC 8445 §5.3). Both parts are ASCII.
package struct ICECredentials: Hashable, Sendable {
    package var usernameFragment: String
    package var password: String
    package init(usernameFragment: String, password: String) {
        self.usernameFragment = usernameFragment
        self.password = password
    }
}
