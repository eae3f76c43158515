import Hummingbird
import Logging

/// One line per request: method, route template, status, time. Never the path itself (it holds ids), never a
/// query, header or body: logs leave the hospital more easily than records do.
struct AccessLog: RouterMiddleware {
    func handle(
        _ request: Request, context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let elapsed = ContinuousClock.now - start
        let route = context.endpointPath ?? "unmatched"
        // Probes every few seconds and the twenty files of a page would drown everything else.
        let isBackground = ["/healthz", "/readyz", "/", "/**"].contains(route)
        let level: Logger.Level = isBackground ? .debug : .info
        context.logger.log(
            level: level, "request",
            metadata: [
                "method": "\(request.method)", "route": "\(route)", "status": "\(response.status.code)",
                "microseconds": "\(elapsed.microseconds)",
            ])
        return response
    }
}

extension Duration {
    var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}
