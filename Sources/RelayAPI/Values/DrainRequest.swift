/// Body of `POST /v1/drain`.
package struct DrainRequest: Codable, Hashable, Sendable {
    /// After so many seconds the rooms still open are closed and sealed; nil waits for ever.
    package var deadlineSeconds: Int?

    package init(deadlineSeconds: Int?) { self.deadlineSeconds = deadlineSeconds }
}
