import AsyncHTTPClient
import NIOCore

/// The connections to relay nodes, shared by all clients. Must be shut down.
package final class RelayHTTP: Sendable {
    let client: HTTPClient

    /// - Parameter access: our certificate and the nodes' authority; nil for nodes on loopback.
    package init(access: ControlAccess?) throws {
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: try access?.client(), redirectConfiguration: .disallow,
            // An event stream says something every second: silence means that the line is dead.
            timeout: .init(connect: .seconds(2), read: .seconds(5)))
        // A node that is gone must be noticed now, not after a second of growing pauses.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    package func shutdown() async { try? await client.shutdown() }
}
