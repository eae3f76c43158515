import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// Packs JSON answers for clients that take gzip: a county hospital's link is narrow.
///
/// Only JSON that this server made itself: no files of a case, no event stream (its lines must leave at once). An
/// answer that carries a secret of the session is marked `no-transform` and stays as it is: the length of a packed
/// secret beside text that a stranger chose would give it away bit by bit (BREACH).
struct AnswerPacking: RouterMiddleware {
    /// Shorter than this, an answer fits into one segment anyway.
    static let thresholdBytes = 1000
    /// Longer answers go out unpacked rather than hold up the loop.
    static let limitBytes = 8 * 1024 * 1024

    func handle(
        _ request: Request, context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard Self.isOurJSON(response.headers) else { return response }
        response.headers[.vary] = "Accept-Encoding"
        guard request.method != .head, request.acceptsGzip, let length = response.body.contentLength,
            (Self.thresholdBytes...Self.limitBytes).contains(length)
        else { return response }
        let plain = try await response.body.whole(capacity: length)
        guard let packed = Gzip.pack(Array(plain.readableBytesView)), packed.count < length else {
            response.body = .init(byteBuffer: plain)
            return response
        }
        response.headers[.contentEncoding] = "gzip"
        response.headers[.contentLength] = nil
        response.body = .init(byteBuffer: ByteBuffer(bytes: packed))
        return response
    }

    private static func isOurJSON(_ headers: HTTPFields) -> Bool {
        let isJSON = ["application/json", "application/problem+json"].contains(headers[.contentType] ?? "")
        return isJSON && headers[.contentDisposition] == nil && headers[.contentEncoding] == nil
            && headers[.cacheControl]?.contains("no-transform") != true
    }
}

extension ResponseBody {
    /// Everything the body writes, in memory.
    fileprivate func whole(capacity: Int) async throws -> ByteBuffer {
        let writer = CollectingWriter(capacity: capacity)
        try await write(writer)
        return writer.collected
    }
}

/// A client that keeps what it is sent.
private final class CollectingWriter: ResponseBodyWriter {
    private(set) var collected: ByteBuffer

    init(capacity: Int) {
        collected = ByteBuffer()
        collected.reserveCapacity(capacity)
    }

    func write(_ buffer: ByteBuffer) async throws {
        var buffer = buffer
        collected.writeBuffer(&buffer)
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
