import ConsultationCore
import HTTPTypes
import Hummingbird
import NIOCore
import Orchestration

/// One authenticated request, checked as far as it can be without knowing what it wants.
struct Call: Sendable {
    let request: Request
    let context: WebContext
    /// Who asks. Every query and command goes through it, and so through the institution's scope.
    let person: SignedIn
    /// The whole JSON body; empty for reads and uploads.
    let body: ByteBuffer
    let idempotencyKey: String?
    /// Version named by `If-Match`.
    let version: Int?
    let codes: CodeBook

    /// A path parameter. An empty one cannot be an id, and an id is never longer than this.
    func parameter(_ name: String) throws(Problem) -> String {
        guard let value = context.parameters.get(name), !value.isEmpty, value.utf8.count <= Limits.id else {
            throw .notFound
        }
        return value
    }

    func consultation() throws(Problem) -> ConsultationID {
        ConsultationID(try parameter("id"))
    }

    func query(_ name: String) -> String? {
        request.uri.queryParameters[Substring(name)].map(String.init)
    }

    /// The JSON body as fields; the caller must `finish()` them.
    func fields() throws(Problem) -> Fields {
        try Self.fields(request, body, codes)
    }

    /// A body must say that it is JSON: no form of another site can say that without asking us first.
    static func fields(
        _ request: Request, _ body: ByteBuffer, _ codes: CodeBook = .shipped
    ) throws(Problem) -> Fields {
        if body.readableBytes > 0 {
            let type = (request.headers[.contentType] ?? "").lowercased()
            guard type == "application/json" || type.hasPrefix("application/json;") else {
                throw .unsupportedMediaType
            }
        }
        return Fields(try JSONValue.parse(body.readableBytesView), codes: codes)
    }

    /// One wrong query parameter, reported like a field.
    func wrongQuery(_ name: String, _ mistake: FieldMistake) -> Problem {
        .fields([mistake.problem(at: "?" + name)])
    }
}
