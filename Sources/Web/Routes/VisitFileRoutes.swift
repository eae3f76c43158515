import ConsultationCore
import HTTPTypes
import Hummingbird
import NIOCore
import Orchestration

/// Files of an online visit: what shows the earlier diagnosis, and pictures that were sent (NHC-SUP 18, GX 28). Sealed
/// under the key of the institution that holds the visit; each opening is recorded.
struct VisitFileRoutes: Sendable {
    let services: WebServices
    let limitBytes: Int
    let timeLimit: Duration

    func add(to routes: inout Routes) {
        routes.on(.post, "/visits/{id}/files", .upload) { call in
            let id = VisitID(try call.parameter("id"))
            // Before the bytes are taken: a foreign visit costs no disk.
            guard let view = try await services.visits.visit(id, for: call.person, .ownAct) else {
                throw Problem.notFound
            }
            guard view.visit.state == .draft || view.visit.state == .open else {
                throw Problem(.visit(.stateNotAllowed(view.visit.state)))
            }
            return try await take(call.request, call.context, of: view.visit.institution)
        }
        routes.on(.get, "/visits/{id}/files/{sha256}", .read) { call in
            guard let digest = Digest(hexadecimal: try call.parameter("sha256")) else {
                throw Problem.notFound
            }
            let viewing = call.query("inline") == "1"
            let found = try await services.visits.file(
                digest, of: VisitID(try call.parameter("id")), for: call.person, viewing: viewing)
            guard let found else { throw Problem.notFound }
            return Self.answer(found.file, found.content, viewing: viewing, to: call.request)
        }
    }

    /// Takes the bytes and says under which digest they are; the act that names them makes them part of the visit.
    func take(
        _ request: Request, _ context: WebContext, of institution: InstitutionID
    ) async throws -> Response {
        let header = try UploadHeader(request)
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limitBytes {
            throw Problem.tooLarge(limit: limitBytes)
        }
        let pieces = request.body.map { [UInt8]($0.readableBytesView) }
        let file = try await taking(within: timeLimit) {
            try await services.orchestrator.receiveFile(
                pieces, named: Redacted(header.name), contentType: header.contentType,
                promised: header.sha256, limit: limitBytes, of: institution)
        }
        context.progress.markWhole()
        return .json(VisitPayload.File(file), status: .created)
    }

    static func answer(
        _ file: SealedFile, _ content: StoredContent, viewing: Bool, to request: Request
    ) -> Response {
        StoredFile(
            content: content, name: file.name.value, type: file.contentType,
            inline: viewing && ContentTypes.mayShowInline(file.contentType)
        ).response(to: request)
    }
}
