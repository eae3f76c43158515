/// Body of `PUT /v1/sessions/{session}/answer`.
package struct SessionAnswer: Codable, Hashable, Sendable {
    package var sdp: String

    package init(sdp: String) { self.sdp = sdp }
}
