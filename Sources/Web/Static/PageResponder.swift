import HTTPTypes
import Hummingbird
import NIOCore

/// Answers GET and HEAD for everything outside the API with the pages.
struct PageResponder: Sendable {
    let files: PageFiles

    func respond(_ request: Request) throws -> Response {
        let path = request.uri.path
        guard !path.hasPrefix("/api/"), let file = files.file(at: path) else { throw Problem.notFound }
        let packed = request.acceptsGzip ? file.compressed : nil
        let tag = packed == nil ? file.plainTag : file.compressedTag
        // `no-cache` lets the browser keep the file and ask whether it is still right: after an upgrade
        // no page mixes old and new modules.
        var headers: HTTPFields = [
            .eTag: tag, .cacheControl: "no-cache", .vary: "Accept-Encoding", .contentType: file.contentType,
        ]
        if matches(request, tag) { return Response(status: .notModified, headers: headers) }
        if packed != nil { headers[.contentEncoding] = "gzip" }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: packed ?? file.plain))
    }

    private func matches(_ request: Request, _ tag: String) -> Bool {
        (request.headers[.ifNoneMatch] ?? "").split(separator: ",").contains { item in
            let text = String(item).trimmed
            return text == tag || text == "W/" + tag || text == "*"
        }
    }
}
