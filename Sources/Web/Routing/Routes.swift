import HTTPTypes
import Hummingbird

/// Registers routes and remembers them.
struct Routes {
    let router: Router<WebContext>
    let gate: Gate
    private(set) var table = RouteTable()

    static let prefix = "/api/v1"

    init(router: Router<WebContext>, gate: Gate) {
        self.router = router
        self.gate = gate
    }

    /// A route for signed-in people; `path` is below the prefix.
    mutating func on(
        _ method: HTTPRequest.Method, _ path: String, _ access: RouteTable.Access,
        handle: @escaping @Sendable (Call) async throws -> Response
    ) {
        let door = path
        let path = Self.prefix + path
        table.add(.init(method: method, path: path, access: access))
        let gate = gate
        router.on(RouterPath(path), method: method) { request, context in
            try await handle(try await gate.admit(request, context, access, to: door))
        }
    }

    /// A route for everyone; `path` is whole.
    mutating func open(
        _ method: HTTPRequest.Method, _ path: String,
        handle: @escaping @Sendable (Request, WebContext) async throws -> Response
    ) {
        table.add(.init(method: method, path: path, access: .open))
        router.on(RouterPath(path), method: method) { request, context in
            try await handle(request, context)
        }
    }
}
