import HTTPTypes
import Hummingbird

/// One path and method of the control API.
struct ControlRoute {
    var method: HTTPRequest.Method
    /// Template with `{name}` parameters.
    var path: String
    var handle: @Sendable (ControlCall) async throws -> Response

    init(
        _ method: HTTPRequest.Method, _ path: String,
        _ handle: @escaping @Sendable (ControlCall) async throws -> Response
    ) {
        self.method = method
        self.path = path
        self.handle = handle
    }
}
