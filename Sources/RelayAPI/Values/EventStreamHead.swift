/// The first thing an event stream says, as `hello` when nothing was missed, as `resync` when events between the asked
/// number and `sequence` are gone: then `GET /v1/rooms` tells how things stand.
package struct EventStreamHead: Codable, Hashable, Sendable {
    package var instance: String
    /// Events that follow have greater numbers.
    package var sequence: UInt64

    package init(instance: String, sequence: UInt64) {
        self.instance = instance
        self.sequence = sequence
    }
}
