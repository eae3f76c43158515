import HTTPTypes
import Hummingbird

/// Ends the connection after an answer that came before the body was whole: too large, too slow, not allowed. The
/// server would otherwise go on taking bytes for nobody, for as long as somebody sends them.
struct UnreadBody: RouterMiddleware {
    func handle(
        _ request: Request, context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard Self.hasBody(request), !context.progress.isWhole else { return response }
        response.headers[.connection] = "close"
        context.progress.closeSoon()
        return response
    }

    private static func hasBody(_ request: Request) -> Bool {
        if let length = request.headers[.contentLength] { return length != "0" }
        return request.headers[.transferEncoding] != nil
    }
}
