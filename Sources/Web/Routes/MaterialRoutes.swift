import ConsultationCore
import HTTPTypes
import Hummingbird
import NIOCore
import Orchestration

/// Files of a case: streamed to disk on the way in, streamed from disk on the way out.
struct MaterialRoutes: Sendable {
    let services: WebServices
    let limitBytes: Int
    let timeLimit: Duration

    func add(to routes: inout Routes) {
        routes.on(.post, "/consultations/{id}/attachments", .upload) { try await upload($0) }
        routes.on(.get, "/consultations/{id}/attachments/{attachment}", .read) { try await download($0) }
        routes.on(.delete, "/consultations/{id}/attachments/{attachment}", .command) { try await remove($0) }
    }

    private func upload(_ call: Call) async throws -> Response {
        let id = try call.consultation()
        let header = try UploadHeader(call.request)
        if let length = call.request.headers[.contentLength].flatMap({ Int($0) }), length > limitBytes {
            throw Problem.tooLarge(limit: limitBytes)
        }
        // Before the bytes are taken: a foreign or closed case costs no disk.
        guard try await services.cases.consultation(id, for: call.person) != nil else {
            throw Problem.notFound
        }
        try services.orchestrator.checkStorage(.materials, of: call.person.institution)
        let pieces = call.request.body.map { [UInt8]($0.readableBytesView) }
        let receipt = try await taking(within: timeLimit) {
            try await services.orchestrator.receive(
                pieces, promised: header.sha256, limit: limitBytes, of: call.person.member.institution)
        }
        call.context.progress.markWhole()
        let (outcome, attachment) = try await services.orchestrator.attach(
            receipt, named: Redacted(header.name), contentType: header.contentType, group: header.group,
            facts: header.facts, to: id,
            by: call.person, idempotency: call.idempotency)
        return .json(
            AttachmentPayload(attachment, uploadedBy: call.person.displayName), status: .created,
            headers: WebServices.replay(outcome.isReplay))
    }

    private func download(_ call: Call) async throws -> Response {
        let viewing = call.query("inline") == "1"
        let found = try await services.cases.material(
            AttachmentID(try call.parameter("attachment")), of: try call.consultation(), for: call.person,
            viewing: viewing, purpose: try call.purpose())
        guard let found else { throw Problem.notFound }
        let file = found.attachment
        let inline = call.query("inline") == "1" && ContentTypes.mayShowInline(file.contentType)
        return StoredFile(
            content: found.content, name: file.name.value, type: file.contentType, inline: inline
        ).response(to: call.request)
    }

    private func remove(_ call: Call) async throws -> Response {
        _ = try await services.orchestrator.perform(
            .removeMaterial(AttachmentID(try call.parameter("attachment"))), on: try call.consultation(),
            expectedVersion: nil, by: call.person, idempotency: call.idempotency)
        return Response(status: .noContent)
    }
}

/// What an upload says of itself in its headers; every mistake at once.
struct UploadHeader {
    let name: String
    let contentType: String
    let group: MaterialGroup
    let sha256: String
    let facts: MaterialFacts

    init(_ request: Request) throws(Problem) {
        let errors = FieldErrors()
        let headers = request.headers
        name = FileNames.decode(headers[.fileName] ?? "") ?? ""
        if name.isEmpty {
            errors.add("X-File-Name", headers[.fileName] == nil ? .required : .invalid(ofKind: "name"))
        }
        group = MaterialGroup(rawValue: headers[.materialGroup] ?? "") ?? .other
        if MaterialGroup(rawValue: headers[.materialGroup] ?? "") == nil {
            errors.add("X-Material-Group", .unknownValue(allowed: MaterialGroup.allCases.map(\.rawValue)))
        }
        sha256 = Digests.sha256(fromHeader: headers[.reprDigest] ?? "") ?? ""
        if sha256.isEmpty {
            errors.add("Repr-Digest", headers[.reprDigest] == nil ? .required : .invalid(ofKind: "sha-256"))
        }
        contentType = headers[.contentType] ?? "application/octet-stream"
        facts = MaterialFacts(errors, headers)
        if !Self.isMediaType(contentType) { errors.add("Content-Type", .invalid(ofKind: "media type")) }
        try errors.throwIfAny()
    }

    /// `type/subtype`, without parameters: it goes back into a header one day.
    static func isMediaType(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && text.utf8.count <= 100
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy { byte in
                        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                            || (0x61...0x7A).contains(byte) || [0x2B, 0x2D, 0x2E].contains(byte)
                    }
            }
    }
}
