import HTTPTypes
import Hummingbird
import HummingbirdCore
package import Logging
import ServiceLifecycle

/// A listener for Prometheus alone, on loopback: whoever may reach it is on this machine.
package struct MetricsServer: Service {
    package struct NotLoopback: Error, CustomStringConvertible {
        package var host: String
        package var description: String {
            "metrics.host is \(host): metrics are served on loopback alone, for example 127.0.0.1."
        }
    }

    private let server: Application<RouterResponder<ControlContext>>

    /// - Parameter text: asked anew for every request.
    package init(
        host: String, port: Int, logger: Logger, text: @escaping @Sendable () async -> String
    ) throws {
        guard ControlConfiguration.isLoopback(host) else { throw NotLoopback(host: host) }
        let router = Router(context: ControlContext.self)
        router.add(middleware: ControlProblems())
        router.get("/metrics") { _, _ -> Response in .metrics(await text()) }
        server = Application(
            router: router, server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: .init(address: .hostname(host, port: port)), logger: logger)
    }

    package func run() async throws { try await server.run() }
}
