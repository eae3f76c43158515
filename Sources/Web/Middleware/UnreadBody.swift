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
        let progress = context.progress
        guard !progress.isWhole, Self.hasBody(request, isStream: progress.isStream) else { return response }
        // HTTP/2 knows no such field (RFC 9113 §8.2.2): there, only the stream is reset.
        if !progress.isStream { response.headers[.connection] = "close" }
        progress.closeSoon()
        return response
    }

    private static func hasBody(_ request: Request, isStream: Bool) -> Bool {
        if let length = request.headers[.contentLength] { return length != "0" }
        // A stream's body needs neither of the two fields.
        return isStream
            ? [.post, .put, .patch].contains(request.method) : request.headers[.transferEncoding] != nil
    }
}
