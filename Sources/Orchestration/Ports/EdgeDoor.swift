/// Where site edges come in: relays in hospitals' own networks, which dial out to the service. What they say is opaque
/// here; it is between the edge and the media side.
package protocol EdgeDoor: Sendable {
    /// The stream of commands for the edge that shows this token, each one a line of JSON; nil when the token is not
    /// (or no longer) good. `instance` tells one life of the edge from the next.
    func open(token: String, instance: String) async -> AsyncStream<String>?
    /// Takes a report. False when the token is not good or the report cannot be read.
    func take(_ report: [UInt8], token: String) async -> Bool
}
