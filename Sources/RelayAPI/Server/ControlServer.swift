import HTTPTypes
package import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOSSL
import ServiceLifecycle

/// The control API of a relay node: plain HTTP on loopback, mutual TLS anywhere else.
package struct ControlServer: Service {
    private let server: Application<RouterResponder<ControlContext>>
    /// Method and path of everything that is answered, for comparison with the description.
    package let table: [(method: String, path: String)]

    package init(
        configuration: ControlConfiguration, control: NodeControl, logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) throws {
        try configuration.check()
        let router = Router(context: ControlContext.self)
        router.add(middleware: ControlProblems())
        let routes = ControlRoutes(control: control).all
        table = routes.map { ($0.method.rawValue, $0.path) }
        for route in routes {
            router.on(RouterPath(route.path), method: route.method) { request, context in
                let body = try await BodyReading.body(of: request, context)
                return try await route.handle(ControlCall(request: request, context: context, body: body))
            }
        }
        let plain = HTTPServerBuilder.http1(configuration: .init(idleTimeout: .seconds(60)))
        let builder = try configuration.access.map { access in
            try HTTPServerBuilder.tls(plain, tlsConfiguration: try access.server())
        }
        server = Application(
            router: router, server: builder ?? plain,
            configuration: .init(address: .hostname(configuration.host, port: configuration.port)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: logger)
    }

    /// The same routes without a socket, for tests.
    package var application: some ApplicationProtocol { server }

    package func run() async throws { try await server.run() }
}
