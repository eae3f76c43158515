/// What a participant publishes.
package enum MediaSourceName: String, Codable, Hashable, Sendable, CaseIterable {
    case microphone, camera, screen
}
