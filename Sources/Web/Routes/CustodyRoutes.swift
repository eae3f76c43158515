import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Archive, retention, holds, and requests to see, copy, seal, open and dispose (JL 37, SC 34, NHC-SUP 19).
struct CustodyRoutes: Sendable {
    let services: WebServices

    private static let base = "/consultations/{id}/custody"

    func add(to routes: inout Routes) {
        routes.on(.get, Self.base, .read) { try await show($0) }
        routes.on(.get, Self.base + "/package", .read) { try await package($0) }
        routes.on(.get, "/custody-requests", .read) { try await list($0) }
        command(&routes, "/requests") { _, fields in
            let kind: CustodyRequest.Kind = fields.choice("kind", otherwise: .access)
            let purpose = fields.optionalChoice("purpose", of: AccessPurpose.self)
            let ground = fields.text("ground", limit: Limits.reason)
            return .request(CustodyAsking(kind: kind, purpose: purpose, ground: ground))
        }
        command(&routes, "/requests/{request}/approve") { call, _ in .approve(try call.number("request")) }
        command(&routes, "/requests/{request}/reject") { call, fields in
            .reject(try call.number("request"), reason: fields.reason().value)
        }
        command(&routes, "/holds") { _, fields in
            .placeHold(ground: fields.text("ground", limit: Limits.reason), reference: nil)
        }
        command(&routes, "/holds/{hold}/lift") { call, fields in
            .liftHold(try call.number("hold"), reason: fields.reason().value)
        }
    }

    private func command(
        _ routes: inout Routes, _ path: String,
        command: @escaping @Sendable (Call, Fields) throws -> CustodyCommand
    ) {
        routes.on(.post, Self.base + path, .command) { call in
            let fields = try call.fields()
            let command = try command(call, fields)
            try fields.finish()
            let outcome = try await services.orchestrator.keep(
                command, of: try call.consultation(), by: call.person, idempotency: call.idempotency)
            return try await show(call, headers: WebServices.replay(outcome.isReplay))
        }
    }

    private func show(_ call: Call, headers: HTTPFields = [:]) async throws -> Response {
        let view = try await services.cases.custody(of: try call.consultation(), for: call.person)
        guard let view else { throw Problem.notFound }
        return .json(CustodyPayload(view), headers: headers)
    }

    private func list(_ call: Call) async throws -> Response {
        let name = call.query("state") ?? CustodyRequest.State.pending.rawValue
        guard let state = CustodyRequest.State(rawValue: name) else {
            throw call.wrongQuery(
                "state", .unknownValue(allowed: CustodyRequest.State.allCases.map(\.rawValue)))
        }
        let page = try await services.cases.custodyRequests(
            in: state, cursor: call.query("cursor"), limit: 50, for: call.person)
        return .json(
            Items(items: page.items.map { CustodyRequestPayload($0.request, in: $0.view) }, next: page.next))
    }

    private func package(_ call: Call) async throws -> Response {
        let found = try await services.cases.archivePackage(of: try call.consultation(), for: call.person)
        guard let found else { throw Problem.notFound }
        return StoredFile(
            content: found.content, name: "\(found.number.text).zip", type: "application/zip"
        ).response(to: call.request)
    }
}

extension Call {
    /// What the data are wanted for: a closed word, so that nothing clinical gets into addresses and logs.
    func purpose() throws(Problem) -> AccessPurpose? {
        guard let name = query("purpose") else { return nil }
        guard let purpose = AccessPurpose(rawValue: name) else {
            throw wrongQuery("purpose", .unknownValue(allowed: AccessPurpose.allCases.map(\.rawValue)))
        }
        return purpose
    }

    /// A path parameter that counts.
    func number(_ name: String) throws(Problem) -> Int {
        guard let number = Int(try parameter(name)), number > 0 else { throw .notFound }
        return number
    }
}
