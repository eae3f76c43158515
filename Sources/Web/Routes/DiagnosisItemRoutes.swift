import ConsultationCore
import HTTPTypes
import Hummingbird
import NIOCore
import Orchestration

/// Examination data of an order: streamed to disk on the way in, streamed from disk on the way out.
struct DiagnosisItemRoutes: Sendable {
    let services: WebServices
    let limitBytes: Int
    let timeLimit: Duration

    func add(to routes: inout Routes) {
        routes.on(.post, "/diagnosis-orders/{id}/items", .upload) { try await upload($0) }
        routes.on(.get, "/diagnosis-orders/{id}/items/{item}", .read) { try await download($0) }
        routes.on(.delete, "/diagnosis-orders/{id}/items/{item}", .command) { call in
            _ = try await services.orchestrator.perform(
                .removeItem(AttachmentID(try call.parameter("item"))), on: try id(call),
                expectedVersion: nil, by: call.person, idempotency: call.idempotency)
            return Response(status: .noContent)
        }
    }

    private func id(_ call: Call) throws(Problem) -> DiagnosisOrderID {
        DiagnosisOrderID(try call.parameter("id"))
    }

    private func upload(_ call: Call) async throws -> Response {
        let id = try id(call)
        let header = try UploadHeader(call.request)
        if let length = call.request.headers[.contentLength].flatMap({ Int($0) }), length > limitBytes {
            throw Problem.tooLarge(limit: limitBytes)
        }
        // Before the bytes are taken: a foreign order costs no disk.
        guard try await services.diagnoses.order(id, for: call.person, .ownAct) != nil else {
            throw Problem.notFound
        }
        let pieces = call.request.body.map { [UInt8]($0.readableBytesView) }
        let receipt = try await taking(within: timeLimit) {
            try await services.orchestrator.receive(
                pieces, promised: header.sha256, limit: limitBytes, of: call.person.member.institution)
        }
        call.context.progress.markWhole()
        let (outcome, item) = try await services.orchestrator.attach(
            receipt, named: Redacted(header.name), contentType: header.contentType, group: header.group,
            to: id, by: call.person, idempotency: call.idempotency)
        return .json(
            AttachmentPayload(item, uploadedBy: call.person.displayName), status: .created,
            headers: WebServices.replay(outcome.isReplay))
    }

    private func download(_ call: Call) async throws -> Response {
        let found = try await services.diagnoses.item(
            AttachmentID(try call.parameter("item")), of: try id(call), for: call.person)
        guard let found else { throw Problem.notFound }
        let file = found.attachment
        let inline = call.query("inline") == "1" && ContentTypes.mayShowInline(file.contentType)
        return StoredFile(
            content: found.content, name: file.name.value, type: file.contentType, inline: inline
        ).response(to: call.request)
    }
}
